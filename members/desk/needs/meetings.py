"""Talks at the desk: one click from a need, or several needs picked from the list; then held."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, clock
from association.base.forms import attempt
from association.base.sent import wholes
from members.desk.access import desk
from members.desk.needs.forms import ArrangeForm, HoldForm, InviteForm, ReasonForm, soon
from members.desk.needs.triage import area_word
from members.enums import Attends, NeedsMeetingKind, NeedsMeetingState, NeedState
from members.models import Need, NeedsMeeting
from members.needs import lists, telling
from members.needs import meetings as doors
from members.rules import may_own_needs, may_view_needs

MOST = 100


@desk(may_view_needs)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    companies = Count(
        "invited__need__card__member", distinct=True, filter=~Q(invited__reply=Attends.DECLINED)
    )
    counted = NeedsMeeting.objects.select_related("topic", "host").annotate(companies=companies)
    rows = counted.order_by("-at", "-pk")
    context = {
        "rows": [
            {"row": row, "when": telling.when(row), "shape": NeedsMeetingState(row.state).shape}
            for row in rows[:MOST]
        ]
    }
    return render(request, "members/desk/needs/meetings.html", context)


@desk(may_own_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """``?need=3&need=8`` are the needs that it is about."""
    sent = request.POST if request.method == "POST" else request.GET
    keys = wholes(sent.getlist("need"))
    chosen = list(lists.counted().filter(pk__in=keys).order_by("pk")[:MOST])
    companies = {need.card.member_id for need in chosen}
    initial = {
        "kind": NeedsMeetingKind.GROUP if len(companies) > 1 else NeedsMeetingKind.ONE_TO_ONE,
        "cap": max(len(companies), 6), "host": _host(request, chosen), **soon(),
    }  # fmt: skip
    form = ArrangeForm(request.POST if request.method == "POST" else None, initial=initial)
    made: list[NeedsMeeting] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(doors.arrange(chosen, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "已约定，单位会收到通知，并回复是否参加。")
        return redirect("admin:members_needs_meeting", made[0].pk)
    for need in chosen:
        need.area_word = area_word(need.area)
    status = 422 if form.is_bound else 200
    return render(
        request, "members/desk/needs/arrange.html", {"form": form, "chosen": chosen}, status=status
    )


def _host(request: HttpRequest, chosen: list[Any]) -> int | None:
    """Whoever has the first of them in hand, or else who arranges it."""
    owner = next((need.owner_id for need in chosen if need.owner_id), None)
    return owner or request.user.pk


@desk(may_view_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(NeedsMeeting.objects.select_related("topic", "host"), pk=pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = _form(row, act, request.POST, request.user) if act else None
    if form and form.is_valid() and attempt(form, lambda: _do(row, act, form, request.user)):
        messages.success(request, _DONE.get(act, _DONE["cancel"]))
        return redirect("admin:members_needs_meeting", row.pk)
    planned = row.state == NeedsMeetingState.PLANNED
    leads = planned and doors.may_lead(request.user, row)
    context = {
        "meeting": row,
        "shape": NeedsMeetingState(row.state).shape,
        "when": telling.when(row),
        "invited": [
            {"row": each, "shape": Attends(each.reply).shape}
            for each in row.invited.select_related("need__card__member", "need__topic")
        ],
        "problem": form,
        "failed": act,
        "forms": {
            name: form if form and act == name else _form(row, name, None, request.user)
            for name in (_acts(row) if leads else [])
        },
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if form else 200
    return render(request, "members/desk/needs/meeting.html", context, status=status)


_DONE = {
    "hold": "已登记召开，写了答复的单位会收到通知。", "invite": "已邀请。", "cancel": "已取消，单位会收到通知。",
}  # fmt: skip


def _acts(row: NeedsMeeting) -> list[str]:
    acts = ["hold"] if row.at <= clock.now() else []
    if row.kind == NeedsMeetingKind.GROUP and row.at > clock.now() and _others(row).exists():
        acts.append("invite")
    return [*acts, "cancel"]


def _others(row: NeedsMeeting) -> QuerySet[Need]:
    """Of the same topic, waiting, and not in a talk."""
    waiting = lists.counted().filter(
        topic=row.topic_id, state__in=(NeedState.NEW, NeedState.ASSIGNED)
    )
    return waiting.exclude(talks__meeting__state=NeedsMeetingState.PLANNED).order_by("pk")


def _form(row: NeedsMeeting, act: str, data: Any, by: Any) -> Any:
    if act == "hold":
        return HoldForm(data, meeting=row, by=by, auto_id="hold-%s")
    if act == "invite":
        return InviteForm(data, choices=_others(row), auto_id="invite-%s")
    return ReasonForm(data, auto_id="cancel-%s")


def _do(row: NeedsMeeting, act: str, form: Any, by: Any) -> None:
    if act == "hold":
        doors.hold(row, by=by, **form.facts())
    elif act == "invite":
        doors.invite(row, form.cleaned_data["needs"], by=by)
    else:
        doors.cancel(row, by=by, reason=form.cleaned_data["reason"])
