"""One visit for whoever goes along: where and when, what is missing, and what takes a second person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from association.accounts.models import User
from association.base import files
from association.base.errors import Refused
from standardization.checklists import approvals, closing, paper, signing
from standardization.checklists.missing import missing
from standardization.enums import MeetingKind
from standardization.expert import on_site
from standardization.expert.forms import ScanForm, StopForm
from standardization.findings import lists
from standardization.models import Checklist, KeyArea, PaperScan, Signature
from standardization.rules import leads_visit

VISIT = "standardization:expert_visit"
SECONDED = {"na": approvals.approve_na, "veto": approvals.confirm_veto}


@on_site.page
@require_safe
def visit(request: HttpRequest, row: Checklist) -> HttpResponse:
    return page(request, row)


def page(
    request: HttpRequest,
    row: Checklist,
    *,
    scan: ScanForm | None = None,
    stop: StopForm | None = None,
) -> HttpResponse:
    """With a form that was refused, and what was typed into it."""
    assert row.visit is not None
    stands = signing.answers_hash(row)
    context = {
        "checklist": row,
        "visit": row.visit,
        "case": row.case,
        "missing": missing(row),
        "attendees": row.visit.attendees.order_by("party", "pk"),
        "no_phones": KeyArea.objects.filter(site=row.visit.site_id, no_phones=True),
        "findings": lists.rows(row.visit.findings.select_related("key_area")),
        "scans": row.scans.select_related("file", "by"),
        "signatures": [
            {"of": each, "stands": each.answers_hash == stands}
            for each in Signature.objects.filter(checklist=row)
        ],
        "form": scan or ScanForm(),
        "stop": stop or StopForm(),
        "meetings": row.visit.meetings.prefetch_related("signs__attendee"),
        "meeting_kinds": MeetingKind.choices,
        "leads": leads_visit(request.user, row.visit),
    }
    status = 422 if scan or stop else 200
    return render(request, "standardization/expert/visit.html", context, status=status)


@on_site.page
@require_POST
def second(request: HttpRequest, row: Checklist, answer: int, what: str) -> HttpResponse:
    """``event`` is the answer that was shown: one that has changed since is looked at again."""
    found = get_object_or_404(row.answers.select_related("checklist"), pk=answer)
    if what not in SECONDED:
        raise Http404
    if str(found.event_id) != request.POST.get("event", ""):
        messages.error(request, "这一项刚刚有了新的作答，请看过后再办。")
        return redirect(VISIT, row.visit_id)
    try:
        SECONDED[what](found, by=_who(request))
        messages.success(request, "已办理。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, row.visit_id)


@on_site.page
@require_POST
def scan(request: HttpRequest, row: Checklist) -> HttpResponse:
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, row, scan=form)
    try:
        paper.scan(row, form.cleaned_data["file"], by=_who(request))
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return page(request, row, scan=form)
    messages.success(request, "扫描件已上传。打开检查表，选这份扫描件后逐项补录。")
    return redirect(VISIT, row.visit_id)


@on_site.page
@require_safe
def scanned(request: HttpRequest, row: Checklist, scan: int) -> HttpResponseBase:
    return files.respond(get_object_or_404(PaperScan, checklist=row, pk=scan).file)


@on_site.page
@require_POST
def close(request: HttpRequest, row: Checklist) -> HttpResponse:
    try:
        closing.close(row, by=_who(request))
        messages.success(request, "检查表已关闭。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, row.visit_id)


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
