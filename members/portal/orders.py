"""Services for a member: what is offered, one's own orders, a quote to agree to, work to accept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.forms import attempt
from association.base.sent import whole
from members import dealings
from members.enums import OVER, OrderState
from members.forms import orders as order_forms
from members.models import OrderPaper, ServiceOrder
from members.orders import catalogue, discounts, fulfilling, placing
from members.orders.discounts import Quote
from members.portal.access import current_member, member_required

_SHAPES = {OrderState.QUOTED: "due", OrderState.AGREED: "due", OrderState.DELIVERED: "due"}
"""What waits for the company; everything else that is open waits for the secretariat."""
_WAY = ("提出", "报价", "签约", "交付", "验收", "结算")
_UNDER_WAY = {
    OrderState.REQUESTED: "报价",
    OrderState.QUOTED: "签约",
    OrderState.AGREED: "签约",
    OrderState.SIGNED: "交付",
    OrderState.DELIVERED: "验收",
    OrderState.ACCEPTED: "结算",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something the company may do: how its page is headed, and which door it opens."""

    state: tuple[str, ...]
    label: str
    title: str
    explained: str
    form: type[forms.Form]
    door: Callable[..., object]
    said: str
    kind: str = ""


_OPEN = (OrderState.REQUESTED, OrderState.QUOTED, OrderState.AGREED)
STEPS = {
    "agree": Step(
        (OrderState.QUOTED,), "确认报价", "确认报价",
        "确认后由承办部门准备合同。优惠以合同签约的时间为准。",
        order_forms.AgreeForm, placing.agree, "已确认报价，承办部门会准备合同。", "primary",
    ),
    "contract": Step(
        (OrderState.AGREED,), "上传盖章合同", "上传盖章合同",
        "合同由双方盖章后生效；承办部门核对后登记签约时间，价格随之确定。",
        order_forms.ContractForm, placing.send_contract, "合同已上传，等承办部门登记签约。", "primary",
    ),
    "accept": Step(
        (OrderState.DELIVERED,), "确认验收", "确认验收", "验收后由财务管理中心办理结算。",
        order_forms.AcceptForm, fulfilling.accept, "已确认验收。", "primary",
    ),
    "object": Step(
        (OrderState.DELIVERED,), "退回补正", "退回补正", "",
        order_forms.ObjectForm, fulfilling.send_back, "已退回，承办部门补正后再次交付。",
    ),
    "withdraw": Step(
        _OPEN, "撤回委托", "撤回委托", "签约之前可以撤回，不产生费用。",
        order_forms.WithdrawForm, partial(fulfilling.give_up, verb="withdraw"), "委托已撤回。", "stop",
    ),
}  # fmt: skip


def shape(order: ServiceOrder) -> str:
    state = OrderState(order.state)
    if state in OVER:
        return state.shape
    return _SHAPES.get(state, "run")


@member_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    orders = list(member.service_orders.select_related("service", "department")[:100])
    context = {
        "offers": catalogue.catalogue().filter(offered=True),
        "discounts": discounts.announced(clock.today()),
        "orders": [{"row": row, "shape": shape(row)} for row in orders],
        "open": sum(row.state not in OVER for row in orders),
    }
    return render(request, "members/portal/services.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    member = current_member(request)
    service = get_object_or_404(catalogue.catalogue().filter(offered=True), pk=pk)
    form = order_forms.RequestForm(request.POST or None, request.FILES or None)
    made: list[ServiceOrder] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(placing.request(member, service, by=request.user, **form.facts())),
    ):
        messages.success(request, f"委托已提交，{service.department}报价后在这里答复。")
        return redirect("members:order", made[0].pk)
    form.remind_of_file()
    context = {"service": service, "form": form, "discounts": discounts.announced(clock.today())}
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/service_request.html", context, status=status)


def _own(request: HttpRequest, pk: int) -> ServiceOrder:
    rows = current_member(request).service_orders.select_related(
        "service", "department", "member", "policy"
    )
    return get_object_or_404(rows, pk=pk)


@member_required
@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    steps = list(row.steps.select_related("by__department").prefetch_related("papers__file"))
    sent = any(step.verb == "contract" for step in steps)
    doors = [
        {"verb": verb, "label": step.label, "kind": _kind(step, sent=sent and verb == "contract")}
        for verb, step in STEPS.items()
        if row.state in step.state
    ]
    context = {
        "order": row,
        "shape": shape(row),
        "waits": _waits(row, sent=sent),
        "quote": (quote := discounts.of_order(row)),
        "sums": sums(quote) if quote else [],
        "way": _way(row),
        "steps": [{"row": step, "who": _who(step)} for step in reversed(steps)],
        "doors": doors,
    }
    return render(request, "members/portal/order.html", context)


def _kind(step: Step, *, sent: bool) -> str:
    return "" if sent else step.kind


def _who(step: Any) -> str:
    """Of the company's own people the name, of the secretariat the department only."""
    if step.by is None:
        return ""
    return str(step.by.department or "秘书处") if step.by.is_staff else step.by.name


def _waits(order: ServiceOrder, *, sent: bool) -> str:
    state = OrderState(order.state)
    return {
        OrderState.REQUESTED: f"等{order.department}报价",
        OrderState.QUOTED: "请贵单位确认报价",
        OrderState.AGREED: f"合同已上传，等{order.department}登记签约"
        if sent
        else "请上传贵单位盖章的合同，或直接交承办部门",
        OrderState.SIGNED: f"{order.department}办理中",
        OrderState.DELIVERED: "请贵单位验收",
        OrderState.ACCEPTED: "等财务管理中心结算开票",
    }.get(state, "")


def _way(order: ServiceOrder) -> list[dict[str, str]]:
    """The six steps, those behind ticked; none of an order that was given up."""
    if order.state in OVER - {OrderState.SETTLED}:
        return []
    doing = _UNDER_WAY.get(OrderState(order.state))
    here = _WAY.index(doing) if doing else len(_WAY)
    return [
        {"label": label, "state": "ok" if index < here else "run" if index == here else ""}
        for index, label in enumerate(_WAY)
    ]


def sums(quote: Quote) -> list[dict[str, Any]]:
    """原价 − 优惠 ＝ 应付: the discount on a line of its own, also where it is nothing."""
    priced = quote.priced
    return [
        {"label": "原价（元）", "amount": priced.listed},
        {"op": "−", "label": "优惠", "amount": priced.discount},
        {"op": "＝", "label": "应付", "amount": priced.payable, "main": True},
    ]


@member_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = _own(request, pk)
    taken = STEPS.get(verb)
    if taken is None:
        raise Http404
    if row.state not in taken.state and request.method == "GET":
        messages.info(request, f"订单现在是“{row.get_state_display()}”，不能{taken.label}。")
        return redirect("members:order", pk)
    form = taken.form(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid() and attempt(form, lambda: taken.door(row, by=request.user, **form.facts())):
        messages.success(request, taken.said)
        return redirect("members:order", pk)
    form.remind_of_file()
    quote = discounts.of_order(row) if verb == "agree" else None
    judged = taken.state == (OrderState.DELIVERED,)
    context = {
        "order": row,
        "step": taken,
        "delivered": fulfilling.delivered(row) if judged else None,
        "form": form,
        "quote": quote,
        "sums": sums(quote) if quote else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/order_step.html", context, status=status)


@member_required
@require_safe
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    found = get_object_or_404(
        OrderPaper.objects.select_related("file"), pk=paper_pk, step__order=_own(request, pk)
    )
    return files.respond(found.file)


@member_required
@require_safe
def benefits(request: HttpRequest) -> HttpResponse:
    """What membership gave in a year: every dealing behind the sum on the first page."""
    member = current_member(request)
    known = dealings.years(member)
    asked = whole(request.GET.get("year"))
    year = asked if asked in known else clock.today().year
    rows = list(dealings.of_year(member, year))
    context = {
        "year": year,
        "rows": rows,
        "total": sum((row.saved for row in rows), dealings.ZERO),
        "views": [
            {"label": f"{one} 年度", "url": f"?year={one}", "current": one == year}
            for one in sorted({*known, clock.today().year}, reverse=True)
        ],
    }
    return render(request, "members/portal/benefits.html", context)
