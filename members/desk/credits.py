"""Overpaid dues: carried to another year, or paid back by two people."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base.forms import attempt
from association.base.money import grouped
from members.desk.access import desk
from members.desk.money_forms import CarryForm, ReasonForm, RefundForm, RefundPaidForm
from members.enums import RefundState
from members.models import Assessment, CarriedCredit, Refund
from members.payments import credits, lists, suggestions
from members.rules import (
    may_carry_credit,
    may_confirm_refund,
    may_request_refund,
    may_view_payments,
)

SHOWN = 30
SHAPES = {
    RefundState.REQUESTED: "run",
    RefundState.CONFIRMED: "ok",
    RefundState.DECLINED: "stop",
    RefundState.RETURNED: "due",
}
DOORS = {"decline": credits.decline_refund, "return": credits.return_refund}


@desk(may_view_payments)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    refunds = Refund.objects.select_related("assessment__member", "requested_by", "confirmed_by")
    decided = list(refunds.exclude(state=RefundState.REQUESTED)[:SHOWN])
    for row in decided:
        row.shape = SHAPES[RefundState(row.state)]
        row.may_return = row.state == RefundState.CONFIRMED and may_confirm_refund(request.user)
    waiting = _waiting(request.user)
    context = {
        "overpaid": _overpaid(waiting),
        "waiting": waiting,
        "decided": decided,
        "carried": lists.carried()[:SHOWN],
        "may_carry": may_carry_credit(request.user),
        "may_request": may_request_refund(request.user),
    }
    return render(request, "members/desk/overpaid.html", context)


def _overpaid(waiting: list[Refund]) -> list[Any]:
    """``free`` is what neither is paid back yet nor asked to be."""
    asked: Counter[int] = Counter()
    for refund in waiting:
        asked[refund.assessment_id] += refund.amount
    rows = list(lists.overpaid())
    for row in rows:
        row.over, row.payable = -row.balance, row.balance + row.paid
        row.asked = asked[row.pk]
        row.free = row.over - row.asked
    return rows


def _waiting(user: Any) -> list[Refund]:
    rows = list(lists.waiting_refunds())
    for row in rows:
        row.own = row.requested_by_id == user.pk
        row.may_confirm = may_confirm_refund(user) and not row.own
    return rows


def _year(pk: int) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("member"), pk=pk)


def _page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form, "back": reverse("admin:members_overpaid")}
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", context, status=status)


def _done(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("admin:members_overpaid")


@desk(may_carry_credit)
@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)
    owing = [row for row in suggestions.years([year.member]) if row.balance > 0]
    form = CarryForm(request.POST or None, years=owing)
    if form.is_valid() and attempt(
        form, lambda: credits.carry(year, by=request.user, **form.facts())
    ):
        return _done(request, "已结转，两个年度各记了一笔。")
    over = f"{year.member.name} {year.year} 年度多缴 {grouped(credits.overpaid(year))} 元"
    if not owing:
        messages.error(
            request, f"{over}，但没有待缴的年度可以结转：下一年度核定后再结转，或办理退款。"
        )
        return redirect("admin:members_overpaid")
    explained = f"{over}。"
    return _page(request, form, title="结转多缴会费", action="结转", explained=explained)


@desk(may_request_refund)
@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    year = _year(pk)
    over = credits.overpaid(year)
    form = RefundForm(request.POST or None, initial={"amount": over, "payee": _paid_by(year)})
    if form.is_valid() and attempt(
        form, lambda: credits.request_refund(year, by=request.user, **form.cleaned_data)
    ):
        return _done(request, "退款已提出，等另一位同事复核。")
    explained = (
        f"{year.member.name} {year.year} 年度可退 {grouped(over)} 元。"
        "由另一位同事复核并汇出后入账；已开财政票据的，请先在票据系统冲红重开。"
    )
    return _page(request, form, title="提出退款", action="提出", explained=explained)


def _paid_by(year: Assessment) -> str:
    """Money goes back where it came from: the name printed on the latest payment of the year."""
    part = year.allocations.filter(payment__state="confirmed").order_by("-pk").first()
    return part.payment.payer_name if part else year.member.name


@desk(may_confirm_refund)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Refund.objects.select_related("assessment__member"), pk=pk)
    form = RefundPaidForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: credits.confirm_refund(row, by=request.user, **form.cleaned_data)
    ):
        return _done(request, "退款已复核入账。")
    explained = (
        f"{row.assessment.member.name} {row.assessment.year} 年度，{grouped(row.amount)} 元，"
        f"退给 {row.payee}。理由：{row.reason}（{row.requested_by} 提出）。"
    )
    return _page(request, form, title="复核退款", action="复核并入账", explained=explained)


@desk(may_view_payments)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A refund not granted, or sent back by the bank; with a reason."""
    row = get_object_or_404(Refund.objects.select_related("assessment__member"), pk=pk)
    known = {one.verb: one for one in credits.REFUNDS.open_to(row, request.user)}
    if verb not in DOORS or verb not in known:
        messages.error(request, "这一步现在不能办，请看退款的最新状态。")
        return redirect("admin:members_overpaid")
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: DOORS[verb](row, by=request.user, **form.cleaned_data)
    ):
        return _done(request, "已登记。")
    own = verb == "decline" and row.requested_by_id == request.user.pk
    title = "撤下退款" if own else known[verb].label
    return _page(request, form, title=title, action=title, stops=True, explained=str(row))


@desk(may_carry_credit)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(CarriedCredit, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: credits.undo(row, by=request.user, **form.cleaned_data)
    ):
        return _done(request, "结转已冲销，两个年度各记了一笔。")
    return _page(request, form, title="冲销结转", action="冲销", stops=True, explained=str(row))
