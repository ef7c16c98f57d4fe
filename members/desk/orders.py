"""Orders at the desk: the list by who has to act, one order, and each step as a form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.accounts.models import Department
from association.base import audit, files, paging, reading
from association.base.forms import attempt
from members.desk import order_forms as forms
from members.desk.access import desk
from members.enums import OVER, OrderState, ServiceKind
from members.models import OrderPaper, ServiceOrder
from members.orders import discounts, fulfilling, placing
from members.orders.steps import STEPS
from members.portal.orders import sums
from members.rules import (
    may_assign_order,
    may_handle_order,
    may_view_orders,
    may_view_register,
    order_departments,
    represents,
)

SIZE = 50
MINE, OPEN = "mine", "open"


@dataclass(frozen=True, slots=True)
class Page:
    """How a step's page reads, and its door."""

    form: type[forms.OrderForm]
    door: Callable[..., object]
    said: str


PAGES = {
    "quote": Page(forms.QuoteForm, placing.quote, "已报价，等单位确认。"),
    "agree": Page(forms.AgreeForm, placing.agree, "已代单位确认报价。"),
    "sign": Page(forms.SignForm, placing.sign, "已登记签约，价格已按签约时间确定。"),
    "deliver": Page(forms.DeliverForm, fulfilling.deliver, "已登记交付，等单位验收。"),
    "accept": Page(forms.AcceptForm, fulfilling.accept, "已代单位确认验收。"),
    "object": Page(forms.ObjectForm, fulfilling.send_back, "已退回补正。"),
    "settle": Page(forms.SettleForm, fulfilling.settle, "已登记结算。"),
    "decline": Page(
        forms.ReasonedForm, partial(fulfilling.give_up, verb="decline"), "已记为不予承接。"
    ),
    "stop": Page(forms.ReasonedForm, partial(fulfilling.give_up, verb="stop"), "合同已终止。"),
    "assign": Page(forms.AssignForm, placing.assign, "已改派。"),
}


@desk(may_view_orders)
def orders(request: HttpRequest) -> HttpResponse:
    rows = narrowed(request.GET, request.user)
    page = paging.page(
        rows,
        keys=("since", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=request.GET.get("state", OPEN) not in {OPEN, *(s.value for s in _WAITING)},
    )
    for row in page.rows:
        row.shape = OrderState(row.state).shape
    count = paging.capped_count(rows)
    context = {
        "orders": page.rows,
        "total": f"共 {count:,} 件" if count <= paging.CAP else "超过 10,000 件，请缩小范围",
        "tabs": list(_tabs(request.GET, request.user)),
        "chips": list(_chips(request.GET)),
        "query": request.GET.get("q", ""),
        "kept": [(name, request.GET[name]) for name in _KEPT if request.GET.get(name)],
        "next": paging.link(request.GET, after=page.following) if page.following else "",
        "previous": paging.link(request.GET, before=page.preceding) if page.preceding else "",
    }
    return render(request, "members/desk/orders.html", context)


_WAITING = tuple(state for state in OrderState if state not in OVER)
_TABS = (OPEN, *_WAITING, OrderState.SETTLED)
_KEPT = ("state", "department", "kind")


def narrowed(params: QueryDict, user: Any, *, but: str = "") -> "QuerySet[ServiceOrder]":
    """The orders that the address asks for; ``but`` leaves one condition out."""
    rows = ServiceOrder.objects.select_related("service", "member", "department")
    state = params.get("state", OPEN)
    if but != "state":
        rows = (
            rows.filter(state=state) if state in OrderState.values else rows.exclude(state__in=OVER)
        )
    if (kind := params.get("kind")) in ServiceKind.values:
        rows = rows.filter(service__kind=kind)
    department = params.get("department", "")
    if department == MINE:
        rows = rows.filter(department__in=order_departments(user))
    elif department:
        rows = rows.filter(department__code=department)
    if text := reading.sought(params.get("q", "")):
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(member__name__icontains=text)
            | Q(member__initials__contains=text.lower())
        )
    return rows


def _tabs(current: QueryDict, user: Any) -> Iterator[dict[str, Any]]:
    rows = narrowed(current, user, but="state").order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("pk")))
    chosen = current.get("state", OPEN)
    for tab in _TABS:
        waiting = sum(counts.get(state, 0) for state in _WAITING)
        yield {
            "label": "在办" if tab == OPEN else OrderState(tab).label,
            "url": paging.link(current, state=str(tab)),
            "count": waiting if tab == OPEN else counts.get(tab, 0),
            "current": chosen == tab,
        }


def _chips(current: QueryDict) -> Iterator[dict[str, Any]]:
    departments = [(MINE, "我承办的"), *Department.objects.values_list("code", "name")]
    for name, title, choices in (
        ("department", "承办部门", departments),
        ("kind", "类别", ServiceKind.choices),
    ):
        chosen = current.get(name, "")
        yield {
            "title": title,
            "set": dict(choices).get(chosen, ""),
            "choices": [
                {
                    "label": label,
                    "url": paging.link(current, **{name: value}),
                    "current": value == chosen,
                }
                for value, label in [("", "不限"), *choices]
            ],
        }


def _order(pk: int) -> ServiceOrder:
    rows = ServiceOrder.objects.select_related("service", "member", "department", "policy")
    return get_object_or_404(rows, pk=pk)


@desk(may_view_orders)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    row = _order(pk)
    quote = discounts.of_order(row)
    context = {
        "order": row,
        "shape": OrderState(row.state).shape,
        "quote": quote,
        "sums": sums(quote) if quote else [],
        "steps": reversed(row.steps.select_related("by").prefetch_related("papers__file")),
        "doors": list(_doors(row, request.user)),
        "may_assign": may_assign_order(request.user) or may_handle_order(request.user, row),
        "open": row.state not in OVER,
        "may_view_register": may_view_register(request.user),
        "entries": audit.listed(
            audit.timeline(row.member).filter(
                object_type=row._meta.label_lower, object_id=str(row.pk)
            )
        ),
    }
    return render(request, "members/desk/order.html", context)


def _doors(row: ServiceOrder, user: Any) -> Iterator[dict[str, Any]]:
    """The steps open to this person: the way on first, what staff do in the company's place after."""
    for index, step in enumerate(STEPS.open_to(row, user)):
        if step.verb not in PAGES:
            continue
        behalf = _on_behalf(step.verb, row, user)
        again = step.verb == "quote" and row.state != OrderState.REQUESTED
        plain = behalf or again
        yield {
            "verb": step.verb,
            "label": f"代单位{step.label}" if behalf else "重新报价" if again else step.label,
            "kind": "stop" if step.stops and not behalf else "" if plain else "primary",
            "order": index,
        }


def _on_behalf(verb: str, row: ServiceOrder, user: Any) -> bool:
    """Whether this is the company's own word, noted by somebody who doesn't act for it."""
    return verb in {"agree", "accept", "object"} and not represents(user, row.member)


@desk(may_view_orders)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = _order(pk)
    if verb not in PAGES:
        raise Http404
    if not _may_take(row, verb, request.user):
        messages.error(request, "这一步现在不能由您办理，请看订单的最新状态。")
        return redirect("admin:members_order", pk)
    page = PAGES[verb]
    form = page.form(request.POST or None, request.FILES or None, order=row)
    if form.is_valid() and attempt(form, lambda: page.door(row, by=request.user, **form.facts())):
        messages.success(request, page.said)
        return redirect("admin:members_order", pk)
    form.remind_of_file()
    title = "改派" if verb == "assign" else STEPS[verb].label
    if _on_behalf(verb, row, request.user):
        title = f"代单位{title}"
    context = {
        "order": row,
        "title": title,
        "form": form,
        "stops": verb != "assign" and STEPS[verb].stops,
        "quote": discounts.of_order(row) if verb in {"sign", "agree", "settle"} else None,
        "delivered": fulfilling.delivered(row) if verb in {"accept", "object"} else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/order_step.html", context, status=status)


def _may_take(row: ServiceOrder, verb: str, user: Any) -> bool:
    if verb == "assign":
        return row.state not in OVER and (may_assign_order(user) or may_handle_order(user, row))
    return any(step.verb == verb for step in STEPS.open_to(row, user))


@desk(may_view_orders)
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    found = get_object_or_404(
        OrderPaper.objects.select_related("file"), pk=paper_pk, step__order=pk
    )
    return files.respond(found.file)
