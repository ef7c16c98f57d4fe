"""Everything that stands in a report, as plain values: the one source of each of its copies.

What was counted or judged elsewhere is told as it was frozen there. No telephone number and no mail
address of anybody is among it.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from standardization.enums import (
    PartSubject,
    ReportKind,
    ReportState,
    SnapshotKind,
)
from standardization.library import snapshots
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    CaseStandard,
    Checklist,
    Item,
    KeyAreaStatement,
    ReportPart,
    Visit,
)
from standardization.reports import alike, apart, marks, mended, openings, stage
from standardization.reports.plain import day, moment, picture

TITLES = {
    ReportKind.REVIEW: "安全生产标准化评审报告",
    ReportKind.RECHECK: "安全生产标准化现场复核报告",
}
CLEAR = "已于{}申报：与被评审企业没有利害关系。"


def contents(report: CaseReport) -> dict[str, Any]:
    """What a copy is made of but for the signature; a part that isn't there yet is left empty."""
    case, kind = report.case, ReportKind(report.kind)
    visit = stage.held(case, kind, report.round)
    people = stage.panel(case, kind, report.round)
    found: dict[str, Any] = {
        "kind": kind.value,
        "cover": _cover(report, visit),
        "overview": report.overview,
        "register": _register(case),
        "process": report.process,
        "visits": [_visit(visit)] if visit else [],
        "panel": [_member(each) for each in people],
        "areas": [_area(each) for each in statements(report)],
        "findings": mended.findings(report, visit),
        "experts": _experts(people),
        "conclusion": report.conclusion,
        "advice": report.advice,
        "attachments": _attachments(case, visit, people),
    }
    found |= _scores(report, visit)
    found["deviation"] = (
        apart.told(case, visit, report.round) if kind == ReportKind.RECHECK else None
    )
    found["compared"] = compared(report)
    return found


def statements(report: CaseReport) -> Iterable[KeyAreaStatement]:
    rows = report.statements.select_related("key_area__site", "photo__file", "file")
    return rows.order_by("key_area__site", "key_area")


def compared(report: CaseReport) -> str:
    """What people wrote in it, as ``alike`` wants it."""
    case = report.case
    texts = [report.overview, report.process, report.conclusion, report.advice]
    texts += report.statements.order_by("key_area").values_list("text", flat=True)
    versions = [each.version for each in _standards(case)]
    known = [case.member.name, case.grade_applied, *TITLES.values()]
    for site in case.sites.prefetch_related("key_areas"):
        known += [site.name, site.address, *(area.name for area in site.key_areas.all())]
    known += [text for each in versions for text in (each.standard.title, each.standard.code)]
    known += Item.objects.filter(version__in=versions).values_list("text", flat=True)
    # Nor the sentences that the portal itself begins every report with.
    known += openings.overview(case).splitlines()
    known += openings.process(case, ReportKind(report.kind)).splitlines()
    return alike.bare(texts, without=known)


# --- Who, what, when ------------------------------------------------------------------------------
def _standards(case: Case) -> list[CaseStandard]:
    return list(case.standards.select_related("version__standard"))


def _cover(report: CaseReport, visit: Visit | None) -> dict[str, Any]:
    case, standards = report.case, _standards(report.case)
    ours = f"{settings.ASSOCIATION_NAME}现场复核组"
    review = report.kind == ReportKind.REVIEW
    return {
        "title": TITLES[ReportKind(report.kind)],
        "number": case.number or "",
        "company": case.member.name,
        "by": case.organisation.name if review and case.organisation else ours,
        "role": "评审单位" if review else "复核单位",
        "reviewer": case.organisation.name if case.organisation else "",
        "industry": standards[0].version.standard.industry if standards else "",
        "standard": str(standards[0].version) if standards else "",
        "references": [str(each.version) for each in standards[1:]],
        "nature": case.get_kind_display(),
        "grade": case.grade_applied,
        "round": report.round,
        "on": day(visit.on) if visit else "",
    }


def _register(case: Case) -> list[list[str]]:
    member = case.member
    rows = [
        ["企业名称", member.name],
        ["统一社会信用代码", member.credit_code],
        ["所在区", member.get_district_display() if member.district else ""],
        ["申请日期", day(case.submitted_at)],
    ]
    for site in case.sites.prefetch_related("key_areas"):
        areas = "、".join(area.name for area in site.key_areas.all()) or "没有登记"
        rows.append(["场所", f"{site.name}（{site.address}）；重点部位：{areas}"])
    return rows


def _visit(visit: Visit) -> dict[str, Any]:
    meetings = visit.meetings.prefetch_related("signs__attendee")
    return {
        "kind": visit.get_kind_display(),
        "on": day(visit.on),
        "site": visit.site.name,
        "plan": visit.plan,
        "meetings": [
            {
                "kind": each.get_kind_display(),
                "at": moment(each.at),
                "note": each.note,
                "signs": [
                    [
                        sign.attendee.name,
                        sign.attendee.get_party_display(),
                        sign.attendee.job,
                        moment(sign.at),
                    ]
                    for sign in each.signs.all()
                ],
            }
            for each in meetings
        ],
    }


def _member(row: Assignment) -> dict[str, str]:
    declared = getattr(row, "declaration", None)
    return {
        "duty": row.get_duty_display(),
        "name": row.expert.name,
        "title": row.expert.title,
        "certificate": row.expert.certificate_number,
        "until": day(row.expert.certificate_until),
        "declared": (
            CLEAR.format(day(declared.declared_at))
            if declared and declared.clear
            else "没有申报记录"
        ),
    }


def _area(row: KeyAreaStatement) -> dict[str, Any]:
    file = row.photo.file if row.photo else row.file
    area = row.key_area
    shown = picture(file, area.name)
    return {
        "site": area.site.name,
        "name": area.name,
        "kind": area.get_kind_display(),
        "text": row.text,
        "pictures": [shown] if shown else [],
    }


# --- Points ----------------------------------------------------------------------------------------
def _scores(report: CaseReport, visit: Visit | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "score": None, "mended_score": None, "elements": [], "vetoes": [], "deductions": [],
        "absent": [],
    }  # fmt: skip
    snapshot = stage.score(report.case, report.kind, report.round)
    if snapshot is None or visit is None:
        return found
    scored = marks.scored(snapshot, report.case)
    checklist = Checklist.objects.filter(visit=visit).first()
    found |= {
        "score": marks.told(snapshot),
        "elements": marks.elements(scored),
        "vetoes": marks.vetoes(scored),
        "deductions": marks.deductions(scored, checklist) if checklist else [],
        "absent": marks.absent(scored, checklist) if checklist else [],
    }
    after = snapshots.latest(report.case, SnapshotKind.RECTIFIED, report.round)
    if report.kind == ReportKind.REVIEW and after:
        found["mended_score"] = marks.told(after)
    return found


# --- What experts handed in -------------------------------------------------------------------------
def _experts(people: list[Assignment]) -> list[dict[str, Any]]:
    """The texts that were adopted, by heading. After that nobody changes them."""
    rows = ReportPart.objects.filter(
        report__assignment__in=people, report__state=ReportState.ACCEPTED
    ).exclude(subject__in=(PartSubject.KEY_AREA, PartSubject.ADVICE))
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows.order_by("position", "report").select_related("report__assignment__expert"):
        if not row.text.strip():
            continue
        said = {"name": row.report.assignment.expert.name, "text": row.text}
        found.setdefault(row.title, []).append(said)
    return [{"title": title, "said": said} for title, said in found.items()]


def _attachments(case: Case, visit: Visit | None, people: list[Assignment]) -> list[str]:
    letters = case.letters.select_related("credential")
    found = [f"{each.get_kind_display()}（{each.credential.number}）" for each in letters]
    if visit:
        kinds = "、".join(each.get_kind_display() for each in visit.meetings.all())
        found += [f"{kinds}签到表（{day(visit.on)}）"] if kinds else []
        found.append(f"{visit.get_kind_display()}检查表（{day(visit.on)}）")
    found += ["不符合项清单和整改前后照片"]
    return found + [
        f"专家报告：{each.expert.name}"
        for each in people
        if hasattr(each, "report") and each.report.state == ReportState.ACCEPTED
    ]
