"""A sheet from a JSON document (docs/score.md). What it says wrong is refused as a whole, by the
place of the document and the key."""

from collections import Counter
from decimal import Decimal
from typing import Any

from association.base.documents import Record
from standardization.scoring.results import Result
from standardization.scoring.sheet import (
    Deduction,
    Effect,
    Element,
    Item,
    Kind,
    Method,
    Part,
    Scheme,
    Sheet,
    State,
    Threshold,
    Veto,
)

_SCHEME = ("places", "compare_on", "min_coverage", "thresholds", "performance_grade")
_KEYS = ("method", *_SCHEME, "elements", "parts")
_ELEMENT = ("code", "weight", "items", "element_deductions")
_ITEM = ("code", "full", "kind", "state", "deductions", "value", "veto")
_DEDUCTION = ("points", "count", "cap")
_VETO = ("effect", "cap_grade", "failed")
_THRESHOLD = ("grade", "min_score", "element_min")
_MOST_PLACES = 10


def sheets(document: object) -> list[Sheet]:
    """One document, or a list of them. Raises Refused: nothing of a list is scored then."""
    given = document if isinstance(document, list) else [document]
    named = isinstance(document, list)
    return [
        _sheet(each, f"第 {place} 份" if named else "文件")
        for place, each in enumerate(given, start=1)
    ]


def _sheet(given: object, whose: str) -> Sheet:
    record = Record(whose, "", given, _KEYS)
    scheme = _scheme(record)
    grades = [step.grade for step in scheme.thresholds]
    method = Method(record.chosen("method", [each.value for each in Method]))
    if method != Method.AVERAGE_OF_PARTS:
        _unused(record, "parts", method)
        return Sheet(scheme, (_part(record, method, grades),))
    _unused(record, "elements", method)
    parts = record.several("parts", lambda each: _shared(each, grades), ("share", *_KEYS)) or ()
    if sum(part.share for part in parts) != 1:
        record.refuse("parts", "各部分的 share 相加应等于 1")
    return Sheet(scheme, parts)


def _unused(record: Record, key: str, method: Method) -> None:
    """What a method doesn't read isn't passed over in silence."""
    if record.value.get(key) not in (None, []):
        record.refuse(key, f"计分方法是 {method.value} 时不填")


def _scheme(record: Record) -> Scheme:
    thresholds = record.several("thresholds", _threshold, _THRESHOLD)
    if not thresholds:
        record.refuse("thresholds", "没有填写，至少要有一个等级")
    grades = [step.grade for step in thresholds]
    if twice := _twice(grades):
        record.refuse("thresholds", f"等级 {twice} 写了两次")
    if "performance_grade" not in record.value:
        record.refuse("performance_grade", "没有填写；事故情况不允许任何等级时写 null")
    places = record.whole("places") if "places" in record.value else 1
    if places > _MOST_PLACES:
        record.refuse("places", f"最多 {_MOST_PLACES} 位小数")
    compared = record.choice("compare_on", ("rounded", "unrounded"))
    return Scheme(
        places=places,
        on_rounded=compared != "unrounded",
        min_coverage=record.number_if_any("min_coverage") or Decimal(0),
        thresholds=thresholds,
        performance_grade=record.choice("performance_grade", grades),
    )


def _threshold(record: Record) -> Threshold:
    return Threshold(
        record.text("grade"), record.number("min_score"), record.number_if_any("element_min")
    )


def _shared(record: Record, grades: list[str]) -> Part:
    """A part is a document of its own but for the scheme, which is the outer one's alone."""
    method = Method(record.chosen("method", [Method.POINTS.value, Method.WEIGHTED.value]))
    return _part(record, method, grades, share=record.number("share"))


def _part(
    record: Record, method: Method, grades: list[str], *, share: Decimal = Decimal(1)
) -> Part:
    elements = record.several("elements", lambda each: _element(each, grades), _ELEMENT)
    if elements is None:
        record.refuse("elements", "没有填写，应是一个列表")
    codes = [item.code for element in elements for item in element.items]
    if twice := _twice(codes):
        record.refuse("elements", f"项目 {twice} 写了两次")
    if method == Method.WEIGHTED:
        for place, element in enumerate(elements):
            if element.weight is None:
                record.refuse(f"elements[{place}].weight", "加权计分须写明权重")
        if not any(element.weight for element in elements):
            record.refuse("elements", "各要素的权重不能都是 0")
    return Part(method, elements, share)


def _element(record: Record, grades: list[str]) -> Element:
    return Element(
        code=record.text("code"),
        items=record.several("items", lambda each: _item(each, grades), _ITEM) or (),
        deductions=_deductions(record, "element_deductions"),
        weight=record.number_if_any("weight"),
    )


def _item(record: Record, grades: list[str]) -> Item:
    kind = Kind(record.chosen("kind", [each.value for each in Kind]))
    state = State(record.chosen("state", [each.value for each in State]))
    full = record.number("full")
    if kind == Kind.VETO_ONLY and full:
        record.refuse("full", f"只作否决的项目满分应为 0，现在是 {full}")
    return Item(
        code=record.text("code"),
        full=full,
        kind=kind,
        state=state,
        deductions=_deductions(record, "deductions"),
        value=_value(record, kind, full) if state == State.SCORED else None,
        veto=_veto(record, grades),
    )


def _deductions(record: Record, key: str) -> tuple[Deduction, ...]:
    return record.several(key, _deduction, _DEDUCTION) or ()


def _deduction(record: Record) -> Deduction:
    return Deduction(record.number("points"), record.whole("count"), record.number_if_any("cap"))


def _value(record: Record, kind: Kind, full: Decimal) -> Decimal | bool | None:
    if kind == Kind.BINARY:
        return record.flag("value")
    if kind != Kind.LEVELS:
        return None
    value = record.number("value")
    if value > full:
        record.refuse("value", f"应在 0 到满分 {full} 之间，现在是 {value}")
    return value


def _veto(record: Record, grades: list[str]) -> Veto | None:
    if record.value.get("veto") is None:
        return None
    inner = record.inner("veto", _VETO)
    effect = Effect(inner.chosen("effect", [each.value for each in Effect]))
    cap = inner.choice("cap_grade", grades)
    if effect == Effect.GRADE_CAP and cap is None:
        inner.refuse("cap_grade", "没有填写，限制等级的否决须写明最高等级")
    return Veto(effect, inner.flag("failed"), cap)


def _twice(names: list[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)


def answer(found: Result) -> dict[str, Any]:
    """A result as the document that goes out."""
    parts = found.grade_parts
    return {
        "final": found.final,
        "valid": found.valid,
        "score": found.score,
        "unrounded": found.unrounded,
        "interval": None if found.interval is None else list(found.interval),
        "grade": found.grade,
        "grade_parts": parts
        and {
            "score": parts.score,
            "element": parts.element,
            "performance": parts.performance,
            "veto": parts.veto,
        },
        "warnings": None if found.warnings is None else list(found.warnings),
    }
