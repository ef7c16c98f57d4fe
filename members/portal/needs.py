"""问需: a company's cards, what it asked for, what it was answered, talks it is invited to."""

import re
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.errors import Refused
from association.base.forms import attempt
from association.questionnaires import showing, writing
from association.questionnaires.forms import ResponseForm
from association.questionnaires.models import ResponseFile
from members.enums import Attends, CardState, NeedsMeetingState, NeedState
from members.forms.needs import JudgeForm, keep_card, rows_of, sign_card, standing
from members.models import MeetingNeed, Member, Need, NeedsCard, NeedsMeeting
from members.needs import cards, meetings, telling, triage
from members.portal.access import current_member, member_required
from members.portal.needs_todo import written
from members.rules import administers

_DROP = re.compile(r"drop-(\d{1,18})", re.ASCII)
WORDS = {NeedState.NEW: "已收到", NeedState.ASSIGNED: "办理中", NeedState.ANSWERED: "已答复"}
"""A state as the company reads it."""


def shape(need: Need) -> str:
    return "due" if need.state == NeedState.ANSWERED else "run" if need.state in WORDS else "ok"


def word(need: Need) -> str:
    if need.card.state == CardState.OPEN and need.state == NeedState.NEW:
        return "未签交"
    return WORDS.get(NeedState(need.state), need.get_state_display())


@member_required
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    mine = list(member.needs_cards.select_related("campaign", "response__changed_by")[:20])
    asked = (
        Need.objects.filter(card__member=member)
        .select_related("topic", "card", "department")
        .order_by("-card", "position")[:100]
    )
    context = {
        "cards": [
            {"row": card, "open": _writable(card), "shape": CardState(card.state).shape}
            for card in mine
        ],
        "needs": [{"row": row, "shape": shape(row), "word": word(row)} for row in asked],
        "talks": _talks(member),
    }
    return render(request, "members/portal/needs.html", context)


def _writable(card: NeedsCard) -> bool:
    return card.state == CardState.OPEN and cards.is_open(card.campaign)


def _talks(member: Member) -> list[dict[str, Any]]:
    rows = (
        NeedsMeeting.objects.filter(invited__need__card__member=member)
        .select_related("topic", "host__department")
        .prefetch_related(
            Prefetch("invited", MeetingNeed.objects.filter(need__card__member=member))
        )
        .distinct()[:20]
    )
    return [{"row": row, "when": telling.when(row), **_answer(row)} for row in rows]


def _answer(row: NeedsMeeting) -> dict[str, str]:
    if row.state != NeedsMeetingState.PLANNED:
        return {"shape": NeedsMeetingState(row.state).shape, "word": row.get_state_display()}
    reply = Attends(row.invited.all()[0].reply)
    return {"shape": reply.shape, "word": str(reply.label)}


# --- The card -------------------------------------------------------------------------------------
def _own(request: HttpRequest, pk: int) -> NeedsCard:
    rows = current_member(request).needs_cards.select_related(
        "campaign", "member", "response__questionnaire", "response__changed_by",
        "response__signed_by",
    )  # fmt: skip
    found: NeedsCard = get_object_or_404(rows, pk=pk)
    return found


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if request.method != "POST":
        return _page(request, row, ResponseForm(row.response), rows_of(row))
    form = ResponseForm(row.response, request.POST, request.FILES)
    rows = rows_of(row, request.POST)
    act = request.POST.get("act", "save")
    kept = keep_card(form, rows, card=row, by=request.user)
    if kept and (act != "sign" or sign_card(form, card=row, by=request.user)):
        return _done(request, row, act)
    if kept:  # each row has its number by now: without it the next try would write all of them anew
        rows = rows_of(row)
    return _page(request, _own(request, pk), form, rows)


def _done(request: HttpRequest, row: NeedsCard, act: str) -> HttpResponse:
    if found := _DROP.fullmatch(act):
        try:
            writing.drop(_file(row, int(found[1])), by=request.user, about=row)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "文件已去掉，其余内容已保存。")
    elif act == "sign":
        messages.success(request, "问需卡已签交。分办后由承办部门答复，答复在这里看。")
        return redirect("members:needs")
    else:
        messages.success(request, "已保存，本单位同事可以接着填。")
    return redirect("members:needs_card", row.pk)


def _page(request: HttpRequest, row: NeedsCard, form: ResponseForm, rows: Any) -> HttpResponse:
    writable = _writable(row)
    context = {
        "card": row,
        "shape": CardState(row.state).shape,
        "writable": writable,
        "written": NeedsCard.objects.filter(written(), pk=row.pk).exists(),
        "form": form,
        "rows": rows,
        "may_sign": administers(request.user, row.member),
        "stands": standing(row) if form.current else [],
        "taken": [
            {"row": need, "shape": shape(need), "word": word(need)}
            for need in row.needs.select_related("topic", "card")
            if not writable or need.state != NeedState.NEW
        ],
        "lines": [] if writable else showing.lines(row.response),
        "files_url": reverse("members:needs_card", args=[row.pk]) + "files/",
        "entries": cards.history(row).select_related("actor")[:30],
        "dates": telling.of_campaign(row.campaign),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/needs_card.html", context, status=status)


def _file(row: NeedsCard, file_pk: int) -> ResponseFile:
    found: ResponseFile = get_object_or_404(
        row.response.files.select_related("file", "question"), pk=file_pk
    )
    return found


@member_required
@require_safe
def card_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    return files.respond(_file(_own(request, pk), file_pk).file)


# --- One need -------------------------------------------------------------------------------------
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Need.objects.filter(card__member=current_member(request)).select_related(
        "card__campaign", "topic", "department", "order", "answered_by__department"
    )
    row = get_object_or_404(rows, pk=pk)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        satisfied = _judged(request.POST.get("act", ""))
        comment = form.cleaned_data["comment"]
        if attempt(
            form,
            lambda: triage.judge(row, satisfied=satisfied, comment=comment, by=request.user),
        ):
            messages.success(request, "谢谢，您的评价已记下。")
            return redirect("members:need", row.pk)
    context = {
        "need": row,
        "shape": shape(row),
        "word": word(row),
        "form": form if row.state == NeedState.ANSWERED or form.is_bound else None,
        "talks": [
            {"row": talk.meeting, "when": telling.when(talk.meeting)}
            for talk in row.talks.select_related("meeting__topic")
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/need.html", context, status=status)


def _judged(act: str) -> bool:
    if act not in ("helped", "not-yet"):
        raise Http404
    return act == "helped"


# --- Talks ----------------------------------------------------------------------------------------
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    member = current_member(request)
    invited = MeetingNeed.objects.filter(need__card__member=member).select_related("need__topic")
    rows = (
        NeedsMeeting.objects.filter(invited__need__card__member=member)
        .select_related("topic", "host__department")
        .prefetch_related(Prefetch("invited", invited))
        .distinct()
    )
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ("confirm", "decline"):
            raise Http404
        attends = act == "confirm"
        try:
            meetings.reply(row, member, attends=attends, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            said = "已回复参加，届时见。" if attends else "已回复不参加，主持人会另作安排。"
            messages.success(request, said)
        return redirect("members:needs_meeting", row.pk)
    context = {
        "meeting": row,
        "when": telling.when(row),
        "invited": row.invited.all(),
        "took_part": any(each.reply == Attends.CONFIRMED for each in row.invited.all()),
        "answers": row.state == NeedsMeetingState.PLANNED and row.at > clock.now(),
        **_answer(row),
    }
    return render(request, "members/portal/needs_meeting.html", context)
