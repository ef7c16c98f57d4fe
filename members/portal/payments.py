"""What a member has paid: a slip it sends in, what became of it, the papers it gets."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files, pdf
from association.base.errors import Refused
from association.base.forms import attempt
from members.dues.statements import ZERO, statement
from members.enums import PaymentState, ReceiptState, VoucherState
from members.forms.voucher import VoucherForm
from members.models import Member, TransferVoucher
from members.payments import confirmations, lists, vouchers
from members.portal.access import current_member, member_required
from members.register.standing import standing

# A member reads whether its money has arrived; that somebody checks it again is ours to know.
PAYMENTS = {
    PaymentState.ENTERED: ("run", "到账确认中"),
    PaymentState.CONFIRMED: ("ok", "已到账"),
    PaymentState.REVERSED: ("none", "已冲销"),
}
VOUCHERS = {
    VoucherState.PENDING: "run",
    VoucherState.ENTERED: "ok",
    VoucherState.DECLINED: "stop",
    VoucherState.WITHDRAWN: "none",
}


@member_required
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    slips = list(member.vouchers.select_related("file", "payment"))
    for slip in slips:
        slip.shape = VOUCHERS[VoucherState(slip.state)]
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "slips": slips,
        "pending": VoucherState.PENDING,
        "payments": _payments(member),
        "receipts": lists.receipts_of(member),
        "valid": ReceiptState.VALID,
    }
    return render(request, "members/portal/payments.html", context)


def _payments(member: Member) -> list[dict[str, Any]]:
    rows = lists.of_member(member).filter(state__in=list(PAYMENTS))
    rows = rows.prefetch_related("allocations__assessment__member")
    result = []
    for row in rows:
        shape, word = PAYMENTS[PaymentState(row.state)]
        whole = row.payer_id == member.pk
        parts = [
            part
            for part in row.allocations.all()
            if whole or part.assessment.member_id == member.pk
        ]
        others = any(part.assessment.member_id != member.pk for part in parts)
        result.append(
            {
                "row": row,
                "shape": shape,
                "word": word,
                "parts": parts,
                "others": others,
                "amount": row.amount if whole else sum((part.amount for part in parts), ZERO),
                "confirmed": row.state == PaymentState.CONFIRMED,
            }
        )
    return result


@member_required
@require_http_methods(["GET", "POST"])
def voucher_new(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    owed = sum((year.balance for year in statement(member).owed), ZERO)
    form = VoucherForm(request.POST or None, request.FILES or None, member=member, owed=owed)
    if form.is_valid() and attempt(
        form, lambda: vouchers.submit(member, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "凭证已上传，财务核对到账后在这里更新。")
        return redirect("members:payments")
    form.remind_of_file()
    context = {"form": form, "member": member}
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/voucher.html", context, status=status)


def _slip(request: HttpRequest, pk: int) -> TransferVoucher:
    return get_object_or_404(current_member(request).vouchers.select_related("file"), pk=pk)


@member_required
@require_safe
def voucher_file(request: HttpRequest, pk: int) -> HttpResponse:
    return files.respond(_slip(request, pk).file)


@member_required
@require_POST
def voucher_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    slip = _slip(request, pk)
    if attempt(form := Form(request.POST), lambda: vouchers.withdraw(slip, by=request.user)):
        messages.success(request, "凭证已撤回。")
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("members:payments")


@member_required
@require_safe
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """缴费确认单 as a PDF. Before the money is confirmed there is none, and its address is no page."""
    member = current_member(request)
    payment = get_object_or_404(lists.of_member(member), pk=pk)
    try:
        facts = confirmations.of(payment, member)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    content = pdf.render("members/pdf/payment_confirmation.html", {"facts": facts})
    return files.as_download(
        BytesIO(content), name=f"缴费确认单 {facts.number}.pdf", media_type="application/pdf"
    )


@member_required
@require_safe
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    rows = lists.receipts_of(current_member(request)).exclude(file=None)
    return files.respond(get_object_or_404(rows, pk=pk).file)
