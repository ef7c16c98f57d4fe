"""Campaigns at the desk: drafted, published, and what they came to; each card."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, clock, files, paging
from association.base.errors import Refused
from association.base.forms import attempt
from association.questionnaires import showing
from association.questionnaires.screens import builder
from members.desk.access import desk
from members.desk.needs.forms import CampaignForm, ReasonForm
from members.enums import CampaignState, CardState, NeedState
from members.models import NeedsCampaign, NeedsCard
from members.needs import campaigns as doors
from members.needs import cards, figures, telling
from members.rules import may_keep_needs, may_view_needs

SIZE = 50


@desk(may_view_needs)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    found = list(NeedsCampaign.objects.all()[:30])
    rates = figures.rates_of(row for row in found if row.state != CampaignState.DRAFT)
    rows = [
        {
            "row": row, "shape": CampaignState(row.state).shape,
            "dates": telling.of_campaign(row), "rates": rates.get(row.pk),
        }
        for row in found
    ]  # fmt: skip
    context = {"rows": rows, "keeps": may_keep_needs(request.user)}
    return render(request, "members/desk/needs/campaigns.html", context)


@desk(may_keep_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = CampaignForm(request.POST if request.method == "POST" else None)
    form.initial = {"opens_on": today}
    made: list[NeedsCampaign] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(doors.draft(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "已起草。请核对问题，再发布。")
        return redirect("admin:members_needs_campaign", made[0].pk)
    context = {"form": form, "title": "新的问需", "back": reverse("admin:members_needs_campaigns")}
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/needs/campaign_form.html", context, status=status)


@desk(may_keep_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _campaign(pk)
    form = CampaignForm.of(row, request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: doors.amend(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已保存。")
        return redirect("admin:members_needs_campaign", row.pk)
    back = reverse("admin:members_needs_campaign", args=[row.pk])
    context = {"form": form, "title": f"修改：{row.title}", "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/needs/campaign_form.html", context, status=status)


def _campaign(pk: int) -> NeedsCampaign:
    return get_object_or_404(NeedsCampaign.objects.select_related("questionnaire"), pk=pk)


@desk(may_view_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft is written here, question by question; a published one shows what it came to."""
    row = _campaign(pk)
    if row.state != CampaignState.DRAFT or not may_keep_needs(request.user):
        return _board(request, row)
    build = builder.handle(request, row.questionnaire, about=row)
    if build.said:
        messages.success(request, build.said)
        return redirect("admin:members_needs_campaign", row.pk)
    context = {
        "campaign": row,
        "build": build,
        "here": reverse("admin:members_needs_campaign", args=[row.pk]),
        "dates": telling.of_campaign(row),
    }
    return render(request, "members/desk/needs/campaign_draft.html", context, status=build.status)


def _board(request: HttpRequest, row: NeedsCampaign) -> HttpResponse:
    axis = request.GET.get("by", "area")
    axis = axis if axis in figures.AXES else "area"
    context = {
        "campaign": row,
        "shape": CampaignState(row.state).shape,
        "dates": telling.of_campaign(row),
        "rates": figures.rates(row),
        "departments": figures.by_department(row),
        "heat": figures.heat(row, axis),
        "axis": axis,
        "axes": [
            {"label": label, "url": f"?by={name}#heat", "current": name == axis}
            for name, (label, _) in figures.AXES.items()
        ],
        "open": row.state == CampaignState.OPEN,
        "keeps": may_keep_needs(request.user),
        "entries": audit.listed(audit.timeline(row).filter(object_type=row._meta.label_lower)),
    }
    return render(request, "members/desk/needs/campaign.html", context)


@desk(may_keep_needs)
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """``act``: published, or closed before its day."""
    row = _campaign(pk)
    act = request.POST.get("act", "")
    if act not in ("publish", "close"):
        raise Http404
    try:
        if act == "close":
            doors.close(row, by=request.user)
            messages.success(request, "已截止，不再收卡。")
        else:
            doors.publish(row, by=request.user)
            messages.success(request, "已发布，正在向在册会员发卡，稍候刷新本页。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:members_needs_campaign", row.pk)


@desk(may_view_needs)
@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """``?of=answers``: the questions' answers instead of the needs."""
    row = _campaign(pk)
    of_answers = request.GET.get("of") == "answers"
    data = figures.answers_workbook(row) if of_answers else figures.workbook(row)
    name = f"{row.title}{'问卷答案' if of_answers else '需求'}.xlsx"
    return files.as_download(ContentFile(data), name=name, media_type=files.XLSX)


# --- The cards ------------------------------------------------------------------------------------
_LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "all": ("已发", {}),
    "written": ("已动笔", {"response__saves__gt": 0}),
    "signed": ("已签交", {"state": CardState.SIGNED}),
    "unsigned": ("未签交", {"state": CardState.OPEN}),
}


@desk(may_view_needs)
@require_safe
def card_list(request: HttpRequest, pk: int) -> HttpResponse:
    row = _campaign(pk)
    chosen = request.GET.get("state", "all")
    chosen = chosen if chosen in _LISTS else "all"
    rows: QuerySet[NeedsCard] = row.cards.filter(**_LISTS[chosen][1])
    page = paging.page(
        rows.select_related("member", "response__changed_by"), keys=("pk",), size=SIZE,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    for each in page.rows:
        each.shape = CardState(each.state).shape
    here = f"?state={chosen}"
    context = {
        "campaign": row,
        "rows": page.rows,
        "total": f"共 {paging.capped_count(rows):,} 张",
        "views": [
            {
                "label": label, "url": f"?state={name}", "current": name == chosen,
                "count": row.cards.filter(**narrowed).count(),
            }
            for name, (label, narrowed) in _LISTS.items()
        ],
        **page.links(f"{here}&"),
    }  # fmt: skip
    return render(request, "members/desk/needs/cards.html", context)


def _card(pk: int) -> NeedsCard:
    rows = NeedsCard.objects.select_related(
        "campaign", "member", "response__questionnaire", "response__signed_by"
    )
    return get_object_or_404(rows, pk=pk)


@desk(may_view_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Read; sent back to the company with a reason."""
    row = _card(pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: cards.reopen(row, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "已退回，单位会收到通知。")
        return redirect("admin:members_needs_card", row.pk)
    reopens = row.state == CardState.SIGNED and cards.is_open(row.campaign)
    context = {
        "card": row,
        "shape": CardState(row.state).shape,
        "lines": showing.lines(row.response),
        "files_url": reverse("admin:members_needs_card", args=[row.pk]) + "files/",
        "needs": [
            {
                "row": need, "shape": NeedState(need.state).shape,
                "opens": row.state == CardState.SIGNED or need.state != NeedState.NEW,
            }
            for need in row.needs.select_related("topic", "department")
        ],
        "form": form if form.is_bound or (reopens and may_keep_needs(request.user)) else None,
        "entries": audit.listed(cards.history(row)),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/needs/card.html", context, status=status)


@desk(may_view_needs)
@require_safe
def card_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    found = get_object_or_404(_card(pk).response.files.select_related("file"), pk=file_pk)
    return files.respond(found.file)
