"""A visit as whoever leads it runs it from the phone: begun, its meetings, stopped, ended."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts.models import User
from association.base.errors import Refused
from association.base.forms import attempt
from standardization.enums import MeetingKind, VisitState
from standardization.expert import on_site
from standardization.expert.forms import MeetingForm, StopForm
from standardization.expert.visit import page
from standardization.models import Checklist, Visit
from standardization.rules import leads_visit
from standardization.visits import incidents, meetings, running

VISIT = "standardization:expert_visit"
STEPS: dict[str, Callable[..., Visit]] = {
    "ready": running.make_ready,
    "begin": running.begin,
    "finish": running.finish,
}


@on_site.page
@require_POST
def step(request: HttpRequest, row: Checklist, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    try:
        done = STEPS[verb](_visit(row), by=_who(request))
        messages.success(request, f"现在是“{done.get_state_display()}”。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, row.visit_id)


@on_site.page
@require_POST
def stop(request: HttpRequest, row: Checklist) -> HttpResponse:
    form = StopForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: incidents.symptoms(_visit(row), by=_who(request), **form.cleaned_data)
    ):
        messages.success(request, "已停止，作答保留。请协助隔离，并告知联络员。")
        return redirect(VISIT, row.visit_id)
    if _visit(row).state != VisitState.ONGOING:  # the page has no place for it any more
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        messages.info(request, f"您刚才填写的：{request.POST.get('text', '')}")
    return page(request, row, stop=form)


@on_site.page
@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, row: Checklist, kind: str) -> HttpResponse:
    visit = _visit(row)
    if kind not in MeetingKind.values or not leads_visit(request.user, visit):
        raise Http404
    form = MeetingForm(request.POST if request.method == "POST" else None, visit=visit)
    if form.is_valid() and attempt(
        form,
        lambda: meetings.hold(
            visit,
            kind=kind,
            present=[who.pk for who in form.cleaned_data["present"]],
            guests=form.cleaned_data["guests"],
            note=form.cleaned_data["note"],
            by=_who(request),
        ),
    ):
        messages.success(request, "已登记签到。")
        return redirect(VISIT, row.visit_id)
    context = {"form": form, "visit": visit, "case": row.case, "title": MeetingKind(kind).label}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/expert/meeting.html", context, status=status)


def _visit(row: Checklist) -> Visit:
    assert row.visit is not None
    return row.visit


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
