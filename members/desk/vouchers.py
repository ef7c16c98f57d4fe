"""What members say they have transferred: entered as a payment, or sent back with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.forms import attempt
from association.base.money import grouped
from members.desk.access import desk
from members.desk.money_forms import ReasonForm
from members.enums import VoucherState
from members.models import TransferVoucher
from members.payments import lists, vouchers
from members.rules import may_enter_payment, may_view_payments

SHOWN = 50
SHAPES = {
    VoucherState.PENDING: "run",
    VoucherState.ENTERED: "ok",
    VoucherState.DECLINED: "stop",
    VoucherState.WITHDRAWN: "none",
}


@desk(may_view_payments)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    done = TransferVoucher.objects.exclude(state=VoucherState.PENDING)
    decided = list(done.select_related("member", "payment")[:SHOWN])
    for row in decided:
        row.shape = SHAPES[VoucherState(row.state)]
    context = {
        "waiting": lists.waiting_vouchers(),
        "decided": decided,
        "may_enter": may_enter_payment(request.user),
    }
    return render(request, "members/desk/vouchers.html", context)


@desk(may_view_payments)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    return files.respond(get_object_or_404(TransferVoucher, pk=pk).file)


@desk(may_enter_payment)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TransferVoucher.objects.select_related("member"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: vouchers.decline(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "凭证已退回，单位会看到您写的理由。")
        return redirect("admin:members_vouchers")
    context = {
        "form": form,
        "title": "退回转账凭证",
        "action": "退回",
        "stops": True,
        "back": reverse("admin:members_vouchers"),
        "explained": f"{row.member.name}，{grouped(row.amount)} 元。理由单位会看到，请写清要补什么。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
