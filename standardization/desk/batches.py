"""Batches at the desk: gathered, and drawn for the recheck; the record of the draw stays open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base.forms import attempt
from members.desk.access import desk
from standardization.cases import together as cases_together
from standardization.cases.states import CASES
from standardization.cases.together import Outcome
from standardization.desk.case_forms import ReasonForm
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
        "together": _offered(row, request.user),
    }
    return render(request, "standardization/desk/batch.html", context)


def _offered(row: Batch, user: Any) -> list[dict[str, str]]:
    """What this person may do with all of it at once."""
    proposes = cases_together.to_propose(row, user)
    decides = cases_together.to_decide(row, user)
    said = [
        *(("propose", f"?verb={v}", f"整批提请{CASES[v].label}", n) for v, n in proposes.items()),
        *(
            ("decide", f"?verb={v}", f"整批同意{CASES[v].label}", len(n))
            for v, n in decides.items()
        ),
    ]
    return [
        {"url": reverse("admin:standardization_batch_together", args=[row.pk, what]) + query,
         "label": f"{label}（{count} 件）"}
        for what, query, label, count in said
    ]  # fmt: skip


EXPLAINED = {
    "propose": "逐案提出，由另一位有权限的同事审批。不符合条件的留在原处，并说明原因。",
    "decide": "同意这一批里等待您审批的全部事项。不同意其中某件的，请先到该案办理。",
}
TOGETHER = {"propose": "整批提请", "decide": "整批同意"}


@desk(may_view_cases)
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step for all of a batch: ``?verb=`` says which is proposed or agreed to."""
    row, verb = get_object_or_404(Batch, pk=pk), request.GET.get("verb", "")
    user = request.user
    ready = {
        "propose": lambda: cases_together.to_propose(row, user).get(verb, 0),  # type: ignore[arg-type]
        "decide": lambda: len(cases_together.to_decide(row, user).get(verb, [])),  # type: ignore[arg-type]
    }
    count = ready[what]() if what in ready else 0
    if not count:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form: forms.Form = {
        "propose": lambda: ReasonForm(data),
        "decide": lambda: forms.Form(data),
    }[what]()
    if form.is_valid():
        _tell(request, _together(row, what, verb, form, user))
        return redirect(PAGE, pk)
    label = CASES[verb].label
    context = {
        "form": form, "title": f"{row.title}：{label}（{count} 件）", "back": reverse(PAGE, args=[pk]),
        "action": TOGETHER[what], "up": "批次和抽取", "up_url": reverse("admin:standardization_batches"),
        "explained": EXPLAINED[what],
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/form.html", context, status=status)


def _together(row: Batch, what: str, verb: str, form: forms.Form, user: Any) -> Outcome:
    if what == "propose":
        return cases_together.propose(row, verb, by=user, **form.cleaned_data)
    return cases_together.decide(row, verb, by=user)


def _tell(request: HttpRequest, told: Outcome) -> None:
    if told.done:
        messages.success(request, f"已办理 {told.done} 件。")
    for sentence in told.refused:
        messages.error(request, sentence)


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
