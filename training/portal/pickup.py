"""A team's 领证: whose certificate is ready, whose isn't and why, and when to come."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base.errors import Refused
from association.base.sent import whole
from training import gates
from training.batches import registered
from training.collection import slots
from training.enums import GONE, EnrolmentState
from training.models import Enrolment, Slot, Team, TrainingClass
from training.portal.access import team_required
from training.portal.tabs import tabs

_WHY = {
    EnrolmentState.FAILED: "鉴定未合格，等补考安排",
    EnrolmentState.PASSED: "鉴定合格，等送发证单位审核",
    EnrolmentState.SUBMITTED: "发证单位审核中",
    EnrolmentState.SENT_BACK: "发证单位退回，补正后进入下一批",
    EnrolmentState.APPROVED: "审核通过，等发证单位给编号",
    EnrolmentState.ELIGIBLE: "培训或鉴定还没有结束",
}
_DONE = (EnrolmentState.COLLECTED, EnrolmentState.ARCHIVED)


@team_required
@require_http_methods(["GET", "POST"])
def pickup(request: HttpRequest, team: Team) -> HttpResponse:
    if request.method == "POST":
        return _choose(request, team)
    rows = list(
        Enrolment.objects.filter(team=team)
        .exclude(state__in=GONE)
        .select_related("trainee", "training_class", "pickup")
        .order_by("training_class__starts_on", "pk")
    )
    missing, numbers = gates.gates(rows), registered.of_many(rows)
    classes: dict[int, dict[str, Any]] = {}
    for row in rows:
        part = classes.setdefault(
            row.training_class_id, {"class": row.training_class, "people": [], "ready": 0}
        )
        part["people"].append(_person(row, missing[row.pk], numbers.get(row.pk)))
        part["ready"] += row.state == EnrolmentState.NUMBERED
        if row.pk in numbers:
            part["lookup"] = numbers[row.pk].lookup
    for part in classes.values():
        if part["ready"]:
            part["chosen"] = slots.chosen(team, part["class"])
            part["slots"] = [
                _slot(each, part["chosen"]) for each in slots.open_to(team, part["class"])
            ]
    context = {
        "team": team,
        "tabs": tabs(team, "team_pickup"),
        "classes": sorted(classes.values(), key=lambda part: not part["ready"]),
    }
    return render(request, "training/portal/pickup.html", context)


def _person(row: Enrolment, found: list[gates.Gate], number: Any) -> dict[str, Any]:
    if row.state == EnrolmentState.NUMBERED:
        return {"row": row, "shape": "due", "word": "可以领取", "number": number}
    if row.state in _DONE:
        return {"row": row, "shape": "ok", "word": "已领取", "number": number}
    why = "、".join(gate.text for gate in found) or _WHY.get(EnrolmentState(row.state), "")
    return {"row": row, "shape": "none", "word": "还不能领", "why": why}


def _slot(slot: Slot, chosen: Any) -> dict[str, Any]:
    mine = chosen is not None and chosen.slot_id == slot.pk
    return {"row": slot, "mine": mine, "full": not mine and slot.taken >= slot.capacity}


def _choose(request: HttpRequest, team: Team) -> HttpResponse:
    classes = TrainingClass.objects.filter(enrolments__team=team)
    slot = get_object_or_404(
        Slot.objects.filter(training_class__in=classes), pk=whole(request.POST.get("slot"))
    )
    try:
        slots.choose(slot, team, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "时段已选定，请带上本人证件；代领另带委托书。")
    return redirect("training:team_pickup", team.pk)
