"""Points in the words of a report: read off the sheet that was frozen, never off today's answers.
The score, its interval and the grade are those that the snapshot says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from standardization.enums import Role, VetoLevel
from standardization.models import (
    Answer,
    Case,
    Checklist,
    DeductionRule,
    Element,
    Item,
    ScoreSnapshot,
)
from standardization.models.sheet import EFFECTS
from standardization.scoring import points, reading
from standardization.scoring.sheet import Element as ScoredElement
from standardization.scoring.sheet import Item as ScoredItem

_CENT = Decimal("0.01")
NO_GRADE = "不达标"
PARTS = (
    ("score", "按得分"),
    ("element", "按要素"),
    ("performance", "按事故情况"),
    ("veto", "按否决"),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """One element of the frozen sheet beside what the standard calls it."""

    of: ScoredElement
    row: Element
    items: dict[str, Item]


def told(snapshot: ScoreSnapshot) -> dict[str, Any]:
    said = json.loads(snapshot.result)
    parts = said.get("grade_parts") or {}
    final = bool(said.get("final"))
    return {
        "kind": snapshot.get_kind_display(),
        "score": said.get("score") or "",
        "interval": list(said.get("interval") or ()),
        "grade": (said.get("grade") or NO_GRADE) if final else "",
        "parts": [[label, parts.get(key) or NO_GRADE] for key, label in PARTS] if final else [],
        "engine": snapshot.engine,
    }


def scored(snapshot: ScoreSnapshot, case: Case) -> list[Scored]:
    """In the sheet's order. Each part of the sheet is the standard of the case that has its
    elements and items."""
    parts = reading.sheets(snapshot.sheet)[0].parts
    pinned = case.standards.select_related("version").order_by("role", "pk")
    books = {
        each.version_id: _book(each.version_id)
        for each in pinned
        if each.share > 0 or each.role == Role.PRIMARY
    }
    found = []
    for part in parts:
        codes = {(each.code, item.code) for each in part.elements for item in each.items}
        version = next((key for key, book in books.items() if codes <= book.codes), None)
        if version is not None:
            book = books.pop(version)
            found += [Scored(each, *book.of(each.code)) for each in part.elements]
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    elements: dict[str, Element]
    items: dict[str, dict[str, Item]]

    @property
    def codes(self) -> set[tuple[str, str]]:
        return {(element, code) for element, found in self.items.items() for code in found}

    def of(self, code: str) -> tuple[Element, dict[str, Item]]:
        return self.elements[code], self.items[code]


def _book(version: int) -> _Book:
    elements = {each.code: each for each in Element.objects.filter(version=version)}
    items: dict[str, dict[str, Item]] = {code: {} for code in elements}
    for item in Item.objects.filter(version=version).select_related("element"):
        items[item.element.code][item.code] = item
    return _Book(elements, items)


def elements(found: list[Scored]) -> list[dict[str, str]]:
    """各要素得分一览表. One without anything that applies says so instead of a mark."""
    rows = []
    for each in found:
        full = points.live_full(each.of)
        whole = sum((Fraction(item.full) for item in each.of.items), points.ZERO)
        rows.append(
            {
                "code": each.of.code,
                "title": each.row.title,
                "full": plain(whole),
                "absent": plain(whole - full),
                "live": plain(full),
                "points": plain(points.of_element(each.of)) if full else "—",
                "percent": f"{plain(points.percentage(each.of))}%" if full else "不适用",
            }
        )
    return [*rows, _total(found)] if rows else rows


def _total(found: list[Scored]) -> dict[str, str]:
    """Of points. The score is the snapshot's, by its own method."""
    whole = sum((Fraction(item.full) for each in found for item in each.of.items), points.ZERO)
    live = sum((points.live_full(each.of) for each in found), points.ZERO)
    got = sum(
        (points.of_element(each.of) for each in found if points.live_full(each.of)), points.ZERO
    )
    return {
        "code": "", "title": "合计", "full": plain(whole), "absent": plain(whole - live),
        "live": plain(live), "points": plain(got), "percent": "",
    }  # fmt: skip


def vetoes(found: list[Scored]) -> list[dict[str, str]]:
    effects = dict(EFFECTS)
    return [
        {
            "code": item.code,
            "text": row.text,
            "level": VetoLevel(row.veto_level).label,
            "effect": effects[row.veto_effect] + (f"：最高{row.veto_cap}" if row.veto_cap else ""),
        }
        for item, row in _items(found)
        if item.failed_veto
    ]


def deductions(found: list[Scored], checklist: Checklist) -> list[dict[str, str]]:
    """扣分点及原因说明汇总表: each item that lost points or failed a veto, and why."""
    rules = {str(each.pk): each for each in _rules(checklist)}
    answers = _answers(checklist)
    rows = []
    for each in found:
        for item in each.of.items:
            row = each.items[item.code]
            lost = Fraction(item.full) - points.of_item(item) if item.live else points.ZERO
            if (lost > 0 or item.failed_veto) and not item.open:
                veto = item.failed_veto is not None
                rows.append(_deduction(each, row, lost, answers.get(row.pk), rules, veto=veto))
        off = sum((Fraction(one.taken) for one in each.of.deductions), points.ZERO)
        if off:
            title = f"{each.of.code} {each.row.title}"
            rows.append(
                {"element": title, "code": "", "text": "按要素扣分", "why": "", "by": "",
                 "points": plain(off)}
            )  # fmt: skip
    return rows


def _deduction(
    of: Scored,
    row: Item,
    lost: Fraction,
    answer: Answer | None,
    rules: dict[str, DeductionRule],
    *,
    veto: bool,
) -> dict[str, str]:
    counts = answer.event.deductions if answer else {}
    by = [
        f"{rules[key].text}（{count} 处）"
        for key, count in counts.items()
        if count and key in rules
    ]
    return {
        "element": f"{of.of.code} {of.row.title}",
        "code": row.code,
        "text": row.text,
        "why": answer.event.reason if answer else "",
        "by": "；".join(by),
        "points": f"{plain(lost)}，否决" if veto else plain(lost),
    }


def absent(found: list[Scored], checklist: Checklist) -> list[dict[str, str]]:
    """What doesn't apply, and who agreed."""
    answers = _answers(checklist)
    rows = []
    for item, row in _items(found):
        answer = answers.get(row.pk)
        if not item.live and answer:
            agreed = answer.na_approved_by.name if answer.na_approved_by else ""
            rows.append(
                {"code": row.code, "text": row.text, "why": answer.event.reason, "agreed": agreed}
            )
    return rows


def plain(value: Fraction) -> str:
    """At most two decimals, without zeros that say nothing."""
    number = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".")


def _items(found: list[Scored]) -> Iterator[tuple[ScoredItem, Item]]:
    return ((item, each.items[item.code]) for each in found for item in each.of.items)


def _answers(checklist: Checklist) -> dict[int, Answer]:
    rows = Answer.objects.filter(checklist=checklist).select_related("event", "na_approved_by")
    return {row.item_id: row for row in rows}


def _rules(checklist: Checklist) -> Iterator[DeductionRule]:
    versions = checklist.case.standards.values("version")
    return iter(DeductionRule.objects.filter(version__in=versions))
