"""One class at the desk: how it stands, its steps, its seats and teachers, and who is held up."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base import audit, clock
from association.base.forms import attempt
from members.desk.access import desk
from training.classes import board as boards
from training.classes import keeping, lists, running, seats
from training.classes.states import CLASSES
from training.desk.class_forms import CancelForm, ReserveForm, TeacherForm
from training.desk.classes import SHAPES
from training.desk.tabs import tabs
from training.enums import ClassState
from training.models import Reservation, Teacher, TrainingClass
from training.rules import may_archive_class, may_run_classes, may_view_training

PAGE = "admin:training_class"
FOLLOWS = {
    "open": "队伍从报名开始那天起可以预留名额、报上学员。",
    "start": "开班后不再接受预留和候补，班次内容不能再改。",
    "examine": "进入鉴定后，学员按各自的进度参加理论、技能鉴定。",
    "issue": "鉴定合格的分批送发证单位审核，合格一批办一批。",
    "collect": "证书登记后，由队伍领取。",
}
"""What a step brings about, said before it is taken. Only the seal archives (``desk.archive``)."""
_SAID = {"open": "报名已开放。", "start": "已开班。"}


@desk(may_view_training)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(TrainingClass, pk=pk))


def _page(
    request: HttpRequest,
    row: TrainingClass,
    *,
    reserve: ReserveForm | None = None,
    teacher: TeacherForm | None = None,
) -> HttpResponse:
    counted = lists.counted(TrainingClass.objects.filter(pk=row.pk)).get()
    today = clock.today()
    may_run = may_run_classes(request.user)
    enrolling = row.state == ClassState.ENROLLING and row.enrol_from <= today <= row.enrol_until
    context = {
        "row": counted,
        "shape": SHAPES[ClassState(row.state)],
        "tabs": tabs(row, "training_class"),
        "steps": list(_steps(row, request.user)),
        "may_cancel": any(s.verb == "cancel" for s in CLASSES.open_to(row, request.user)),
        "may_amend": may_run and row.state in keeping.AMENDABLE,
        "may_run": may_run,
        "may_seal": row.state == ClassState.COLLECTING and may_archive_class(request.user),
        "taken": [each for each in lists.taken([row]) if each.held],
        "line": enumerate(seats.line(row), start=1),
        "enrolling": enrolling,
        "teachers": row.teachers.all(),
        "reserve": (reserve or ReserveForm()) if may_run and enrolling else None,
        "teacher": (teacher or TeacherForm()) if may_run and row.state not in lists.OVER else None,
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if reserve or teacher else 200
    return render(request, "training/desk/class.html", context, status=status)


def _steps(row: TrainingClass, user: Any) -> Iterator[dict[str, str]]:
    for step in CLASSES.open_to(row, user):
        if step.verb in FOLLOWS:
            yield {"verb": step.verb, "label": step.label, "text": FOLLOWS[step.verb]}


@desk(may_run_classes)
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    if verb not in FOLLOWS:
        raise Http404
    form = forms.Form(request.POST)
    if attempt(form, lambda: running.advance(row, verb, by=request.user)):
        messages.success(request, _SAID.get(verb, f"现在是“{row.get_state_display()}”。"))
    return _back(request, form, pk)


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    people = running.people_in(row).count()
    form = CancelForm(request.POST or None, people=people)
    if form.is_valid() and attempt(
        form, lambda: running.cancel(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "班次已取消，有名额的队伍会收到通知。")
        return redirect(PAGE, pk)
    context = {
        "form": form,
        "title": "取消班次",
        "row": row,
        "action": "取消班次",
        "stops": True,
        "back": reverse(PAGE, args=[pk]),
        "explained": f"班里有 {people} 人，取消后全部退出，名额和候补一并作废。" if people else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/form.html", context, status=status)


@desk(may_run_classes)
@require_POST
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """For a team that asked for it."""
    row = get_object_or_404(TrainingClass, pk=pk)
    form = ReserveForm(request.POST)
    made: list[seats.Outcome] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(seats.reserve(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"{form.cleaned_data['team']}：{made[0].said}")
        return redirect(PAGE, pk)
    return _page(request, row, reserve=form)


@desk(may_run_classes)
@require_POST
def give_up(request: HttpRequest, pk: int, reservation_pk: int) -> HttpResponse:
    seat = get_object_or_404(Reservation, pk=reservation_pk, training_class=pk)
    form = forms.Form(request.POST)
    moved: list[Reservation] = []
    if attempt(form, lambda: moved.extend(seats.give_up(seat, by=request.user))):
        next_up = "、".join(str(each.team) for each in moved)
        messages.success(request, f"名额已放弃。{f'递补：{next_up}。' if next_up else ''}")
    return _back(request, form, pk)


@desk(may_run_classes)
@require_POST
def teach(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    form = TeacherForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: keeping.add_teacher(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "教师已登记。")
        return redirect(PAGE, pk)
    return _page(request, row, teacher=form)


@desk(may_run_classes)
@require_POST
def teach_no_more(request: HttpRequest, pk: int, teacher_pk: int) -> HttpResponse:
    teacher = get_object_or_404(Teacher, pk=teacher_pk, training_class=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: keeping.remove_teacher(teacher, by=request.user)):
        messages.success(request, "教师已移除。")
    return _back(request, form, pk)


@desk(may_view_training)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in the class, what holds each of them up, and whose turn that is."""
    row = get_object_or_404(TrainingClass, pk=pk)
    found = boards.board(row)
    asked = {name: request.GET.get(name, "") for name in ("turn", "gate", "team")}
    lines = found.narrowed(**asked)
    context = {
        "row": row,
        "shape": SHAPES[ClassState(row.state)],
        "tabs": tabs(row, "training_class_board"),
        "lines": lines,
        "total": len(found.lines),
        "turns": list(_turns(found, asked)),
        "chips": list(_chips(found, asked)),
        "names": {turn.value: label for turn, label in boards.TURNS.items()},
    }
    return render(request, "training/desk/board.html", context)


def _turns(found: boards.Board, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
    counts = found.by_turn()
    for value, label, count in (
        ("", "全部", len(found.lines)),
        *((turn.value, label, counts[turn.value]) for turn, label in boards.TURNS.items()),
        ("free", "不缺什么", found.free()),
    ):
        yield {
            "label": label,
            "count": count,
            "url": _asked({**asked, "turn": value}),
            "current": asked["turn"] == value,
        }


def _chips(found: boards.Board, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
    counts, labels = found.by_gate(), found.labels()
    for name, title, choices in (
        ("gate", "缺什么", [(code, f"{labels[code]}（{n}）") for code, n in counts.most_common()]),
        ("team", "队伍", [(str(team.pk), team.name) for team in found.teams()]),
    ):
        yield {
            "title": title,
            "set": dict(choices).get(asked[name], ""),
            "choices": [
                {
                    "label": label,
                    "url": _asked({**asked, name: value}),
                    "current": value == asked[name],
                }
                for value, label in [("", "不限"), *choices]
            ],
        }


def _asked(asked: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _back(request: HttpRequest, form: forms.Form, pk: int) -> HttpResponse:
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)
