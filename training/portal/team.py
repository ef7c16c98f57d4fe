"""A team's first page: what must be done now, seats to reserve, who of its people misses what."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from association.accounts.screens.sign_in import to_sign_in
from association.base import clock
from association.base.errors import Refused
from association.base.forms import attempt
from training.classes import board as boards
from training.classes import lists, seats
from training.classes.board import Line
from training.classes.lists import Taken
from training.enums import GONE, EnrolmentState
from training.gates import Turn
from training.models import Enrolment, Reservation, Team, TrainingClass
from training.portal.access import team_required, teams_of
from training.portal.tabs import tabs
from training.team_forms import SeatsForm

SOON = 7
DONE = (EnrolmentState.COLLECTED, EnrolmentState.ARCHIVED, *GONE)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do (``ui/task.html``)."""

    title: str
    text: str
    meta: str
    url: str
    action: str
    on: date | None = None
    days: int = 0
    soon: int = SOON
    s: str = "due"
    word: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A class in which the team may reserve now; ``quota`` is what it has left there."""

    row: TrainingClass
    mine: Taken | None
    quota: int
    form: SeatsForm


@never_cache
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """To the one team that one acts for, or a choice between several."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    mine = list(teams_of(request.user).select_related("member"))
    if not mine:
        raise Http404
    if len(mine) == 1:
        return redirect("training:team_home", mine[0].pk)
    return render(request, "training/portal/teams.html", {"teams": mine})


@team_required
@require_safe
def home(request: HttpRequest, team: Team) -> HttpResponse:
    return _home(request, team)


def _home(
    request: HttpRequest, team: Team, *, wrong: tuple[int, SeatsForm] | None = None
) -> HttpResponse:
    """``wrong`` is the form that came back, and the class it is about."""
    classes = list(lists.open_now()) if team.active else []
    taken = lists.taken(
        TrainingClass.objects.exclude(state__in=lists.OVER)
        .filter(reservations__team=team)
        .distinct(),
        team=team,
    )
    people = Enrolment.objects.filter(team=team).exclude(state__in=DONE)
    found = boards.of(
        list(people.select_related("trainee", "team", "training_class").order_by("pk"))
    )
    lacking = [line for line in found.lines if line.turns & {Turn.PERSON, Turn.TEAM}]
    tasks = [*_unused(team, taken), *_lacking(lacking)]
    try:
        offers = list(_offers(team, classes, taken, wrong))
        missing = ""
    except Refused as refusal:
        offers, missing = [], refusal.message
    context = {
        "team": team,
        "tabs": tabs(team, "team_home"),
        "tasks": tasks,
        "headline": f"现在要办 {len(tasks)} 件" if tasks else "现在没有要办的事",
        "taken": taken,
        "offers": offers,
        "missing": missing,
        "lacking": lacking,
        "people": len(found.lines),
    }
    status = 422 if wrong else 200
    return render(request, "training/portal/home.html", context, status=status)


def _offers(
    team: Team,
    classes: list[TrainingClass],
    taken: list[Taken],
    wrong: tuple[int, SeatsForm] | None,
) -> Iterator[Offer]:
    if not classes:
        return
    mine = {each.training_class.pk: each for each in taken}
    quota = seats.quota_of(team, clock.today())
    held = seats.held_by(team, classes)
    for row in classes:
        left = max(0, quota - held[row.pk])
        form = wrong[1] if wrong and wrong[0] == row.pk else SeatsForm(most=row.seats)
        form.auto_id = f"seats-{row.pk}-%s"
        yield Offer(row, mine.get(row.pk), left, form)


def _unused(team: Team, taken: list[Taken]) -> Iterator[Task]:
    """Seats that nobody sits on yet, while people can still be enrolled."""
    today = clock.today()
    people = reverse("training:team_people", args=[team.pk])
    for each in taken:
        of = each.training_class
        if each.unused and of.enrol_from <= today <= of.enrol_until:
            yield Task(
                title=f"报学员：{of.title}还有 {each.unused} 个名额没有用",
                text="用不上的请放弃，让给候补的队伍。",
                meta=of.code,
                url=f"{people}#class-{of.pk}",
                action="去报学员",
                on=of.enrol_until,
                days=(of.enrol_until - today).days,
            )


def _lacking(lines: list[Line]) -> Iterator[Task]:
    """One line a class: how many of its people miss something that isn't the office's to do."""
    counts = Counter(line.enrolment.training_class for line in lines)
    for of, count in counts.items():
        yield Task(
            title=f"催办：{of.title}有 {count} 人还缺材料",
            text="缺照片、同意书或证明的，鉴定和发证会被耽误。",
            meta=of.code,
            url="#lacking",
            action="看名单",
            s="due",
            word="待补",
        )


@team_required
@require_POST
def reserve(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    form = SeatsForm(request.POST, most=row.seats)
    made: list[seats.Outcome] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(seats.reserve(row, team=team, by=request.user, **form.cleaned_data)),
    ):
        messages.success(request, f"{row.title}：{made[0].said}")
        return redirect("training:team_home", team.pk)
    if not lists.open_now().filter(pk=pk).exists():
        for refusal in form.non_field_errors():
            messages.error(request, refusal)
        return redirect("training:team_home", team.pk)
    return _home(request, team, wrong=(pk, form))


def _refilled(moved: list[Reservation], team: Team) -> str:
    """Who gives a seat up and waits as well may get it back at once: that is to be said."""
    own = [
        each
        for each in moved
        if each.team_id == team.pk or (team.member_id and each.member_id == team.member_id)
    ]
    if not own:
        return ""
    names = "、".join(sorted({str(each.team) for each in own}))
    return f"空出的名额按顺序递补给了本单位的候补（{names}）。这个也用不上的，请再放弃。"


@team_required
@require_POST
def give_up(request: HttpRequest, team: Team, pk: int) -> HttpResponse:
    seat = get_object_or_404(Reservation.objects.select_related("training_class"), pk=pk, team=team)
    form = forms.Form(request.POST)
    moved: list[Reservation] = []
    if attempt(form, lambda: moved.extend(seats.give_up(seat, by=request.user))):
        messages.success(
            request, f"{seat.training_class.title}：已放弃一个名额。{_refilled(moved, team)}"
        )
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(f"{reverse('training:team_home', args=[team.pk])}#seats")
