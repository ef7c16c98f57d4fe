"""The leader writes the chapters of a case's report: begun, saved, filled from what experts wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.enums import PartSubject, ReportKind, ReportState
from standardization.models import (
    Case,
    CaseReport,
    KeyAreaStatement,
    Photo,
    ReportPart,
)
from standardization.reports import openings, stage
from standardization.reports.case_states import OPEN
from standardization.reports.completeness import CHAPTERS, key_areas, title
from standardization.rules import writes_report

if TYPE_CHECKING:
    from django.core.files.base import File

LONGEST = 4000


class Older(Refused):
    """Somebody saved since this page was opened: what stands now is to be seen first."""

    plain = False


@dataclass(frozen=True, slots=True)
class Said:
    """Of one key area. ``photo`` is one from site, ``upload`` another picture; neither: as it is."""

    text: str
    photo: UUID | None = None
    upload: "File[bytes] | None" = None


@dataclass(frozen=True, slots=True)
class Written:
    """What a page sends: the chapters by their field, the key areas by their key."""

    chapters: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[int, Said] = field(default_factory=dict)


@transaction.atomic
def begin(case: Case, kind: ReportKind, *, by: User) -> CaseReport:
    """The report of the present round, once; with what the register knows. Raises Refused."""
    row = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if found := stage.report_of(row, kind):
        return found
    _may(row, kind, by=by)
    report = CaseReport(case=row, round=row.round, kind=kind)
    report.overview = openings.overview(row)
    report.process = openings.process(row, kind)
    report.save()
    _with_areas(report)
    audit.record(report, f"开始编制{kind.label}", by=by, about=row)
    return report


@transaction.atomic
def write(report: CaseReport, written: Written, *, saves: int, by: User) -> CaseReport:
    """``saves`` is how often it had been saved when the page was opened. Raises Older if somebody
    saved since, Refused for what is too long or no picture."""
    row = locked(report)
    to_write(row, by=by)
    if row.saves != saves:
        raise Older("这份报告在您打开之后又保存过。下面是您刚才填写的，请对照现在的内容后再保存。")
    for name, text in written.chapters.items():
        if name in CHAPTERS:
            setattr(row, name, _fitting(text, title(name), field=name))
    said = _with_areas(row)
    for key, each in written.areas.items():
        if key in said:
            _state(said[key], each, by=by)
    row.saves, row.saved_at = row.saves + 1, clock.now()
    row.save()
    return row


@transaction.atomic
def take_over(report: CaseReport, *, by: User) -> int:
    """What experts wrote and was accepted, into fields that are still empty; how many it filled."""
    row = locked(report)
    to_write(row, by=by)
    parts = _accepted(row)
    filled = 0
    for name, subject in (("conclusion", PartSubject.SUMMARY), ("advice", PartSubject.ADVICE)):
        texts = [each.text.strip() for each in parts if each.subject == subject]
        if not getattr(row, name).strip() and any(texts):
            setattr(row, name, "\n".join(text for text in texts if text)[:LONGEST])
            filled += 1
    for statement in _with_areas(row).values():
        own = [each for each in parts if each.key_area_id == statement.key_area_id]
        filled += _fill(statement, own)
    row.saves, row.saved_at = row.saves + 1, clock.now()
    row.save()
    return filled


def locked(report: CaseReport) -> CaseReport:
    rows = CaseReport.objects.select_for_update(of=("self",)).select_related("case__member")
    return rows.get(pk=report.pk)


def to_write(report: CaseReport, *, by: User) -> None:
    """Raises Refused for whom it isn't to write, and once it is signed."""
    _may(report.case, ReportKind(report.kind), by=by)
    if report.round != report.case.round:
        raise Refused("这是前一轮的报告，不能再改。")
    if report.state not in OPEN:
        raise Refused(f"报告现在是“{report.get_state_display()}”，不能再改。请刷新页面。")


def not_to_write(case: Case, kind: str) -> str | None:
    if case.state in stage.STAGES[kind].written_in:
        return None
    return f"案件现在是“{case.get_state_display()}”，不能编制{ReportKind(kind).label}。"


# --- Details ------------------------------------------------------------------------------------
def _may(case: Case, kind: ReportKind, *, by: User) -> None:
    if not writes_report(by, case, kind):
        raise Refused("您没有权限编制这份报告。请由组长办理。")
    if obstacle := not_to_write(case, kind):
        raise Refused(obstacle)


def _with_areas(report: CaseReport) -> dict[int, KeyAreaStatement]:
    """A row for each key area, also for one that was declared since."""
    KeyAreaStatement.objects.bulk_create(
        [KeyAreaStatement(report=report, key_area=area) for area in key_areas(report)],
        ignore_conflicts=True,
    )
    rows = report.statements.select_related("key_area").order_by("pk")
    return {row.key_area_id: row for row in rows}


def _state(row: KeyAreaStatement, said: Said, *, by: User) -> None:
    row.text = _fitting(said.text, row.key_area.name, field=f"text_{row.key_area_id}")
    if said.upload is not None:
        row.file = files.keep(
            said.upload, by=by, accept=files.PICTURES, field=f"upload_{row.key_area_id}"
        )
        row.photo = None
    elif said.photo is not None:
        row.photo, row.file = _photo(row, said.photo), None
    row.save()


def _photo(row: KeyAreaStatement, key: UUID) -> Photo:
    rows = Photo.objects.filter(checklist__case=row.report.case_id, checklist__visit__isnull=False)
    found = rows.filter(pk=key, file__erased_at__isnull=True).first()
    if found is None:
        place = f"photo_{row.key_area_id}"
        raise Refused(f"“{row.key_area.name}”选的照片不是本案现场拍的，请重新选择。", field=place)
    return found


def _fitting(text: str, what: str, *, field: str) -> str:
    plain = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(plain) > LONGEST:
        raise Refused(f"“{what}”最多 {LONGEST} 字，现在 {len(plain)} 字，请缩短。", field=field)
    return plain


def _accepted(report: CaseReport) -> list[ReportPart]:
    people = stage.panel(report.case, report.kind, report.round)
    rows = ReportPart.objects.filter(
        report__assignment__in=people, report__state=ReportState.ACCEPTED
    )
    return list(rows.order_by("report", "position"))


def _fill(row: KeyAreaStatement, parts: list[ReportPart]) -> bool:
    before = (row.text, row.photo_id, row.file_id)
    if not row.text.strip():
        row.text = "\n".join(each.text.strip() for each in parts if each.text.strip())[:LONGEST]
    shown = next((each for each in parts if each.photo_id or each.file_id), None)
    if shown and not (row.photo_id or row.file_id):
        row.photo_id, row.file_id = shown.photo_id, shown.file_id
    row.save()
    return before != (row.text, row.photo_id, row.file_id)
