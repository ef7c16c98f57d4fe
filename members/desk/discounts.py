"""Discounts on services at the desk: what each version says, who used it, bringing it into force."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base import audit, clock
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.forms import ActivationForm
from members.desk.order_forms import EndDiscountForm
from members.enums import OrderState, PolicyState
from members.models import DiscountPolicy
from members.orders import discounts as doors
from members.orders import wording
from members.rules import may_activate_discount, may_draft_discount, may_view_discounts

SHOWN = 50


def _stands(row: DiscountPolicy) -> tuple[str, str]:
    """How a version stands today: one that a later one replaces holds until its last day."""
    if row.state == PolicyState.DRAFT:
        return "none", "草案"
    terms, today = doors.terms(row), clock.today()
    if terms.holds(today):
        return "ok", "执行中"
    return ("none", "已结束") if terms.ended_by(today) else ("run", "待执行")


@desk(may_view_discounts)
def policies(request: HttpRequest) -> HttpResponse:
    rows = list(DiscountPolicy.objects.select_related("resolution"))
    for row in rows:
        row.words = wording.policy(row)
        row.shape, row.word = _stands(row)
    return render(request, "members/desk/discounts.html", {"policies": rows})


@desk(may_view_discounts)
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DiscountPolicy.objects.select_related("resolution"), pk=pk)
    used = row.orders.exclude(state=OrderState.STOPPED)
    shape, word = _stands(row)
    draft = row.state == PolicyState.DRAFT
    context: dict[str, Any] = {
        "policy": row,
        "words": wording.policy(row),
        "kinds": wording.kinds(row),
        "shape": shape,
        "word": word,
        "versions": DiscountPolicy.objects.filter(code=row.code).exclude(pk=pk),
        "sums": used.aggregate(n=Count("pk"), saved=Sum("discount")),
        "orders": used.select_related("member", "service").order_by("-signed_at")[:SHOWN],
        "entries": audit.listed(audit.timeline(row)),
        "may_activate": draft and may_activate_discount(request.user),
        "may_change": draft and request.user.has_perm("members.change_discountpolicy"),
        "may_end": row.state == PolicyState.ACTIVE and may_activate_discount(request.user),
        "may_revise": not draft and may_draft_discount(request.user),
    }
    return render(request, "members/desk/discount.html", context)


@desk(may_activate_discount)
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DiscountPolicy, pk=pk)
    form = ActivationForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: doors.activate(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"“{row}”已执行。")
        return redirect("admin:members_discount", pk)
    return _form(request, row, form, title="执行服务优惠政策", action="执行")


@desk(may_activate_discount)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DiscountPolicy, pk=pk)
    form = EndDiscountForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: doors.end(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"“{row}”已结束，已签约的不变。")
        return redirect("admin:members_discount", pk)
    return _form(request, row, form, title="结束服务优惠政策", action="结束执行", stops=True)


@desk(may_draft_discount)
@require_POST
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DiscountPolicy, pk=pk)
    try:
        draft = doors.revise(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:members_discount", pk)
    messages.success(request, f"已拟出{draft}的草案，请修改后执行；原来签约的不变。")
    return redirect("admin:members_discountpolicy_change", draft.pk)


def _form(
    request: HttpRequest,
    row: DiscountPolicy,
    form: Any,
    *,
    title: str,
    action: str,
    stops: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "action": action,
        "stops": stops,
        "explained": f"{row}：{wording.policy(row)}",
        "back": reverse("admin:members_discount", args=[row.pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", context, status=status)
