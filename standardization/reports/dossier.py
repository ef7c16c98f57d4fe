"""案卷目录: every paper of a case in the usual order, with its day and its pages.

What somebody handed in or signed stays in it, also of who bowed out since. A paper that is a record
of ours and no file counts one page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter

from association.base import clock, pdf
from association.base.files.rules import PDF
from association.base.models import StoredFile
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    CopyFormat,
    DocumentKind,
    LetterKind,
    SnapshotKind,
)
from standardization.models import (
    Case,
    Declaration,
    Draw,
    ExpertReportVersion,
    FindingPhoto,
    GradeRecord,
    Letter,
    PaperScan,
    ReportCopy,
    Verification,
)

TEMPLATE = "standardization/pdf/dossier.html"
APPLYING = (DocumentKind.SELF_REPORT, DocumentKind.EVIDENCE, DocumentKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Paper:
    """``number``: on the paper itself, where it has one. ``confidential``: whoever handles cases
    reads it, nobody else."""

    title: str
    on: date | None
    file: StoredFile | None = None
    number: str = ""
    pages: int = 1
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    papers: tuple[Paper, ...]


def dossier(case: Case) -> list[Section]:
    """Sections without a paper are left out."""
    found = ((title, tuple(_counted(each) for each in tell(case))) for title, tell in _SECTIONS)
    return [Section(title, papers) for title, papers in found if papers]


def files_of(case: Case, *, handles: bool) -> set[int]:
    """Keys of the files that the dossier names; ``handles``: to whoever handles cases."""
    papers = (paper for _, tell in _SECTIONS for paper in tell(case))
    return {paper.file.pk for paper in papers if paper.file and (handles or not paper.confidential)}


def render(case: Case) -> bytes:
    sections = dossier(case)
    context = {
        "case": case,
        "sections": sections,
        "pages": sum(paper.pages for section in sections for paper in section.papers),
        "printed_at": clock.now(),
    }
    return pdf.render(TEMPLATE, context)


def _counted(paper: Paper) -> Paper:
    if paper.file is None or paper.file.erased_at or paper.file.media_type != PDF:
        return paper
    return replace(paper, pages=pages_of(paper.file))


def pages_of(file: StoredFile) -> int:
    """Of a PDF; 1 where the library can't read it."""
    import pypdfium2 as pdfium

    with file.content.open("rb") as content:
        read = content.read()
    try:
        with pdfium.PdfDocument(read) as document:
            return len(document)
    except pdfium.PdfiumError:
        return 1


def _day(value: date | datetime | None) -> date | None:
    return value.astimezone(clock.TZ).date() if isinstance(value, datetime) else value


# --- One function a section, in the order of the shelf ---------------------------------------------
def _applied(case: Case) -> Iterator[Paper]:
    for row in case.documents.filter(kind__in=APPLYING).select_related("file"):
        yield Paper(f"{row.get_kind_display()}：{row.title}", _day(row.at), row.file)
    for checklist in case.checklists.filter(kind=SnapshotKind.SELF):
        yield Paper("自评检查表", _day(checklist.closed_at or checklist.opened_at))


def _committed(case: Case) -> Iterator[Paper]:
    if first := case.commitments.order_by("signed_at").first():
        yield Paper(f"承诺书（{case.commitments.count()} 项）", _day(first.signed_at))


def _letters(case: Case, *kinds: LetterKind) -> Iterator[Paper]:
    rows = Letter.objects.filter(case=case, kind__in=kinds).select_related("credential__file")
    for row in rows.order_by("issued_at"):
        title, number = row.get_kind_display(), row.credential.number
        yield Paper(title, _day(row.issued_at), row.credential.file, number)


def _notices(case: Case) -> Iterator[Paper]:
    given = (LetterKind.DELEGATION, LetterKind.CONCLUSION)
    yield from _letters(case, *(kind for kind in LetterKind if kind not in given))


def _delegated(case: Case) -> Iterator[Paper]:
    yield from _letters(case, LetterKind.DELEGATION)
    for row in case.assignments.filter(state=AssignmentState.ACCEPTED).select_related("expert"):
        yield Paper(f"委派：{row.expert.name}（{row.get_duty_display()}）", _day(row.answered_at))
    for draw in Draw.objects.filter(case=case).order_by("pk"):
        yield Paper(f"抽取记录：{draw.what}", _day(draw.drawn_at))
    for override in case.overrides.select_related("file"):
        yield Paper("独立性例外书面决定", _day(override.at), override.file)


def _declared(case: Case) -> Iterator[Paper]:
    rows = Declaration.objects.filter(assignment__case=case).select_related("assignment__expert")
    for row in rows.order_by("declared_at"):
        said = "没有利害关系" if row.clear else "有利害关系，回避"
        name = f"{row.assignment.expert.name}（{row.assignment.get_duty_display()}）"
        yield Paper(f"回避申报：{name}，{said}", _day(row.declared_at))


def _planned(case: Case) -> Iterator[Paper]:
    for row in case.visits.order_by("planned_at"):
        yield Paper(f"{row.get_kind_display()}计划（{row.on:%Y-%m-%d}）", _day(row.planned_at))


def _signed_in(case: Case) -> Iterator[Paper]:
    for visit in case.visits.order_by("planned_at").prefetch_related("meetings"):
        for row in sorted(visit.meetings.all(), key=attrgetter("at")):
            title = f"{visit.get_kind_display()} {row.get_kind_display()}签到表"
            yield Paper(title, _day(row.at))


def _checked(case: Case) -> Iterator[Paper]:
    for row in case.checklists.exclude(kind=SnapshotKind.SELF).order_by("pk"):
        yield Paper(f"{row.get_kind_display()}检查表", _day(row.closed_at or row.opened_at))
    scans = PaperScan.objects.filter(checklist__case=case).select_related("file", "checklist")
    for scan in scans.order_by("at"):
        title = f"{scan.checklist.get_kind_display()}纸质检查表扫描件"
        yield Paper(title, _day(scan.at), scan.file)
    for snapshot in case.snapshots.order_by("pk"):
        of = f"（第 {snapshot.round} 轮）" if case.round > 1 else ""
        yield Paper(f"评分记录：{snapshot.get_kind_display()}{of}", _day(snapshot.taken_at))


def _wanting(case: Case) -> Iterator[Paper]:
    for row in case.findings.order_by("pk"):
        yield Paper(f"不符合项：{row.text}", _day(row.found_at), number=row.number)
    yield from _photos(case, FindingPhoto.Stage.BEFORE)


def _mended(case: Case) -> Iterator[Paper]:
    for finding in case.findings.order_by("pk").prefetch_related("rectifications"):
        for row in finding.rectifications.all():
            yield Paper(f"整改（第 {row.round} 次）", _day(row.at), number=finding.number)
    rows = Verification.objects.filter(rectification__finding__case=case)
    for each in rows.select_related("rectification__finding").order_by("pk"):
        said = "通过" if each.passed else "退回"
        number = each.rectification.finding.number
        yield Paper(f"整改验收（{said}）", _day(each.at), number=number)
    yield from _photos(case, FindingPhoto.Stage.AFTER)


def _photos(case: Case, stage: str) -> Iterator[Paper]:
    rows = FindingPhoto.objects.filter(finding__case=case, stage=stage)
    for row in rows.select_related("finding", "file").order_by("finding", "pk"):
        title = f"照片（{row.get_stage_display()}）"
        yield Paper(title, _day(row.at), row.file, row.finding.number)


def _experts(case: Case) -> Iterator[Paper]:
    rows = ExpertReportVersion.objects.filter(report__assignment__case=case)
    for row in rows.order_by("submitted_at"):
        yield Paper(f"专家报告：{row.name}，第 {row.number} 版", _day(row.submitted_at))


def _reported(case: Case) -> Iterator[Paper]:
    rows = ReportCopy.objects.filter(edition__report__case=case).exclude(format=CopyFormat.WORD)
    for row in rows.select_related("edition__report", "file").order_by("pk"):
        report = row.edition.report
        issued = report.state == CaseReportState.ISSUED
        word = "" if issued else f"（{report.get_state_display()}）"
        format, kind = row.get_format_display(), report.get_kind_display()
        title = f"{kind} 第 {row.edition.number} 版 {format}{word}"
        yield Paper(title, _day(row.at), row.file)
    for each in case.documents.filter(kind=DocumentKind.STAMPED_REPORT).select_related("file"):
        yield Paper(each.title, _day(each.at), each.file)


def _decided(case: Case) -> Iterator[Paper]:
    for row in case.acts.select_related("office", "file"):
        yield Paper(f"{row.office.name}：{row.get_kind_display()}", row.acted_on, row.file)
    yield from _letters(case, LetterKind.CONCLUSION)


def _published(case: Case) -> Iterator[Paper]:
    for row in case.notices.order_by("pk"):
        yield Paper(f"公示：{row.grade}", row.opened_on)
        for objection in row.objections.select_related("file").order_by("pk"):
            day = _day(objection.received_at)
            yield Paper("异议", day, objection.file, confidential=True)


def _announced(case: Case) -> Iterator[Paper]:
    for row in GradeRecord.objects.filter(case=case):
        yield Paper(f"公告：{row.announcement}", _day(row.announced_at), number=row.number)


def _other(case: Case) -> Iterator[Paper]:
    for row in case.documents.filter(kind=DocumentKind.OTHER).select_related("file"):
        yield Paper(row.title, _day(row.at), row.file)


_SECTIONS: tuple[tuple[str, Callable[[Case], Iterator[Paper]]], ...] = (
    ("申请材料", _applied),
    ("承诺书", _committed),
    ("通知书", _notices),
    ("委派", _delegated),
    ("回避申报", _declared),
    ("计划", _planned),
    ("会议签到", _signed_in),
    ("检查表和评分", _checked),
    ("不符合项", _wanting),
    ("整改和验收", _mended),
    ("专家报告", _experts),
    ("评审和复核报告", _reported),
    ("决定", _decided),
    ("公示和异议", _published),
    ("公告", _announced),
    ("其他", _other),
)
