"""Reminders at the desk: does the account balance, what became of each message, what nobody knows."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import outbox, paging
from association.base.forms import attempt
from association.base.models import OutboxRow
from members.desk.access import desk
from members.models import Assessment, ReminderRule
from members.reminders import accounts
from members.reminders.turns import ours
from members.rules import may_view_reminders

State = OutboxRow.State
SIZE = 50
ON_ITS_WAY = "open"  # what waits, and what is being sent at this moment
SHAPES = {
    State.WAITING: "run",
    State.SENDING: "run",
    State.SENT: "ok",
    State.SKIPPED: "none",
    State.FAILED: "stop",
    State.UNCERTAIN: "due",
}


class Narrowed(forms.Form):
    """Which messages are shown; what can't be read shows all."""

    rule = forms.CharField(required=False)
    due_on = forms.DateField(required=False)
    state = forms.ChoiceField(choices=[(ON_ITS_WAY, ""), *State.choices], required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="依据", max_length=200, help_text="怎么知道的，如：邮件服务器日志、对方来电"
    )


@desk(may_view_reminders)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    rules = list(ReminderRule.objects.all())
    context = {
        "accounts": [_shown(account) for account in accounts.accounts()],
        "complaints": accounts.complaints(),
        "rules": rules,
        "silent": not any(rule.active for rule in rules),
    }
    return render(request, "members/desk/reminders.html", context)


def _shown(account: accounts.Account) -> dict[str, Any]:
    """A line of the account; each number opens its messages."""

    def cell(*states: str, asks: str = "") -> dict[str, Any]:
        asked = {
            "rule": account.rule.code,
            "due_on": account.due_on,
            "state": asks or states[0],
        }
        here = reverse("admin:members_reminder_messages")
        return {"n": account.of(*states), "url": f"{here}?{urlencode(asked)}"}

    return {
        "account": account,
        "cells": [
            ("已发送", cell(State.SENT)),
            ("未发送", cell(State.SKIPPED)),
            ("失败", cell(State.FAILED)),
            ("待确认", cell(State.UNCERTAIN)),
            ("待发送", cell(State.WAITING, State.SENDING, asks=ON_ITS_WAY)),
        ],
        "skipped": sorted(account.skipped.items(), key=lambda item: -item[1]),
    }


@desk(may_view_reminders)
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    form = Narrowed(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) or "" for name in ("rule", "due_on", "state")}
    rows = ours().filter(**_chosen(asked))
    page = paging.page(
        rows,
        keys=("pk",),
        size=SIZE,
        after=form.cleaned_data.get("after", ""),
        before=form.cleaned_data.get("before", ""),
        descending=True,
    )
    _name_members(page.rows)
    count = paging.capped_count(rows)
    context = {
        "rows": page.rows,
        "count": "超过 10,000 条" if count > paging.CAP else f"共 {count:,} 条",
        "views": [_view(state, asked) for state in ("", *State)],
        "previous": _link(asked, before=page.preceding) if page.preceding else "",
        "next": _link(asked, after=page.following) if page.following else "",
        "rule": ReminderRule.objects.filter(code=asked["rule"]).first(),
        "due_on": asked["due_on"],
    }
    return render(request, "members/desk/reminder_messages.html", context)


def _chosen(asked: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: value for name, value in asked.items() if value}
    if chosen.get("state") == ON_ITS_WAY:
        del chosen["state"]
        chosen["state__in"] = [State.WAITING, State.SENDING]
    return chosen


def _name_members(rows: list[Any]) -> None:
    """Whom each message is about, in one query; and how its state is drawn."""
    keys = {row.object_id for row in rows}
    found = Assessment.objects.filter(pk__in=keys).select_related("member")
    years = {str(row.pk): row for row in found}
    for row in rows:
        row.year = years[row.object_id]
        row.shape = SHAPES[State(row.state)]


def _link(asked: dict[str, Any], **more: Any) -> str:
    words = {name: value for name, value in {**asked, **more}.items() if value}
    return f"?{urlencode(words)}"


def _view(state: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": State(state).label if state else "全部",
        "url": _link({**asked, "state": state}),
        "current": asked["state"] == state,
    }


@desk(may_view_reminders)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    row: Any = get_object_or_404(ours().select_related("person"), pk=pk)
    _name_members([row])
    context = {"row": row, "steps": list(outbox.OUTBOX.open_to(row, request.user))}
    return render(request, "members/desk/reminder_message.html", context)


@desk(outbox.may_decide)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """What a person found out about a mail of which we know nothing."""
    row = get_object_or_404(ours(), pk=pk)
    step = next((one for one in outbox.OUTBOX.transitions if one.verb == verb), None)
    if step is None:
        raise Http404
    back = reverse("admin:members_reminder_message", args=[pk])
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: outbox.decide(row, verb, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已{step.label}。" if verb == "resend" else "已记为已发送。")
        return redirect(back)
    context = {
        "form": form,
        "title": f"{step.label}：{row.subject}",
        "action": step.label,
        "back": back,
        "explained": f"收件人 {row.address}。{row.reason}。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
