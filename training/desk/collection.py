"""领证: slots of a class, who comes when, one pickup at the table, and what nobody has fetched."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.forms import attempt
from association.base.templatetags.ui import stamp
from members.desk.access import desk
from training.batches import registered
from training.collection import pickups, register, slots, waiting
from training.desk.batch_forms import (
    PickupForm,
    SlotChangeForm,
    SlotForm,
    SlotWithdrawForm,
    UndeliveredForm,
)
from training.desk.tabs import tabs
from training.enums import EnrolmentState
from training.models import Enrolment, Pickup, Slot, SlotChoice, Team, TrainingClass
from training.rules import may_hand_out, may_view_training

PAPERS = ("signature", "paper", "authorisation")
CLASS = "admin:training_class_collection"


@desk(may_view_training)
@require_safe
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    here = waiting.waiting(row)
    numbers = registered.of_many(each.enrolment for each in here)
    choices = SlotChoice.objects.filter(training_class=row, ended_at__isnull=True)
    context = {
        "class": row,
        "tabs": tabs(row, "training_class_collection"),
        "slots": slots.of_class(row),
        "now": clock.now(),
        "choices": choices.select_related("team", "slot").order_by("slot__starts_at", "team__name"),
        "teams": _teams(row),
        "waiting": [{"row": each, "number": numbers.get(each.enrolment.pk)} for each in here],
        "late": sum(each.late for each in here),
        "late_days": waiting.LATE_DAYS,
        "pickups": Pickup.objects.filter(enrolment__training_class=row)
        .select_related("enrolment__trainee", "enrolment__team", "handed_by")
        .order_by("-collected_at")[:200],
        "may_hand_out": may_hand_out(request.user),
    }
    return render(request, "training/desk/class_collection.html", context)


def _teams(row: TrainingClass) -> Any:
    """Whose people have, or had, something to collect."""
    listed = Enrolment.objects.filter(training_class=row, state__in=register.LISTED)
    return Team.objects.filter(pk__in=listed.values("team"))


@desk(may_hand_out)
@require_http_methods(["GET", "POST"])
def slot_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    teams = Team.objects.filter(enrolments__training_class=row).distinct()
    form = SlotForm(request.POST or None, teams=teams)
    if form.is_valid() and attempt(
        form, lambda: slots.offer(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "时段已安排，队伍联系人可以选。")
        return redirect(CLASS, pk)
    context = {
        "form": form,
        "title": "安排领证时段",
        "action": "安排",
        "back": reverse(CLASS, args=[pk]),
        "explained": str(row),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_hand_out)
@require_http_methods(["GET", "POST"])
def slot_change(request: HttpRequest, pk: int, slot_pk: int) -> HttpResponse:
    row = _slot(pk, slot_pk)
    form = SlotChangeForm(request.POST or None, slot=row)
    told: list[int] = []
    if form.is_valid() and attempt(
        form, lambda: told.append(slots.change(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"时段已改动{_told(told[0], '')}。")
        return redirect(CLASS, pk)
    return _slot_page(
        request,
        row,
        form,
        title="改动领证时段",
        action="保存",
        follows="时间、地点改动后会通知他们，预约保留，他们可以改选。",
    )


@desk(may_hand_out)
@require_http_methods(["GET", "POST"])
def slot_withdraw(request: HttpRequest, pk: int, slot_pk: int) -> HttpResponse:
    row = _slot(pk, slot_pk)
    form = SlotWithdrawForm(request.POST or None)
    told: list[int] = []
    if form.is_valid() and attempt(
        form, lambda: told.append(slots.withdraw(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"时段已撤销{_told(told[0], '另选')}。")
        return redirect(CLASS, pk)
    return _slot_page(
        request,
        row,
        form,
        title="撤销领证时段",
        action="撤销时段",
        follows="撤销后会通知他们另选。",
        stops=True,
    )


def _slot(pk: int, slot_pk: int) -> Slot:
    rows = Slot.objects.filter(training_class=pk, withdrawn_at__isnull=True)
    return get_object_or_404(rows.select_related("training_class"), pk=slot_pk)


def _told(teams: int, to: str) -> str:
    return f"，选了它的 {teams} 支队伍会收到通知{to and '，请他们' + to}" if teams else ""


def _slot_page(
    request: HttpRequest, row: Slot, form: Any, *, follows: str, **context: Any
) -> HttpResponse:
    teams = SlotChoice.objects.filter(slot=row, ended_at__isnull=True).select_related("team")
    names = "、".join(each.team.name for each in teams)
    context |= {
        "form": form,
        "back": reverse(CLASS, args=[row.training_class_id]),
        "explained": f"{stamp(row.starts_at)}，{row.place}。"
        + (f"选了它的队伍：{names}。{follows}" if names else "还没有队伍选。"),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_hand_out)
@require_safe
def printed(request: HttpRequest, pk: int, team_pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    team = get_object_or_404(Team, pk=team_pk)
    if not row.enrolments.filter(team=team).exists():
        raise Http404
    return files.as_download(
        ContentFile(register.render(row, team)),
        name=register.name(row, team),
        media_type="application/pdf",
    )


def _enrolment(pk: int) -> Enrolment:
    rows = Enrolment.objects.select_related("trainee", "team", "training_class")
    return get_object_or_404(rows, pk=pk)


@desk(may_hand_out)
@require_http_methods(["GET", "POST"])
def pickup(request: HttpRequest, pk: int) -> HttpResponse:
    row = _enrolment(pk)
    form = PickupForm(
        request.POST or None, request.FILES or None, initial={"signed_name": row.trainee.name}
    )
    if form.is_valid() and attempt(
        form, lambda: pickups.collect(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{row.trainee}的证书已登记领取。")
        return redirect(CLASS, row.training_class_id)
    form.remind_of_files()
    context = {
        "enrolment": row,
        "number": registered.of(row),
        "form": form,
        "ready": row.state == EnrolmentState.NUMBERED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/pickup.html", context, status=status)


@desk(may_view_training)
@require_safe
def document(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    row = get_object_or_404(Pickup.objects.select_related(*PAPERS), enrolment=pk)
    stored = getattr(row, which) if which in PAPERS else None
    if stored is None:
        raise Http404
    return files.respond(stored)


@desk(may_hand_out)
@require_http_methods(["GET", "POST"])
def undelivered(request: HttpRequest, pk: int) -> HttpResponse:
    row = _enrolment(pk)
    form = UndeliveredForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: waiting.note(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记未领原因。")
        return redirect(CLASS, row.training_class_id)
    context = {
        "form": form,
        "title": f"登记未领原因　{row.trainee}",
        "action": "登记",
        "back": reverse(CLASS, args=[row.training_class_id]),
        "explained": f"{row.team}，{row.training_class}",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
