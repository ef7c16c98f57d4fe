"""What a phone takes along: the whole checklist as one JSON, with what was answered so far."""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString, mark_safe

from association.base import clock
from standardization.checklists.answering import rules_of
from standardization.checklists.sections import Section, sections
from standardization.enums import VetoLevel
from standardization.models import (
    Answer,
    CaseStandard,
    Checklist,
    DeductionRule,
    Finding,
    Item,
    KeyArea,
    PaperScan,
    Photo,
)

Json = dict[str, Any]


def items_of(checklist: Checklist) -> list[Item]:
    """In the order of the sheet, the primary standard's first; each with its element."""
    versions = CaseStandard.objects.filter(case=checklist.case_id)
    rows = Item.objects.filter(version__in=versions.values("version")).select_related("element")
    if checklist.scope is not None:
        rows = rows.filter(pk__in=checklist.scope)
    return list(rows.order_by("version_id", "position"))


def bundle(checklist: Checklist) -> Json:
    """``hash`` is that of the sheet alone: it changes with the items, not with the answers.

    ``checklist`` comes with visit, site, case and member. Five queries however many the items.
    """
    assert checklist.visit is not None
    items = items_of(checklist)
    rules = rules_of(items)
    areas = list(KeyArea.objects.filter(site=checklist.visit.site_id))
    sheet = [_section(each, rules) for each in sections(items, areas)]
    photos, findings, scans = _attached(checklist)
    return {
        "visit": checklist.visit_id,
        "checklist": checklist.pk,
        "member": checklist.case.member.name,
        "site": checklist.visit.site.name,
        "kind": checklist.visit.get_kind_display(),
        "on": checklist.visit.on.isoformat(),
        "closed": checklist.closed_at is not None,
        "hash": _digest(sheet),
        "sections": sheet,
        "answers": _answers(checklist),
        "photos": photos,
        "scans": scans,
        "findings": findings,
    }


def text(of: Json) -> str:
    """As it is sent: letters as they are, no spaces."""
    return json.dumps(of, ensure_ascii=False, separators=(",", ":"))


def embedded(of: Json) -> SafeString:
    """The same inside a page, where nothing in it may end the block or begin another one."""
    told = text(of)
    for letter in "<>&":
        told = told.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(told)  # noqa: S308 - just made harmless


def _digest(sheet: list[Json]) -> str:
    return hashlib.sha256(text({"sections": sheet}).encode()).hexdigest()


def _section(section: Section, rules: dict[int, dict[int, DeductionRule]]) -> Json:
    return {
        "title": section.title,
        "no_phones": section.no_phones,
        "areas": [{"id": area.pk, "name": area.name} for area in section.areas],
        "items": [_item(item, rules[item.pk].values()) for item in section.items],
    }


def _item(item: Item, rules: Iterable[DeductionRule]) -> Json:
    """What is empty is left out: most items have no veto, no clause, no guidance."""
    told: Json = {
        "id": item.pk,
        "code": item.code,
        "text": item.text,
        "kind": item.kind,
        "full": _plain(item.full),
        "element": item.element.title,
        "rules": [_rule(rule) for rule in rules],
    }
    if item.veto_effect:
        told["veto"] = VetoLevel(item.veto_level).label + "：" + item.get_veto_effect_display()
    optional = {
        "clause": item.clause,
        "guidance": item.guidance,
        "no_na": not item.na_allowed,
        "photo": item.photo_on_fail,
    }
    return told | {name: value for name, value in optional.items() if value}


def _rule(rule: DeductionRule) -> Json:
    told: Json = {
        "id": rule.pk,
        "text": rule.text,
        "points": _plain(rule.points),
        "once": rule.per == "once",
    }
    if rule.cap is not None:
        told["cap"] = _plain(rule.cap)
    if rule.item_id is None:
        told["of_element"] = True
    return told


_ANSWER = (
    "item", "event", "state", "event__value", "event__deductions", "event__veto_failed",
    "event__reason", "event__note", "event__device_at", "by__name", "na_approved_by",
    "veto_confirmed_by",
)  # fmt: skip


def _answers(checklist: Checklist) -> Json:
    rows = Answer.objects.filter(checklist=checklist).order_by()
    return {str(row["item"]): _answer(row) for row in rows.values(*_ANSWER)}


def _answer(row: Json) -> Json:
    value = row["event__value"]
    return {
        "event": str(row["event"]),
        "state": row["state"],
        "value": None if value is None else _plain(value),
        "deductions": row["event__deductions"],
        "veto_failed": row["event__veto_failed"],
        "reason": row["event__reason"],
        "note": row["event__note"],
        "by": row["by__name"],
        "at": row["event__device_at"].isoformat(),
        "approved": row["na_approved_by"] is not None,
        "confirmed": row["veto_confirmed_by"] is not None,
    }


def _attached(checklist: Checklist) -> tuple[Json, Json, list[Json]]:
    """Of each item, by its key: how many photos have arrived, and the numbers of its findings; and
    the scans of paper."""
    never = Cast(Value(None), DateTimeField())
    pictures = Photo.objects.filter(checklist=checklist, item__isnull=False)
    found = Finding.objects.filter(visit=checklist.visit_id, item__isnull=False)
    scanned = PaperScan.objects.filter(checklist=checklist)
    rows = (
        pictures.order_by()
        .values_list("item", Value(""), never)
        .union(
            found.order_by().values_list("item", "number", never),
            scanned.order_by().values_list("pk", Value(""), "at"),
            all=True,
        )
    )
    photos: dict[str, int] = {}
    findings: dict[str, list[str]] = {}
    scans: list[Json] = []
    for key, number, at in rows:
        if at is not None:
            scans.append({"id": key, "at": f"{at.astimezone(clock.TZ):%m-%d %H:%M}"})
        elif number:
            findings.setdefault(str(key), []).append(number)
        else:
            photos[str(key)] = photos.get(str(key), 0) + 1
    scans.sort(key=lambda scan: scan["id"])
    return photos, {item: sorted(numbers) for item, numbers in findings.items()}, scans


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
