"""What a relief policy takes off a year's dues.

The assessed amount itself is never changed: a fee standard is definite and may not float
(民发〔2014〕166号), so that relief is always an entry of its own beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from association.base.money import yuan

EXEMPT, PERCENT, AMOUNT, MONTHS = "exempt", "percent", "amount", "months"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a policy is for. An empty part means everybody; both days of joining are included."""

    organisation_types: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    joined_from: date | None = None
    joined_to: date | None = None

    def __post_init__(self) -> None:
        if self.joined_from and self.joined_to and self.joined_to < self.joined_from:
            raise ValueError("入会日期范围的结束日期早于开始日期")


@dataclass(frozen=True, slots=True)
class Effect:
    """How much a policy takes off: ``value`` is a percentage, an amount in yuan, or months.

    Percentages lie in (0, 100], amounts are whole fen, months whole numbers from 1 to 12; a full
    exemption has no value. Anything else raises ValueError when it is made.
    """

    kind: str
    value: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"the value of an effect is Decimal, not {type(self.value).__name__}")
        if not self.value.is_finite() or not _makes_sense(self.kind, self.value):
            raise ValueError(_WANTED.get(self.kind, f"没有“{self.kind}”这种减免方式"))


@dataclass(frozen=True, slots=True)
class Terms:
    """One policy, as far as reckoning needs it. ``code`` is unique among those that are stacked."""

    code: str
    scope: Scope
    effect: Effect
    order: int = 0
    stackable: bool = True


@dataclass(frozen=True, slots=True)
class Due:
    """A year's dues of one member: what was assessed, and the facts at the policy's day."""

    amount: Decimal
    organisation_type: str | None
    tier: str
    region: str
    joined_on: date | None


def covers(scope: Scope, due: Due) -> bool:
    """Whether a policy is for this member.

    A type nobody confirmed (None) is covered by no scope that names types, and an unknown day of
    joining by no window: relief is never given on a guess.
    """
    return (
        _within(due.organisation_type, scope.organisation_types)
        and _within(due.tier, scope.tiers)
        and _within(due.region, scope.regions)
        and _joined_within(due.joined_on, scope)
    )


def relief(effect: Effect, amount: Decimal) -> Decimal:
    """What the effect takes off this amount, in yuan, half a fen rounded up.

    A fixed amount is returned as it stands and may be more than the amount (see ``exceeds``).
    """
    match effect.kind:
        case "exempt":
            return yuan(amount)
        case "percent":
            return yuan(amount * effect.value / 100)
        case "months":
            return yuan(amount * effect.value / 12)
        case _:
            return yuan(effect.value)


def exceeds(terms: Terms, due: Due) -> bool:
    """Whether the policy covers the dues and would take off more than was assessed."""
    return covers(terms.scope, due) and relief(terms.effect, due.amount) > due.amount


def stack(
    terms: Sequence[Terms], due: Due, already: Decimal = Decimal(0), *, closed: bool = False
) -> list[tuple[str, Decimal]]:
    """What each policy takes off, in yuan by policy code, in stacking order (order, then code).

    Each works on what the ones before left payable, and never takes more than that. One that is
    not stackable applies only where nothing was relieved before, and nothing comes after it.
    ``already`` is relief posted earlier; ``closed`` says that some of it came from a policy that
    is not stackable. Those that come to 0.00 are left out and block nobody.
    """
    if already < 0:
        raise ValueError("已减免的金额不能是负数")
    given: list[tuple[str, Decimal]] = []
    left = max(yuan(due.amount) - yuan(already), Decimal(0))
    for each in sorted(terms, key=lambda one: (one.order, one.code)):
        if closed:
            break
        if not covers(each.scope, due) or (not each.stackable and (given or already)):
            continue
        amount = min(relief(each.effect, left), left)
        if amount:
            given.append((each.code, amount))
            left -= amount
            closed = not each.stackable
    return given


_WANTED = {
    EXEMPT: "全额免缴不需要填写数值",
    PERCENT: "减免比例应大于 0、不超过 100",
    AMOUNT: "减免金额应大于 0，最多两位小数",
    MONTHS: "减免月数应为 1 至 12 的整数",
}


def _makes_sense(kind: str, value: Decimal) -> bool:
    match kind:
        case "exempt":
            return value == 0
        case "percent":
            return 0 < value <= 100
        case "amount":
            return value > 0 and yuan(value) == value
        case "months":
            return 1 <= value <= 12 and value == int(value)
        case _:
            return False


def _within(fact: str | None, allowed: frozenset[str]) -> bool:
    return not allowed or fact in allowed


def _joined_within(joined_on: date | None, scope: Scope) -> bool:
    if scope.joined_from is None and scope.joined_to is None:
        return True
    if joined_on is None:
        return False
    return (scope.joined_from or date.min) <= joined_on <= (scope.joined_to or date.max)
