"""Whether a body may decide, and whether it has: fractions compared in whole numbers.

"2/3 以上" includes two thirds themselves (民法典 art. 1259): 30 of 45 are enough, 29 are not.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """A body's own rule. ``of`` is what the majority is a part of: whoever is present, or all seats.

    ``recused_leave``: a recused delegate counts neither among the seats nor among those present.
    ``proxies_count``: who is represented in writing by a delegate who is there counts as present and
    has a vote, else neither; one delegate represents ``proxies_each`` others at most.
    """

    quorum_num: int
    quorum_den: int
    majority_num: int
    majority_den: int
    of: Literal["present", "seats"] = "present"
    recused_leave: bool = True
    proxies_count: bool = False
    proxies_each: int = 1

    def __post_init__(self) -> None:
        for part, whole in (
            (self.quorum_num, self.quorum_den),
            (self.majority_num, self.majority_den),
        ):
            if not 0 < part <= whole:
                raise ValueError(f"{part}/{whole} is no part of a body")


@dataclass(frozen=True, slots=True)
class Judgement:
    """``seats`` and ``present`` are those that count. ``sentences`` is the reckoning in words."""

    quorate: bool
    carried: bool
    seats: int
    present: int
    votes_needed: int
    sentences: tuple[str, ...]


def needed(part: int, whole: int, of: int) -> int:
    """The smallest number that is ``part/whole`` of ``of`` or more, and never nobody."""
    return max(1, -(-part * of // whole))


def attending(
    rule: Rule, present: Collection[int], proxies: Mapping[int, int], recused: Collection[int] = ()
) -> set[int]:
    """Who takes part in a matter, in person or by proxy. ``proxies`` tells of each who is
    represented by whom.

    A delegate who is recused from the matter votes for nobody: whom it represents is absent from
    it. Raises ValueError where the rule or the room doesn't allow it: see ``misrepresented``.
    """
    if misrepresented(rule, present, proxies):
        raise ValueError("represented by who may not")
    if not rule.proxies_count:
        return set(present)
    by_proxy = {seat for seat, proxy in proxies.items() if proxy not in recused}
    return set(present) | by_proxy


def misrepresented(
    rule: Rule, present: Collection[int], proxies: Mapping[int, int]
) -> dict[int, Literal["here", "absent", "too_many"]]:
    """Who can't be represented so, and why: is there in person, the proxy isn't, or represents too
    many already. Whether the representation counts doesn't matter here."""
    held = Counter(proxies.values())
    wrong: dict[int, Literal["here", "absent", "too_many"]] = {}
    for seat, proxy in proxies.items():
        if seat in present:
            wrong[seat] = "here"
        elif proxy not in present:
            wrong[seat] = "absent"
        elif held[proxy] > rule.proxies_each:
            wrong[seat] = "too_many"
    return wrong


def judge(
    rule: Rule,
    seats: int,
    present: int,
    in_favour: int | None,
    recused: int = 0,
    *,
    recused_present: int | None = None,
    remote: bool = False,
) -> Judgement:
    """Judges one motion. ``seats`` and ``present`` include the recused, of whom ``recused_present``
    take part (all of them, if not given); ``in_favour`` is None while nobody has voted.

    ``remote``: a ballot that has arrived is a seat that is present. Raises ValueError for counts
    that can't be.
    """
    here = recused if recused_present is None else recused_present
    if not (0 <= present <= seats and 0 <= here <= recused <= seats and here <= present):
        raise ValueError("more are present or recused than there are")
    leaving = rule.recused_leave and recused > 0
    counted_seats, counted_present = (
        (seats - recused, present - here) if leaving else (seats, present)
    )
    base = counted_present if rule.of == "present" else counted_seats
    if in_favour is not None and not 0 <= in_favour <= present - here:
        raise ValueError("more in favour than could vote")
    quorate = counted_present >= needed(rule.quorum_num, rule.quorum_den, counted_seats)
    wanted = needed(rule.majority_num, rule.majority_den, base)
    carried = quorate and in_favour is not None and in_favour >= wanted
    sentences = [
        _basis(seats, present, recused, here, leaving=leaving, remote=remote),
        _quorum(rule, counted_seats, counted_present, remote=remote),
    ]
    if quorate and in_favour is not None:
        sentences.append(_majority(rule, base, in_favour, wanted, remote=remote))
    return Judgement(quorate, carried, counted_seats, counted_present, wanted, tuple(sentences))


def _basis(
    seats: int, present: int, recused: int, here: int, *, leaving: bool, remote: bool
) -> str:
    said = f"应到 {seats} 席，{_came(remote)} {present} 席"
    if not recused:
        return said + "。"
    if not leaving:
        return f"{said}；回避 {recused} 席不表决，仍计入应到和{_came(remote)}。"
    if remote:
        return f"{said}；回避 {recused} 席不计，应到按 {seats - recused} 席。"
    return (
        f"{said}；回避 {recused} 席两边都不计，"
        f"应到按 {seats - recused} 席，到会按 {present - here} 席。"
    )


def _quorum(rule: Rule, seats: int, present: int, *, remote: bool) -> str:
    """As 3 × 29 = 87 < 2 × 45 = 90."""
    part = f"{rule.quorum_num}/{rule.quorum_den}"
    wanted = needed(rule.quorum_num, rule.quorum_den, seats)
    if present >= wanted:
        return (
            f"{_came(remote)}须达应到的 {part}："
            f"{_compared(rule.quorum_den, present, rule.quorum_num, seats)}，够法定人数。"
        )
    reckoned = _compared(rule.quorum_den, present, rule.quorum_num, seats)
    return (
        f"{_came(remote)}须达应到的 {part}：{reckoned}，"
        f"不够法定人数，至少 {wanted} 席，还差 {wanted - present} 席，不能作出决定。"
    )


def _majority(rule: Rule, base: int, in_favour: int, wanted: int, *, remote: bool) -> str:
    of = _came(remote) if rule.of == "present" else "应到"
    reckoned = _compared(rule.majority_den, in_favour, rule.majority_num, base)
    said = f"赞成须达{of}的 {rule.majority_num}/{rule.majority_den}：{reckoned}"
    if in_favour >= wanted:
        return f"{said}，通过。"
    return f"{said}，未通过：至少须 {wanted} 票赞成，还差 {wanted - in_favour} 票。"


def _compared(left_times: int, left: int, right_times: int, right: int) -> str:
    first, second = left_times * left, right_times * right
    sign = "≥" if first >= second else "<"
    return f"{left_times} × {left} = {first} {sign} {right_times} × {right} = {second}"


def _came(remote: bool) -> str:
    return "收到表决票" if remote else "到会"
