"""财政票据 on record: which payments have none yet, what was issued, what is void."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.money_forms import ReasonForm, ReceiptForm
from members.enums import ReceiptState
from members.models import FiscalReceipt, Payment
from members.payments import receipts
from members.payments.entering import concerned
from members.rules import may_record_receipt, may_view_payments

SHOWN = 100


@desk(may_view_payments)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Without a receipt first: who paid more than a month ago telephones."""
    missing = list(receipts.uncovered()[:SHOWN])
    for row in missing:
        row.days = (clock.today() - row.confirmed_at.astimezone(clock.TZ).date()).days
        row.late = row.days > receipts.ALERT_DAYS
    recorded = FiscalReceipt.objects.select_related("member", "payment", "file")[:SHOWN]
    context = {
        "missing": missing,
        "recorded": recorded,
        "late": sum(row.late for row in missing),
        "alert": receipts.ALERT_DAYS,
        "valid": ReceiptState.VALID,
        "may_record": may_record_receipt(request.user),
    }
    return render(request, "members/desk/receipts.html", context)


@desk(may_record_receipt)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int) -> HttpResponse:
    payment = get_object_or_404(Payment.objects.select_related("payer"), pk=pk)
    left = receipts.uncovered().filter(pk=pk).values_list("missing", flat=True).first()
    form = ReceiptForm(
        request.POST or None,
        request.FILES or None,
        members=concerned(payment),
        initial={"payer_name": payment.payer_name, "amount": left},
    )
    if form.is_valid() and attempt(
        form, lambda: receipts.record(payment, by=request.user, **form.facts())
    ):
        messages.success(request, "财政票据已登记，会员在门户可以看到。")
        return redirect("admin:members_payment", pk)
    context = {
        "form": form,
        "title": f"登记财政票据　{payment.number}",
        "action": "登记",
        "upload": True,
        "back": reverse("admin:members_payment", args=[pk]),
        "explained": "票据在财政部门的系统开具，这里照票据登记并附文件，不在门户开票。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_record_receipt)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FiscalReceipt, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: receipts.void(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记作废，这笔缴款又列在“未开票”。")
        return redirect("admin:members_receipts")
    context = {
        "form": form,
        "title": "作废财政票据",
        "action": "作废",
        "stops": True,
        "back": reverse("admin:members_receipts"),
        "explained": f"{row}。先在财政票据系统冲红，再在这里登记作废。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_view_payments)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(FiscalReceipt.objects.exclude(file=None), pk=pk)
    return files.respond(row.file)
