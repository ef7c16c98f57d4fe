"""Payments at the desk: the list, one written down, one on one page with what can be done next."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, clock, files, paging, reading
from association.base.forms import attempt
from association.base.money import grouped
from association.base.sent import whole
from members import payments
from members.desk.access import desk
from members.desk.money_forms import AllocationForm, MemberNumberForm, PaymentForm, ReasonForm
from members.enums import PaymentState, ReceiptState, VoucherState
from members.models import Member, Payment, TransferVoucher
from members.payments import deciding, lists, suggestions
from members.payments.entering import concerned
from members.rules import may_enter_payment, may_record_receipt, may_view_payments

SIZE = 50
LONG_AGO = timedelta(days=2 * 365)  # what arrived before is more likely a slip of the keys
SHAPES = {
    PaymentState.ENTERED: "run",
    PaymentState.CONFIRMED: "ok",
    PaymentState.REJECTED: "stop",
    PaymentState.REVERSED: "none",
}
UNPLACED = "unplaced"
VIEWS = {"": "全部", **dict(PaymentState.choices), UNPLACED: "待认领"}
DOORS = {"reject": payments.reject, "reverse": payments.reverse}
SAID = {
    "reject": "已退回登记，没有入账。",
    "reverse": "已冲销，明细里另记了冲销的一笔。",
}


class Narrowed(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    state = forms.ChoiceField(required=False, choices=list(VIEWS.items()))
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)


def drawn(rows: Any) -> Any:
    for row in rows:
        row.shape = SHAPES[PaymentState(row.state)]
    return rows


@desk(may_view_payments)
@require_safe
def changelist(request: HttpRequest) -> HttpResponse:
    form = Narrowed(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name) or "" for name in ("q", "state")}
    rows = _narrowed(**asked)
    place = {name: form.cleaned_data.get(name, "") for name in ("after", "before")}
    page = paging.page(rows, keys=("pk",), size=SIZE, descending=True, **place)
    count = paging.capped_count(rows)
    context = {
        "rows": drawn(page.rows),
        "count": "超过 10,000 笔" if count > paging.CAP else f"共 {count:,} 笔",
        "q": asked["q"],
        "state": asked["state"],
        "views": [
            {
                "label": label,
                "url": _link(asked | {"state": state}),
                "current": state == asked["state"],
            }
            for state, label in VIEWS.items()
        ],
        "previous": _link(asked, before=page.preceding) if page.preceding else "",
        "next": _link(asked, after=page.following) if page.following else "",
        "may_enter": may_enter_payment(request.user),
    }
    return render(request, "members/desk/payments.html", context)


def _narrowed(*, q: str, state: str) -> QuerySet[Payment]:
    rows = lists.payments()
    if q:
        plain = reading.sought(q)
        rows = rows.filter(
            Q(number__icontains=plain)
            | Q(payer_name__icontains=q)
            | Q(payer_name__icontains=plain)
            | Q(bank_reference__icontains=plain)
        )
    if state == UNPLACED:
        return rows.filter(state=PaymentState.ENTERED, parts=0)
    return rows.filter(state=state) if state else rows


def _link(asked: dict[str, str], **more: str) -> str:
    shown = {name: value for name, value in {**asked, **more}.items() if value}
    return f"{reverse('admin:members_payments')}?{urlencode(shown)}"


@desk(may_enter_payment)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Written down and laid on what was due first; how it is laid can be changed on its page."""
    voucher = _voucher(request)
    form = PaymentForm(
        request.POST or None, request.FILES or None, initial=PaymentForm.initial_of(voucher)
    )
    made: list[Payment] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(payments.enter(by=request.user, voucher=voucher, **form.facts())),
    ):
        [payment] = made
        messages.success(request, _entered(payment))
        if payment.paid_on < clock.today() - LONG_AGO:
            messages.warning(
                request,
                f"到账日期 {payment.paid_on} 在两年以前，请再核对银行回单；"
                "写错的，请退回登记后重新登记。",
            )
        return redirect("admin:members_payment", payment.pk)
    context = {
        "form": form,
        "title": "登记缴款",
        "action": "登记",
        "upload": True,
        "back": reverse("admin:members_vouchers" if voucher else "admin:members_payments"),
        "explained": _explained(voucher),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


def _voucher(request: HttpRequest) -> TransferVoucher | None:
    asked = request.GET.get("voucher", "")
    if not asked:
        return None
    rows = TransferVoucher.objects.select_related("member", "file")
    return get_object_or_404(rows, pk=whole(asked), state=VoucherState.PENDING)


def _explained(voucher: TransferVoucher | None) -> str:
    if voucher is None:
        return "照银行回单填写。登记后先缴最早到期的年度，可以调整；由另一位同事确认到账后入账。"
    return f"来自 {voucher.member.name} 上传的凭证，请与银行到账核对后再登记；凭证文件自动附上。"


def _entered(payment: Payment) -> str:
    if payment.allocations.exists():
        over = suggestions.overpaid(payment)
        more = f"确认后将多缴 {grouped(over)} 元。" if over else ""
        return f"已登记为缴款 {payment.number}，等另一位同事确认到账。{more}请核对下面的分配。"
    return f"已登记为缴款 {payment.number}，还不知道是哪家的哪一年，列在“待认领”。"


@desk(may_view_payments)
@require_safe
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(lists.payments().select_related("voucher", "closed_by"), pk=pk)
    [row] = drawn([row])
    steps = [
        step
        for step in deciding.PAYMENTS.open_to(row, request.user)
        if step.verb == "reject" or deciding.is_another(row, request.user)
    ]
    waits = row.state == PaymentState.ENTERED
    context = {
        "payment": row,
        "parts": row.allocations.select_related("assessment__member", "assessment__position"),
        "receipts": row.receipts.select_related("member", "file"),
        "valid": ReceiptState.VALID,
        "may_confirm": any(step.verb == "confirm" for step in steps) and row.parts,
        "steps": [step for step in steps if step.verb != "confirm"],
        "over": suggestions.overpaid(row) if waits else 0,
        "own": waits and not deciding.is_another(row, request.user),
        "may_allocate": waits and may_enter_payment(request.user),
        "may_record": row.state == PaymentState.CONFIRMED and may_record_receipt(request.user),
        "entries": audit.listed(audit.timeline(row)),
    }
    return render(request, "members/desk/payment.html", context)


@desk(may_enter_payment)
@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest, pk: int) -> HttpResponse:
    """Chosen by hand: every year of the members concerned, and of any that is added."""
    row = get_object_or_404(Payment.objects.select_related("payer"), pk=pk)
    adding = MemberNumberForm(request.GET if "member" in request.GET else None)
    added: list[Member] = adding.cleaned_data["member"] if adding.is_valid() else []
    years = suggestions.years([*concerned(row), *added])
    form = AllocationForm(request.POST or None, payment=row, years=years)
    if form.is_valid() and attempt(
        form,
        lambda: payments.allocate(
            row, parts=form.parts(), payer=added[0] if added else None, by=request.user
        ),
    ):
        messages.success(request, "分配已保存。")
        return redirect("admin:members_payment", pk)
    context = {"payment": row, "form": form, "adding": adding}
    status = 422 if form.is_bound or adding.errors else 200
    return render(request, "members/desk/payment_allocate.html", context, status=status)


@desk(deciding.may_confirm_payment)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Payment, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: payments.confirm(row, by=request.user)):
        messages.success(request, f"缴款 {row.number} 已确认到账并入账。")
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("admin:members_payment", pk)


@desk(may_view_payments)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Sending back or taking back, with a reason."""
    row = get_object_or_404(Payment, pk=pk)
    known = {one.verb: one for one in deciding.PAYMENTS.open_to(row, request.user)}
    if verb not in DOORS or verb not in known:
        messages.error(request, "这一步现在不能办，请看缴款的最新状态。")
        return redirect("admin:members_payment", pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: DOORS[verb](row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, SAID[verb])
        return redirect("admin:members_payment", pk)
    context = {
        "form": form,
        "title": f"{known[verb].label} {row.number}",
        "action": known[verb].label,
        "stops": True,
        "back": reverse("admin:members_payment", args=[pk]),
        "explained": f"{row.payer_name}，{row.amount:,} 元",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_view_payments)
@require_safe
def voucher(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Payment.objects.exclude(voucher=None), pk=pk)
    return files.respond(row.voucher)
