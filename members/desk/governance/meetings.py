"""Meetings at the desk: the list, one meeting's record, calling, ticking who came, opening, ending."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.governance.bodies import page
from members.desk.governance.forms import AttendanceForm, CallForm
from members.enums import MeetingState
from members.forms.colleagues import ReasonForm
from members.governance import agenda, ballots, meetings, minutes
from members.models import BodyTerm, Meeting, Seat
from members.rules import may_decide_motions, may_hold_meetings, may_view_meetings

SHOWN = 50


@desk(may_view_meetings)
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    rows = list(Meeting.objects.select_related("term__body")[:SHOWN])
    for row in rows:
        row.shape = agenda.SHAPES[MeetingState(row.state)]
    today = clock.today()
    terms = BodyTerm.objects.filter(start__lte=today, end__isnull=True).select_related("body")
    context = {
        "waiting": [row for row in rows if row.state in (MeetingState.CALLED, MeetingState.OPEN)],
        "past": [row for row in rows if row.state not in (MeetingState.CALLED, MeetingState.OPEN)],
        "terms": terms if may_hold_meetings(request.user) else [],
    }
    return render(request, "members/desk/governance/meetings.html", context)


def found(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("term__body", "called_by"), pk=pk)


@desk(may_view_meetings)
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    roll = agenda.roll_of(row)
    items = agenda.agenda(row, roll)
    holds = may_hold_meetings(request.user)
    running = row.state in (MeetingState.CALLED, MeetingState.OPEN)
    sealed = row.is_remote and row.state == MeetingState.OPEN
    context = {
        "meeting": row,
        "shape": agenda.SHAPES[MeetingState(row.state)],
        "items": items,
        "roll": roll,
        "present": sum(entry.present for entry in roll),
        "represented": sum(entry.proxy is not None for entry in roll),
        "verdict": meetings.judgement(row) if roll else None,
        "sealed": sealed,
        "over": sealed and ballots.now() >= row.deadline,
        "may_put": holds and running and not sealed,
        "may_tick": holds and running and not row.is_remote,
        "may_hold": holds,
        "may_count": holds and not row.is_remote and row.state == MeetingState.OPEN,
        "may_declare": may_decide_motions(request.user)
        and row.state == (MeetingState.CLOSED if row.is_remote else MeetingState.OPEN),
        "may_recuse": holds and running,
        "undecided": [item for item in items if item.is_open],
        "next": next(
            (item for item in items if item.is_open and item.verdict and item.verdict.carried), None
        ),
        "entries": audit.listed(audit.timeline(row)),
    }
    return render(request, "members/desk/governance/meeting.html", context)


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(BodyTerm.objects.select_related("body"), pk=pk)
    usual = meetings.usual_mode(term)
    form = CallForm(request.POST or None, term=term, usual=usual.value)
    made: list[Meeting] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(meetings.call(term, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "会议已召集。下面添加议题。")
        return redirect("admin:members_meeting", made[0].pk)
    return page(
        request,
        form,
        title=f"召集{term.body}",
        action="召集",
        back=reverse("admin:members_term", args=[pk]),
        explained=f"{term.body}通常用{usual.label}。议事规则按今天的登记随会议固定。",
    )


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    if row.is_remote:
        raise Http404
    entitled = (
        meetings.entitled(row)
        if row.state == MeetingState.CALLED
        else Seat.objects.filter(attendances__meeting=row)
    )
    seats = list(entitled.select_related("member").order_by("pk"))
    form = AttendanceForm(request.POST or None, meeting=row, seats=seats)
    sent = request.method == "POST"
    form.is_bound = sent  # nobody ticked is an answer too
    form.data = request.POST
    if sent and form.is_valid():
        verdicts: list[Any] = []
        door = meetings.record_attendance
        if attempt(form, lambda: verdicts.append(door(row, by=request.user, **form.facts()))):
            said = messages.success if verdicts[0].quorate else messages.warning
            said(request, "".join(verdicts[0].sentences))
            return redirect("admin:members_meeting", pk)
    return page(
        request,
        form,
        title="登记到会",
        action="保存",
        back=reverse("admin:members_meeting", args=[pk]),
        explained=f"{row}，应到 {len(seats)} 席。有书面委托的，在下面写明谁委托谁；"
        f"按本次会议的规则，委托出席的{_counts(row)}到会。",
    )


def _counts(row: Meeting) -> str:
    return "计入" if row.own_rule.proxies_count else "不计入"


@desk(may_hold_meetings)
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Opens or ends it; a refusal stands above the record with its arithmetic."""
    doors = {"open": meetings.open, "close": meetings.close}
    if verb not in doors:
        raise Http404
    row = found(pk)
    try:
        doors[verb](row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"“{row}”{row.get_state_display()}。")
    return redirect("admin:members_meeting", pk)


@desk(may_hold_meetings)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: meetings.cancel(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"“{row}”已取消。")
        return redirect("admin:members_meeting", pk)
    return page(
        request,
        form,
        title=f"取消{row}",
        action="取消会议",
        stops=True,
        back=reverse("admin:members_meeting", args=[pk]),
        explained="会议的议题一并撤下，可以在另一次会议重新提交。",
    )


@desk(may_view_meetings)
@require_safe
def minutes_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    if row.state != MeetingState.CLOSED:
        raise Http404
    return files.as_download(
        BytesIO(minutes.render(row)), name=minutes.name(row), media_type="application/pdf"
    )
