"""What the issuing body answers: a workbook looked at before it counts, or one person by form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.batches import answering, recording
from training.desk import batches
from training.desk.batch_forms import AnswerForm, CorrectForm, LineForm
from training.models import BatchAnswer, BatchLine, NationalNumber
from training.rules import may_submit_batches

FORM = "members/desk/form.html"


@desk(may_submit_batches)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    row = batches.found(pk)
    form = AnswerForm(request.POST, request.FILES) if request.method == "POST" else AnswerForm()
    taken: list[BatchAnswer] = []
    if form.is_valid() and attempt(
        form,
        lambda: taken.append(answering.take(row, form.cleaned_data["file"], by=request.user)),
    ):
        return redirect("admin:training_answer", taken[0].pk)
    context = {
        "form": form,
        "title": f"登记答复　{row}",
        "action": "上传并核对",
        "upload": True,
        "back": reverse("admin:training_batch", args=[pk]),
        "explained": "行的次序不限；先列出核对结果，确认后才登记。原文件留存。",
    }
    return render(request, FORM, context, status=422 if form.is_bound else 200)


def _answer(pk: int) -> BatchAnswer:
    rows = BatchAnswer.objects.select_related(
        "sub_batch__training_class", "sub_batch__manifest", "file", "uploaded_by", "confirmed_by"
    )
    return get_object_or_404(rows, pk=pk)


@desk(may_submit_batches)
@require_safe
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = _answer(pk)
    return render(request, "training/desk/answer.html", _findings(row))


def _findings(row: BatchAnswer) -> dict[str, Any]:
    context: dict[str, Any] = {"answer": row, "batch": row.sub_batch}
    if row.confirmed_at:
        return context
    try:
        found = answering.read(row)
    except Refused as refusal:
        return {**context, "unreadable": refusal.message}
    told = found.told
    counts = (
        (sum(each.approved and each.number is not None for each in told), "通过并登记编号", ""),
        (sum(each.approved and each.number is None for each in told), "通过，编号未到", ""),
        (sum(not each.approved for each in told), "退回", ""),
        (found.known, "以前已登记", ""),
        (len(found.problems), "行有错，不登记", "stop"),
        (len(found.pending), "还没有答复", ""),
    )
    return {
        **context,
        "findings": found,
        "counts": [{"n": n, "label": label, "s": s if n else ""} for n, label, s in counts],
    }


@desk(may_submit_batches)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = _answer(pk)
    try:
        done = answering.confirm(row, by=request.user, partial="partial" in request.POST)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:training_answer", pk)
    messages.success(request, f"已登记 {done} 人的答复。")
    return redirect("admin:training_batch", row.sub_batch_id)


@desk(may_submit_batches)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    return files.respond(_answer(pk).file)


@desk(may_submit_batches)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    lines = BatchLine.objects.select_related(
        "enrolment__trainee", "enrolment__training_class", "sub_batch__issuing_body"
    )
    row = get_object_or_404(lines, pk=line_pk, sub_batch=pk)
    start = {"outcome": row.outcome if row.outcome == "approved" else None}
    form = LineForm(request.POST or None, initial=start)
    if form.is_valid() and attempt(form, lambda: _record(row, form.cleaned_data, request.user)):
        messages.success(request, f"已登记{row.enrolment.trainee}的答复。")
        return redirect("admin:training_batch", pk)
    context = {
        "form": form,
        "title": f"登记答复　{row.enrolment.trainee}",
        "action": "登记",
        "back": reverse("admin:training_batch", args=[pk]),
        "explained": f"批次 {row.sub_batch}，{row.enrolment.training_class.what}；其他人不受影响。",
    }
    return render(request, FORM, context, status=422 if form.is_bound else 200)


def _record(row: BatchLine, typed: dict[str, Any], user: Any) -> None:
    if typed["outcome"] == "approved":
        recording.approve(row, text=typed["text"], issued_on=typed["issued_on"], by=user)
    else:
        recording.send_back(row, by=user, reason=typed["reason"])


@desk(may_submit_batches)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    rows = NationalNumber.objects.filter(superseded_at__isnull=True).select_related(
        "enrolment__trainee", "enrolment__training_class", "line__sub_batch__issuing_body"
    )
    row = get_object_or_404(rows, pk=pk)
    form = CorrectForm(request.POST or None, initial={"text": row.text, "issued_on": row.issued_on})
    if form.is_valid() and attempt(
        form, lambda: recording.correct(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "编号已更正，原来的编号仍可查到。")
        return redirect("admin:training_batch", row.line.sub_batch_id)
    context = {
        "form": form,
        "title": f"更正编号　{row.enrolment.trainee}",
        "action": "更正",
        "back": reverse("admin:training_batch", args=[row.line.sub_batch_id]),
        "explained": f"现登记 {row.text}，{row.issued_on} 发证。",
    }
    return render(request, FORM, context, status=422 if form.is_bound else 200)
