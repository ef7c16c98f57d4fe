"""What a service costs on the day its contract is signed: the list price, less a discount or not.

The list price itself is never changed by a discount: it stands beside it on a line of its own.
Which policy helps is judged on the day of the signing alone, whatever day it is today.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from association.base.money import yuan


class Obstacle(StrEnum):
    """Why the list price stays. The first that holds is told."""

    NO_POLICY = "no_policy"
    KIND = "kind"
    OVER = "over"
    NOT_YET = "not_yet"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a policy. Both days are included; ``ended_on`` is the first day without it.

    ``percent`` is what comes off, in (0, 100]. Anything else raises ValueError when it is made.
    """

    code: str
    version: int
    percent: Decimal
    kinds: frozenset[str]
    valid_from: date
    valid_to: date
    ended_on: date | None = None

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise ValueError("优惠比例应大于 0、不超过 100")
        if self.valid_to < self.valid_from:
            raise ValueError("优惠的截止日早于开始日")

    def ended_by(self, day: date) -> bool:
        return day > self.valid_to or (self.ended_on is not None and day >= self.ended_on)

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and not self.ended_by(day)


@dataclass(frozen=True, slots=True)
class Priced:
    """Amounts in yuan: ``payable`` is ``listed`` less ``discount``, always to the fen."""

    listed: Decimal
    discount: Decimal
    payable: Decimal


@dataclass(frozen=True, slots=True)
class Verdict:
    """The price, and either the policy that helped or what stood in its way.

    ``nearest`` is the policy that would have helped but for its days, where that is the obstacle.
    """

    priced: Priced
    terms: Terms | None = None
    obstacle: Obstacle | None = None
    nearest: Terms | None = None


def price(listed: Decimal, percent: Decimal = Decimal(0)) -> Priced:
    """What is to be paid is rounded half up to the fen; the discount is what that leaves.

    So 0.05 less 10 % is 0.045, which is paid as 0.05: a discount that rounds to nothing.
    """
    if listed < 0 or not 0 <= percent <= 100:
        raise ValueError("价格不能是负数，优惠比例应在 0 至 100 之间")
    listed = yuan(listed)
    payable = yuan(listed * (100 - percent) / 100)
    return Priced(listed, listed - payable, payable)


def judge(
    policies: Iterable[Terms], *, listed: Decimal, kind: str, signed_on: date, in_register: bool
) -> Verdict:
    """The largest discount that holds for this kind on the day of the signing. They never stack.

    ``in_register`` says that the company is a member on that day, not suspended and not gone.
    ``signed_on`` is a day in Asia/Shanghai; a moment raises TypeError, since which day it belongs
    to depends on the zone.
    """
    if isinstance(signed_on, datetime):
        raise TypeError("a signing is judged by its day in Asia/Shanghai: pass that, not a moment")
    known = list(policies)
    fitting = [terms for terms in known if kind in terms.kinds]
    holding = [terms for terms in fitting if terms.holds(signed_on)]
    full = price(listed)
    if not holding:
        return _without(full, known, fitting, signed_on)
    if not in_register:
        return Verdict(full, obstacle=Obstacle.STANDING)
    best = min(holding, key=lambda terms: (-terms.percent, terms.code, -terms.version))
    return Verdict(price(listed, best.percent), terms=best)


def _without(full: Priced, known: list[Terms], fitting: list[Terms], day: date) -> Verdict:
    if over := [terms for terms in fitting if terms.ended_by(day)]:
        return Verdict(full, obstacle=Obstacle.OVER, nearest=max(over, key=_last_day))
    if fitting:
        first = min(fitting, key=lambda terms: terms.valid_from)
        return Verdict(full, obstacle=Obstacle.NOT_YET, nearest=first)
    if any(terms.holds(day) for terms in known):
        return Verdict(full, obstacle=Obstacle.KIND)
    return Verdict(full, obstacle=Obstacle.NO_POLICY)


def _last_day(terms: Terms) -> tuple[date, int]:
    return min(terms.valid_to, terms.ended_on or terms.valid_to), terms.version
