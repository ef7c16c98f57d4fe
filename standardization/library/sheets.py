"""A checklist with its answers as the sheet that is scored (docs/score.md).

What isn't settled counts as not assessed, so that nothing of it becomes a final score: an item
without an answer, "not applicable" before somebody else agreed, a failed veto before a second person
confirmed it, and a failed item of which nobody said what it costs.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from association.base import clock
from association.base.errors import Refused
from standardization.enums import AnswerState, Per, Role, SnapshotKind
from standardization.library import performance
from standardization.models import (
    Answer,
    CaseStandard,
    Checklist,
    DeductionRule,
    Element,
    Item,
)
from standardization.scoring import reading
from standardization.scoring.sheet import Effect, Kind, Method, Sheet, State

_SHARE = Decimal("0.000001")
_ONE = Decimal(1)


def sheet(checklist: Checklist, *, on: date | None = None) -> Sheet:
    """What ``scoring.results.result`` scores. Raises Refused where an answer doesn't fit its item."""
    return reading.sheets(document(checklist, on=on))[0]


def document(
    checklist: Checklist,
    *,
    on: date | None = None,
    only: Collection[int] | None = None,
    mended: Collection[int] = (),
) -> dict[str, Any]:
    """The same as JSON, in a fixed number of queries. ``on`` is the day before which accidents
    count, today if not given; ``only`` leaves all other items out; ``mended`` are items that failed
    and conform by now. A veto that fails the whole case stays failed.

    Items of the primary and the reference standards of the case are keyed by version and code.
    """
    pinned = [
        each
        for each in checklist.case.standards.select_related("version").order_by("role", "pk")
        if each.share > 0 or each.role == Role.PRIMARY
    ]
    primary = next((each for each in pinned if each.role == Role.PRIMARY), None)
    if primary is None:
        raise Refused("案件还没有主要依据的标准，不能计分。请先确定依据的标准。")
    books = _books(checklist, pinned, only, mended)
    parts = [(each.share, _part(books[each.version_id])) for each in pinned]
    return {**_scored(parts, books, pinned), **_scheme(primary, checklist, on or clock.today())}


def _scored(
    parts: list[tuple[Decimal, dict[str, Any]]],
    books: Mapping[int, "_Book"],
    pinned: list[CaseStandard],
) -> dict[str, Any]:
    """One standard scores by itself, several by the shares that they have of those looked at."""
    methods = {each.version_id: each.version.method for each in pinned}
    held = [
        (share, {"method": methods[each.version_id], **part})
        for each, (share, part) in zip(pinned, parts, strict=True)
        if books[each.version_id].items
    ]
    if not held:
        raise Refused("检查表里没有任何项目，不能计分。")
    if len(held) == 1:
        return {**held[0][1], "parts": None}
    shares = _shares([share for share, _ in held])
    return {
        "method": Method.AVERAGE_OF_PARTS.value,
        "elements": None,
        "parts": [
            {"share": str(share), **part} for share, (_, part) in zip(shares, held, strict=True)
        ],
    }


def _shares(given: list[Decimal]) -> list[Decimal]:
    """Made to add up to exactly 1: what rounding leaves falls to the last."""
    whole = sum(given, Decimal(0)) or _ONE
    found = [(share / whole).quantize(_SHARE) for share in given[:-1]]
    return [*found, _ONE - sum(found, Decimal(0))]


def _scheme(primary: CaseStandard, checklist: Checklist, day: date) -> dict[str, Any]:
    version = primary.version
    accidents = checklist.case.member.accidents.filter(voided_on__isnull=True)
    return {
        "places": version.places,
        "compare_on": version.compare_on,
        "min_coverage": str(version.min_coverage),
        "thresholds": [
            {
                "grade": step.grade,
                "min_score": str(step.min_score),
                "element_min": _text(step.element_min),
            }
            for step in version.thresholds.all()
        ],
        "performance_grade": performance.best_grade(version, accidents, day),
    }


@dataclass(frozen=True, slots=True)
class _Book:
    """What a version holds of the checklist, with what was answered."""

    elements: list[Element]
    items: Mapping[int, list[Item]]
    rules: Mapping[str, DeductionRule]
    answers: Mapping[int, Answer]


def _books(
    checklist: Checklist,
    pinned: list[CaseStandard],
    only: Collection[int] | None,
    mended: Collection[int],
) -> dict[int, _Book]:
    versions = [each.version_id for each in pinned]
    wanted = _wanted(checklist.scope, only)
    answers = {
        each.item_id: _as_it_counts(checklist, each, mended)
        for each in checklist.answers.select_related("event", "item")
    }
    items: dict[int, dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in Item.objects.filter(version__in=versions).order_by("version", "position"):
        if wanted is None or item.pk in wanted:
            items[item.version_id][item.element_id].append(item)
    elements: dict[int, list[Element]] = defaultdict(list)
    for element in Element.objects.filter(version__in=versions).order_by("version", "position"):
        if element.pk in items[element.version_id]:
            elements[element.version_id].append(element)
    rules: dict[int, dict[str, DeductionRule]] = defaultdict(dict)
    for rule in DeductionRule.objects.filter(version__in=versions):
        rules[rule.version_id][str(rule.pk)] = rule
    return {
        version: _Book(elements[version], items[version], rules[version], answers)
        for version in versions
    }


def _as_it_counts(checklist: Checklist, answer: Answer, mended: Collection[int]) -> Answer:
    """What the company says of itself nobody else has to second. What was mended conforms."""
    if checklist.kind == SnapshotKind.SELF:
        answer.na_approved_by_id = answer.veto_confirmed_by_id = answer.by_id
    fatal = answer.item.veto_effect == Effect.CASE_FAIL.value
    if answer.item_id in mended and not (fatal and _veto_failed(answer.item, answer)):
        answer.state = AnswerState.CONFORMS
    return answer


def _wanted(scope: list[int] | None, only: Collection[int] | None) -> set[int] | None:
    if scope is None:
        return None if only is None else set(only)
    return set(scope) if only is None else set(scope) & set(only)


def _part(book: _Book) -> dict[str, Any]:
    return {"elements": [_element(book, element) for element in book.elements]}


def _element(book: _Book, element: Element) -> dict[str, Any]:
    items = book.items[element.pk]
    taken: Counter[str] = Counter()
    for item in items:
        answer = book.answers.get(item.pk)
        if answer and _state(item, answer) == State.SCORED:
            taken.update(_counts(book, item, answer, of_element=True))
    return {
        "code": element.code,
        "weight": _text(element.weight),
        "items": [_item(book, item, book.answers.get(item.pk)) for item in items],
        "element_deductions": _deductions(book, taken),
    }


def _item(book: _Book, item: Item, answer: Answer | None) -> dict[str, Any]:
    state = _state(item, answer)
    scored = answer if state == State.SCORED else None
    told = {
        "code": item.code,
        "full": str(item.full),
        "kind": item.kind,
        "state": state.value,
        "deductions": _item_deductions(book, item, scored) if scored else [],
        "value": _value(item, scored) if scored else None,
    }
    return told | {"veto": _veto(item, scored)} if item.veto_effect else told


def _state(item: Item, answer: Answer | None) -> State:
    if answer is None:
        return State.UNASSESSED
    if answer.state == AnswerState.NOT_APPLICABLE:
        return State.NA_APPROVED if answer.na_approved_by_id else State.NA_REQUESTED
    if answer.state == AnswerState.CONFORMS:
        return State.SCORED
    event = answer.event
    if _veto_failed(item, answer):
        return State.SCORED if answer.veto_confirmed_by_id else State.UNASSESSED
    open_points = item.kind in (Kind.DEDUCT, Kind.LEVELS) and event.value is None
    if open_points and not (item.kind == Kind.DEDUCT and any(event.deductions.values())):
        return State.UNASSESSED
    return State.SCORED


def _veto(item: Item, scored: Answer | None) -> dict[str, Any]:
    failed = bool(scored and scored.state == AnswerState.FAILS and _veto_failed(item, scored))
    return {"effect": item.veto_effect, "cap_grade": item.veto_cap or None, "failed": failed}


def _veto_failed(item: Item, answer: Answer) -> bool:
    """An item that does nothing but veto fails as a veto, whether that was ticked or not."""
    return item.kind == Kind.VETO_ONLY or bool(item.veto_effect and answer.event.veto_failed)


def _value(item: Item, answer: Answer) -> bool | str | None:
    fails = answer.state == AnswerState.FAILS
    if item.kind == Kind.BINARY:
        return not fails
    if item.kind != Kind.LEVELS:
        return None
    value = answer.event.value
    if value is None or not fails:
        return "0" if fails else str(item.full)
    return str(value)


def _item_deductions(book: _Book, item: Item, answer: Answer) -> list[dict[str, Any]]:
    """By rule and count; or, where points were given instead, what lacks to the full mark. A failed
    veto of which nothing more was said leaves nothing."""
    if item.kind != Kind.DEDUCT or answer.state != AnswerState.FAILS:
        return []
    counts = _counts(book, item, answer, of_element=False)
    if any(answer.event.deductions.values()):
        return _deductions(book, counts)
    value = answer.event.value or Decimal(0)
    if value > item.full:
        raise Refused(f"项目 {item.code} 的得分 {value} 超过满分 {item.full}，请更正作答。")
    return [{"points": str(item.full - value), "count": 1, "cap": None}]


def _counts(book: _Book, item: Item, answer: Answer, *, of_element: bool) -> Counter[str]:
    """How often each rule applies that takes from the item, or from its element."""
    found: Counter[str] = Counter()
    if answer.state != AnswerState.FAILS:
        return found
    for key, count in answer.event.deductions.items():
        rule = book.rules.get(key)
        if (
            rule is None
            or rule.element_id != item.element_id
            or rule.item_id not in (None, item.pk)
        ):
            raise Refused(f"项目 {item.code} 的作答里有不属于它的扣分标准，请重新作答。")
        if (rule.item_id is None) == of_element and count:
            found[key] += int(count)
    return found


def _deductions(book: _Book, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """In the sheet's order. What is taken once is taken once, however often it was seen."""
    found = []
    for key in sorted(counts, key=int):
        rule = book.rules[key]
        count = 1 if rule.per == Per.ONCE else counts[key]
        found.append({"points": str(rule.points), "count": count, "cap": _text(rule.cap)})
    return found


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
