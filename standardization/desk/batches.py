"""Batches at the desk: gathered, and drawn for the recheck; the record of the draw stays open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.look import shape
from standardization.desk.people_forms import GatherForm
from standardization.enums import BatchState, CaseState
from standardization.models import Batch, Case, DrawRule
from standardization.people import drawing
from standardization.rules import may_draw, may_view_cases

PAGE = "admin:standardization_batch"


@desk(may_view_cases)
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    form = GatherForm(request.POST or None) if may_draw(request.user) else None
    chosen = {int(key) for key in request.POST.getlist("cases") if key.isdecimal()}
    made: list[Batch] = []
    if (
        form
        and form.is_valid()
        and attempt(
            form,
            lambda: made.append(
                drawing.gather(
                    cases=list(Case.objects.filter(pk__in=chosen)), by=request.user,
                    **form.cleaned_data,
                )
            ),
        )
    ):  # fmt: skip
        messages.success(request, "批次已建好，核对后抽取。")
        return redirect(PAGE, made[0].pk)
    free = Case.objects.filter(state=CaseState.RECHECK_SELECTION, batch=None)
    context = {
        "batches": Batch.objects.select_related("organisation").annotate(n=Count("cases"))[:100],
        "free": free.select_related("member", "organisation").order_by("organisation", "pk"),
        "chosen": chosen,
        "form": form,
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "standardization/desk/batches.html", context, status=status)


@desk(may_view_cases)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Batch.objects.select_related("organisation"), pk=pk)
    cases = list(row.cases.select_related("member", "organisation").order_by("pk"))
    record = row.draws.select_related("drawn_by").first()
    for each in cases:
        each.shape = shape(each.state)
        each.drawn = record is not None and each.pk in record.chosen
    musts: dict[int, Any] = (
        {one["id"]: one.get("must", "") for one in record.population} if record else {}
    )
    for each in cases:
        each.must = musts.get(each.pk, "")
    context = {
        "batch": row,
        "cases": cases,
        "draw": record,
        "names": "、".join(each.member.name for each in cases if each.drawn),
        "whole": record is not None and drawing.again(record) == record.chosen,
        "rule": DrawRule.objects.order_by("pk").first(),
        "may_draw": may_draw(request.user) and row.state == BatchState.COLLECTING,
    }
    return render(request, "standardization/desk/batch.html", context)


@desk(may_draw)
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Batch, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: drawing.draw_rechecks(row, by=request.user)):
        messages.success(request, "已抽取。抽中的进入待现场复核，其余进入综合审定。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)
