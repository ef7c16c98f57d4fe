"""Results at the desk: publishing, re-sits, corrections by two."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.assessment import corrections, publishing, resits
from training.assessment.results import part_shown
from training.desk.assessment import PAGE, form_page
from training.desk.assessment_forms import CorrectionForm, DecisionForm
from training.models import Correction, Enrolment, Result, TrainingClass
from training.rules import may_publish_results


@desk(may_publish_results)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    try:
        made = publishing.publish(row, by=request.user)
        count = made.results.count()
        messages.success(request, f"已公布 {count} 人的结果，并通知本人、队伍和单位。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"admin:{PAGE}", pk)


@desk(may_publish_results)
@require_POST
def resit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Enrolment.objects.select_related("trainee"), pk=pk)
    try:
        resits.plan(row, by=request.user)
        messages.success(request, f"{row.trainee}可以补考了，请排进下一场。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"admin:{PAGE}", row.training_class_id)


@desk(may_publish_results)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Result.objects.select_related("enrolment__trainee", "enrolment__training_class")
    row = get_object_or_404(rows, pk=pk)
    form = CorrectionForm(request.POST or None, result=row)
    if form.is_valid() and attempt(
        form,
        lambda: corrections.ask(
            row,
            part=form.cleaned_data["part"],
            told=form.written,
            reason=form.cleaned_data["reason"],
            by=request.user,
        ),
    ):
        messages.success(request, "更正已提出，等另一位同事决定。")
        return redirect(f"admin:{PAGE}", row.enrolment.training_class_id)
    return form_page(
        request,
        form,
        title=f"更正成绩：{row.enrolment.trainee}",
        action="提出更正",
        back=reverse(f"admin:{PAGE}", args=[row.enrolment.training_class_id]),
        explained="原结果保留可查；另一位同事同意后，新的结果取代它，并通知本人和队伍。",
    )


@desk(may_publish_results)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Correction.objects.select_related(
        "result__enrolment__trainee", "result__enrolment__training_class", "asked_by", "decided_by"
    )
    row = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        form = DecisionForm(request.POST)
        granted = request.POST.get("decision") == "grant"
        if form.is_valid() and attempt(
            form,
            lambda: corrections.decide(
                row, granted=granted, answer=form.cleaned_data["answer"], by=request.user
            ),
        ):
            messages.success(request, "已更正并通知。" if granted else "已退回这项更正。")
            return redirect(f"admin:{PAGE}", row.result.enrolment.training_class_id)
    context = {
        "row": row,
        "class": row.result.enrolment.training_class,
        "parts": [part_shown(each) for each in row.result.parts.select_related("result")],
        "form": form,
        "own": row.asked_by_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/correction.html", context, status=status)
