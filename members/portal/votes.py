"""表决: what a delegate is asked, until when, and the receipt. Supervisors read all and vote nothing
that isn't theirs.

A delegate finds the meetings on whose roll the own seat stands, and nothing else. Of a matter from
which the seat is recused only its title is shown, never the paper.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from association.accounts.screens.sign_in import to_sign_in
from association.base import clock, files
from association.base.errors import Refused
from members.enums import MeetingState, Vote
from members.governance import agenda, ballots, delegates
from members.models import Ballot, Meeting, Motion, Seat

SHOWN = 50
View = Callable[..., HttpResponse]


def delegate_required(view: View) -> View:
    """For whoever sits or sat in a body; for others there is nothing here."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not delegates.seats_of(request.user).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@dataclass(frozen=True, slots=True)
class Paper:
    """A matter as this person may see it."""

    item: agenda.Item
    recused: bool
    ballot: Ballot | None
    may_vote: bool
    first: bool = False
    """The next thing to do on the page."""

    @property
    def shape(self) -> str:
        return self.item.shape


@delegate_required
@require_safe
def votes(request: HttpRequest) -> HttpResponse:
    rows = list(delegates.meetings_of(request.user)[:SHOWN])
    for row in rows:
        row.shape = agenda.SHAPES[MeetingState(row.state)]
    running = [row for row in rows if _votable(row)]
    context = {
        "running": running,
        "waiting": set(delegates.awaited(request.user.pk).values_list("meeting", flat=True)),
        "others": [row for row in rows if row not in running],
        "seats": delegates.held_now(request.user),
        "supervises": delegates.supervises(request.user),
    }
    return render(request, "members/votes/list.html", context)


def _votable(meeting: Meeting) -> bool:
    return meeting.is_remote and meeting.state == MeetingState.OPEN


def _mine(request: HttpRequest, meeting: Meeting) -> Seat | None:
    return delegates.seats_of(request.user).filter(attendances__meeting=meeting).first()


@delegate_required
@require_safe
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(delegates.meetings_of(request.user), pk=pk)
    return _page(request, meeting)


def _page(
    request: HttpRequest, meeting: Meeting, *, problem: str = "", at: int = 0
) -> HttpResponse:
    seat = _mine(request, meeting)
    papers = _papers(meeting, seat)
    sealed = _votable(meeting)
    over = sealed and meeting.deadline is not None and ballots.now() >= meeting.deadline
    context = {
        "meeting": meeting,
        "shape": agenda.SHAPES[MeetingState(meeting.state)],
        "seat": seat,
        "papers": papers,
        "left": sum(paper.may_vote for paper in papers),
        "days": (meeting.deadline.astimezone(clock.TZ).date() - clock.today()).days
        if meeting.deadline
        else 0,
        "sealed": sealed,
        "over": over,
        "choices": Vote.choices,
        "problem": problem,
        "at": at,
    }
    status = 422 if problem else 200
    return render(request, "members/votes/meeting.html", context, status=status)


def _papers(meeting: Meeting, seat: Seat | None) -> list[Paper]:
    roll = agenda.roll_of(meeting)
    cast = (
        {row.motion_id: row for row in seat.ballots.filter(motion__meeting=meeting)} if seat else {}
    )
    found: list[Paper] = []
    for item in agenda.agenda(meeting, roll):
        recused = seat is not None and item.recused([seat.pk])
        ballot = cast.get(item.motion.pk)
        in_time = meeting.deadline is not None and clock.now() < meeting.deadline
        may = (
            seat is not None
            and _votable(meeting)
            and in_time
            and item.is_open
            and not recused
            and ballot is None
        )
        first = may and not any(paper.may_vote for paper in found)
        found.append(Paper(item, recused, ballot, may, first))
    return found


def _motion(request: HttpRequest, pk: int) -> Motion:
    """One's own meeting's motion. Where the seat is recused, the paper isn't one's own."""
    motion = get_object_or_404(Motion.objects.select_related("meeting__term__body", "paper"), pk=pk)
    get_object_or_404(delegates.meetings_of(request.user), pk=motion.meeting_id)
    return motion


class BallotForm(forms.Form):
    choice = forms.ChoiceField(
        choices=Vote.choices, error_messages={"required": "请选择赞成、反对或弃权。"}
    )


@delegate_required
@require_POST
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    motion = _motion(request, pk)
    seat = _mine(request, motion.meeting)
    if seat is None:
        raise Http404
    form = BallotForm(request.POST)
    if not form.is_valid():
        return _page(request, motion.meeting, problem=form.errors["choice"][0], at=motion.pk)
    try:
        ballot = ballots.cast(motion, seat, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _page(request, motion.meeting, problem=refusal.message, at=motion.pk)
    messages.success(request, f"已收到您对“{motion}”的表决票，回执号 {ballot.receipt}。")
    return redirect(f"{reverse('members:vote', args=[motion.meeting_id])}#m{motion.pk}")


@delegate_required
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    motion = _motion(request, pk)
    seat = _mine(request, motion.meeting)
    if motion.paper is None or (seat and motion.recusals.filter(seat=seat).exists()):
        raise Http404
    return files.respond(motion.paper)
