"""What a report still lacks before its leader may sign it: each lack with the place of its mend."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.db.models import Field

from standardization.enums import ReportState
from standardization.models import Assignment, CaseReport, KeyArea
from standardization.reports import stage

CHAPTERS = ("overview", "process", "conclusion", "advice")
"""Fields of a report that are written by hand; each asks for words."""


class Place(Enum):
    """Where something is mended, for the screens to link to."""

    CHAPTER = "chapter"
    AREA = "area"
    EXPERT = "expert"
    REPORT = "report"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Lack:
    """``key``: the field, or the key of area, expert or assignment."""

    text: str
    place: Place
    key: str | int = ""


def lacks(report: CaseReport) -> list[Lack]:
    return [*_visit(report), *_people(report), *_areas(report), *_chapters(report)]


def _visit(report: CaseReport) -> Iterator[Lack]:
    kind = report.kind
    if stage.held(report.case, kind, report.round) is None:
        yield Lack(f"{stage.STAGES[kind].visit.label}还没有结束", Place.VISIT)
    elif stage.score(report.case, kind, report.round) is None:
        yield Lack(f"还没有{stage.STAGES[kind].score.label}的评分记录", Place.VISIT)


def _people(report: CaseReport) -> Iterator[Lack]:
    for each in stage.panel(report.case, report.kind, report.round):
        if not each.expert.certificate_number.strip():
            yield Lack(f"{each.expert.name}没有登记评审员证书编号", Place.EXPERT, each.expert_id)
        if (state := own_report(each)) != ReportState.ACCEPTED:
            word = state.label if state else "还没有写"
            yield Lack(f"{each.expert.name}的专家报告还没有采用（{word}）", Place.REPORT, each.pk)


def own_report(row: Assignment) -> ReportState | None:
    found = getattr(row, "report", None)
    return ReportState(found.state) if found else None


def _areas(report: CaseReport) -> Iterator[Lack]:
    said = {row.key_area_id: row for row in report.statements.all()}
    for area in key_areas(report):
        row = said.get(area.pk)
        lacking = []
        if row is None or not row.text.strip():
            lacking.append("管控情况")
        if row is None or not (row.photo_id or row.file_id):
            lacking.append("照片")
        if lacking:
            words = "和".join(lacking)
            yield Lack(f"重点部位“{area.site.name} {area.name}”缺{words}", Place.AREA, area.pk)


def key_areas(report: CaseReport) -> list[KeyArea]:
    """All that the company declared for the sites of the case."""
    rows = KeyArea.objects.filter(site__cases=report.case_id).select_related("site")
    return list(rows.order_by("site", "pk"))


def _chapters(report: CaseReport) -> Iterator[Lack]:
    for name in CHAPTERS:
        if not getattr(report, name).strip():
            yield Lack(f"“{title(name)}”还没有写", Place.CHAPTER, name)


def title(name: str) -> str:
    """What a chapter is called."""
    field = CaseReport._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)
