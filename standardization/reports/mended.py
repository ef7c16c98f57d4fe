"""What was found wanting on the visit that a report is about, and how it was mended."""

from typing import Any

from django.db.models import Q, QuerySet

from standardization.enums import ReportKind, VisitKind
from standardization.models import CaseReport, Finding, FindingPhoto, Rectification, Visit
from standardization.reports.plain import day, picture

MOST_PHOTOS = 4
"""Of each stage of a finding; the others stay with the finding."""


def findings(report: CaseReport, visit: Visit | None) -> list[dict[str, Any]]:
    rows = _rows(report, visit).select_related("key_area", "item")
    told = rows.prefetch_related("photos__file", "rectifications__verification").order_by("pk")
    return [_finding(row) for row in told]


def _rows(report: CaseReport, visit: Visit | None) -> QuerySet[Finding]:
    """Those of this visit. What the desk wrote down without a visit belongs to the review until
    there is a recheck, and from then on to that."""
    if visit is None:
        return Finding.objects.none()
    later = Visit.objects.filter(
        case=report.case, kind=VisitKind.RECHECK, planned_at__gt=visit.planned_at
    ).order_by("planned_at")
    loose = Q(visit__isnull=True, found_at__gte=visit.planned_at)
    if report.kind == ReportKind.REVIEW and (first := later.first()):
        loose &= Q(found_at__lt=first.planned_at)
    return Finding.objects.filter(Q(visit=visit) | loose, case=report.case)


def _finding(row: Finding) -> dict[str, Any]:
    last = max(row.rectifications.all(), key=lambda each: each.round, default=None)
    return {
        "number": row.number,
        "severity": row.get_severity_display(),
        "text": row.text,
        "basis": row.basis,
        "area": row.key_area.name if row.key_area else "",
        "item": row.item.code if row.item else "",
        "deadline": day(row.deadline),
        "responsible": row.responsible,
        "state": row.get_state_display(),
        "mended": f"{day(last.done_on)}，{last.by_name}：{last.measures}" if last else "",
        "verified": _verified(last),
        "before": _pictures(row, FindingPhoto.Stage.BEFORE, "整改前"),
        "after": _pictures(row, FindingPhoto.Stage.AFTER, "整改后"),
    }


def _verified(last: Rectification | None) -> str:
    found = getattr(last, "verification", None)
    if found is None:
        return ""
    said = "通过" if found.passed else "退回"
    return f"{found.get_method_display()}{said}，{day(found.at)}：{found.note}"


def _pictures(row: Finding, stage: str, word: str) -> list[dict[str, Any]]:
    shown = [each for each in row.photos.all() if each.stage == stage and not each.file.erased_at]
    found = [picture(each.file, f"{row.number} {word}") for each in shown[:MOST_PHOTOS]]
    return [each for each in found if each]
