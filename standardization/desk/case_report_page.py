"""One report of a case, for whoever writes, issues or reads it: what is the same on the desk, for the
leader and for the review organisation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt, say
from standardization.desk.case_report_forms import ChaptersForm, IssueForm, SendBackForm, SignForm
from standardization.enums import CaseReportState, CopyFormat, ReportKind
from standardization.models import (
    Case,
    CaseReport,
    KeyArea,
    KeyAreaStatement,
    Photo,
    ReportCopy,
    ReportEdition,
)
from standardization.reports import copies, editions, stage, standing, writing
from standardization.reports.case_states import CASE_REPORTS, OPEN
from standardization.reports.completeness import CHAPTERS, Lack, key_areas, lacks, title
from standardization.rules import writes_report

PHOTOS = 12
"""Of an area, to choose from."""
SHAPES = {
    CaseReportState.DRAFTING: "run",
    CaseReportState.SIGNED: "due",
    CaseReportState.ISSUED: "ok",
    CaseReportState.RETURNED: "stop",
}


@dataclass(frozen=True, slots=True)
class Here:
    """Where the page stands: its template, and where its files and mends are found."""

    template: str
    address: str
    picture: Callable[[int], str]
    copy: Callable[[ReportCopy], str]
    mend: Callable[[Lack], str]
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Forms:
    """Those that were sent stay as they were typed."""

    write: ChaptersForm | None = None
    sign: SignForm | None = None
    issue: IssueForm | None = None
    back: SendBackForm | None = None
    now: CaseReport | None = None
    """What somebody else saved meanwhile."""
    status: int = 200


def answer(request: HttpRequest, case: Case, kind: str, here: Here) -> HttpResponse:
    """``act`` names the button that was pressed."""
    if kind not in ReportKind:
        raise Http404
    report = stage.report_of(case, kind)
    if report is not None and "job" in request.GET:
        return _job(request, report, here)
    sent = Forms()
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None or (report is None and act is not _begin):
            raise Http404
        sent.status = 422
        if act is _begin:
            done = _begin(request, case, kind)
        else:
            assert report is not None
            done = act(request, report, sent)
        if done:
            return redirect(here.address)
        report = stage.report_of(case, kind)
    context = _context(request, case, kind, report, sent, here)
    return render(request, here.template, context, status=sent.status)


def _job(request: HttpRequest, report: CaseReport, here: Here) -> HttpResponse:
    """How far the making of the copies is: what the page asks again and again."""
    edition = standing.latest(report)
    job = copies.job_of(edition) if edition else None
    if job is None:
        raise Http404
    return render(request, "ui/job.html", {"job": job, "url": f"{here.address}?job=1"})


def picture(case: Case, kind: str, key: int) -> HttpResponseBase:
    """One taken on the visit that the report is about, or shown in the report itself."""
    if kind not in ReportKind:
        raise Http404
    photo = Photo.objects.filter(
        checklist__case=case, checklist__visit__kind=stage.STAGES[kind].visit, file=key
    ).select_related("file")
    shown = KeyAreaStatement.objects.filter(report__case=case, report__kind=kind, file=key)
    found = photo.first() or shown.select_related("file").first()
    if found is None or found.file is None:
        raise Http404
    return files.respond(found.file)


def copy(case: Case, kind: str, key: int) -> HttpResponseBase:
    rows = ReportCopy.objects.filter(edition__report__case=case, edition__report__kind=kind)
    return files.respond(get_object_or_404(rows.select_related("file"), pk=key).file)


# --- What a button does ---------------------------------------------------------------------------
def _begin(request: HttpRequest, case: Case, kind: str) -> bool:
    return _told(request, lambda: writing.begin(case, ReportKind(kind), by=request.user), "")  # type: ignore[arg-type]


def _save(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    form = ChaptersForm(request.POST, request.FILES, report=report, areas=_areas(report))
    sent.write = form
    if not form.is_valid():
        return False
    try:
        saves = form.cleaned_data["saves"]
        writing.write(report, form.written(), saves=saves, by=request.user)  # type: ignore[arg-type]
    except writing.Older as refusal:
        say(form, refusal)
        _beside(form, report, sent)
        return False
    except Refused as refusal:
        say(form, refusal)
        return False
    messages.success(request, "已保存。")
    return True


def _beside(form: ChaptersForm, report: CaseReport, sent: Forms) -> None:
    """What was typed stays; sent again it counts as having seen what stands now."""
    report.refresh_from_db()
    form.data = form.data.copy()
    form.data["saves"] = str(report.saves)
    sent.now, sent.status = report, 409


def _take(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    """Saves what was typed first: only what is still empty then is filled."""
    if not _save(request, report, sent):
        return False
    count = writing.take_over(report, by=request.user)  # type: ignore[arg-type]
    text = (
        f"已从采用的专家报告填入 {count} 处。"
        if count
        else "没有可填的：已经写了，或专家报告还没有采用。"
    )
    messages.info(request, text)
    return True


def _sign(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    form = sent.sign = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        return False
    told = form.cleaned_data
    try:
        editions.sign(report, told["signature"], saves=told["saves"], by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        say(form, refusal)
        return False
    messages.success(request, "已签字。PDF 和 Word 正在生成，之后由另一人出具。")
    return True


def _issue(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    review = report.kind == ReportKind.REVIEW
    form = IssueForm(request.POST, request.FILES) if review else forms.Form(request.POST)
    if review:
        sent.issue = form  # type: ignore[assignment]
    stamped = form.cleaned_data["stamped"] if form.is_valid() and review else None
    if form.is_valid() and attempt(
        form,
        lambda: editions.issue(report, stamped, by=request.user),  # type: ignore[arg-type]
    ):
        messages.success(request, "报告已出具。")
        return True
    if not review:
        messages.error(request, " ".join(form.non_field_errors()))
        return True
    return False


def _back(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    form = sent.back = SendBackForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: editions.send_back(report, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
    ):
        messages.success(request, "已退回，由组长修改后重新签字。")
        return True
    return False


def _again(request: HttpRequest, report: CaseReport, sent: Forms) -> bool:
    edition = standing.latest(report)
    if edition is None or not _may_make(request, report):
        raise Http404
    return _told(request, lambda: editions.make_again(edition, by=request.user), "正在重新生成。")  # type: ignore[arg-type]


def _told(request: HttpRequest, door: Callable[[], object], text: str) -> bool:
    try:
        door()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return True
    if text:
        messages.success(request, text)
    return True


_ACTS: dict[str, Callable[..., bool]] = {
    "begin": _begin,
    "save": _save,
    "take": _take,
    "sign": _sign,
    "issue": _issue,
    "back": _back,
    "again": _again,
}


# --- What the page shows ----------------------------------------------------------------------------
def _context(
    request: HttpRequest, case: Case, kind: str, report: CaseReport | None, sent: Forms, here: Here
) -> dict[str, Any]:
    writes = writes_report(request.user, case, kind) and not writing.not_to_write(case, kind)
    context = {
        "case": case,
        "kind": ReportKind(kind),
        "report": report,
        "here": here,
        "may_begin": report is None and writes,
        "not_yet": writing.not_to_write(case, kind) if report is None else None,
        **here.more,
    }
    return context | (_of(request, report, sent, here, writes=writes) if report else {})


def _of(
    request: HttpRequest, report: CaseReport, sent: Forms, here: Here, *, writes: bool
) -> dict[str, Any]:
    open_now = report.state in OPEN
    areas = _areas(report)
    for each in areas:
        each["url"] = here.picture(each["file"]) if each["file"] else ""
        for photo in each["photos"]:
            photo.url = here.picture(photo.file_id)
    write = sent.write or ChaptersForm(report=report, areas=areas)
    if sent.write is not None:
        sent.write.areas = areas
    missing = lacks(report) if open_now else []
    steps = {step.verb for step in CASE_REPORTS.open_to(report, request.user)}
    signs = writes and open_now and report.case.state in stage.STAGES[report.kind].signed_in
    edition = standing.latest(report)
    ready = edition is not None and set(standing.MADE) <= standing.formats(edition)
    return {
        "shape": SHAPES[CaseReportState(report.state)],
        "write": write if writes and open_now else None,
        "now": sent.now,
        "chapters": [_chapter(report, name) for name in CHAPTERS],
        "areas": areas,
        "lacks": [{"text": each.text, "url": here.mend(each)} for each in missing],
        "open": open_now,
        "sign": (sent.sign or SignForm(initial={"saves": report.saves}))
        if signs and not missing
        else None,
        "issue": _issuing(report, sent) if "issue" in steps and ready else None,
        "may_issue": "issue" in steps and ready and report.signed_by_id != request.user.pk,
        "waits": "issue" in steps and not ready,
        "back": (sent.back or SendBackForm()) if _may_return(report, steps) else None,
        "editions": _editions(report, here),
        "edition": edition,
        "job_url": f"{here.address}?job=1",
        "job": copies.job_of(edition) if edition and not ready else None,
        "may_make": _may_make(request, report),
    }


def _issuing(report: CaseReport, sent: Forms) -> IssueForm | None:
    return (sent.issue or IssueForm()) if report.kind == ReportKind.REVIEW else None


def _may_return(report: CaseReport, steps: set[str]) -> bool:
    by_case = report.kind == ReportKind.REVIEW and report.state == CaseReportState.ISSUED
    in_time = report.case.state in stage.STAGES[report.kind].signed_in
    return "return" in steps and in_time and not by_case


def _may_make(request: HttpRequest, report: CaseReport) -> bool:
    issues = CASE_REPORTS["issue"].may(request.user, report)
    return issues or writes_report(request.user, report.case, report.kind)


def _chapter(report: CaseReport, name: str) -> dict[str, str]:
    return {"name": name, "title": title(name), "text": getattr(report, name)}


def _areas(report: CaseReport) -> list[dict[str, Any]]:
    """Each key area with what is said of it, its picture's file, and photos to choose from; no
    query more for one area more."""
    taken = _photos(report)
    said = {row.key_area_id: row for row in report.statements.select_related("photo")}
    found = []
    for area in key_areas(report):
        row = said.get(area.pk)
        file = (row.photo.file_id if row.photo else row.file_id) if row else None
        text = row.text if row else ""
        found.append({"area": area, "text": text, "file": file, "photos": _there(taken, area)})
    return found


def _photos(report: CaseReport) -> list[Photo]:
    """Those that were taken in some place or at some item, the latest first."""
    rows = Photo.objects.filter(
        Q(key_area__isnull=False) | Q(item__isnull=False),
        checklist__case=report.case_id,
        checklist__visit__kind=stage.STAGES[report.kind].visit,
        file__erased_at__isnull=True,
    )
    return list(rows.select_related("item").order_by("-taken_at", "pk"))


def _there(taken: list[Photo], area: KeyArea) -> list[Any]:
    found = (each for each in taken if _shows(each, area))
    return list(islice(found, PHOTOS))


def _shows(photo: Photo, area: KeyArea) -> bool:
    if photo.key_area_id is not None:
        return photo.key_area_id == area.pk
    return photo.item is not None and photo.item.key_area == area.kind


def _editions(report: CaseReport, here: Here) -> list[dict[str, Any]]:
    rows = report.editions.select_related("signed_by").prefetch_related("copies__file")
    return [_edition(row, here) for row in rows.order_by("-number")]


def _edition(row: ReportEdition, here: Here) -> dict[str, Any]:
    order = list(CopyFormat)
    kept = sorted(row.copies.all(), key=lambda each: order.index(CopyFormat(each.format)))
    links = [{"label": each.get_format_display(), "url": here.copy(each)} for each in kept]
    return {"row": row, "copies": links, "alike": row.alike}
