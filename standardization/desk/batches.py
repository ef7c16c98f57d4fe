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
from association.base.sent import wholes
from members.desk.access import desk
from standardization.cases import effects
from standardization.cases import together as cases_together
from standardization.cases.states import CASES
from standardization.cases.together import Outcome
from standardization.desk.batch_forms import FORMS, GatherForm
from standardization.desk.look import shape
from standardization.enums import BatchState, CaseState
from standardization.models import Batch, Case, Draw, DrawRule, Proposal
from standardization.people import drawing
from standardization.rules import may_draw, may_view_cases

PAGE = "admin:standardization_batch"


@desk(may_view_cases)
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    form = GatherForm(request.POST or None) if may_draw(request.user) else None
    chosen = wholes(request.POST.getlist("cases"))
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
    batches = Batch.objects.select_related("organisation").annotate(n=Count("cases"))
    context = {
        "batches": batches.order_by("-pk")[:100],
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
        "names": _names(record),
        "whole": record is not None and drawing.again(record) == record.chosen,
        "rule": DrawRule.objects.order_by("pk").first(),
        "may_draw": may_draw(request.user) and row.state == BatchState.COLLECTING,
        "together": _offered(row, request.user),
    }
    return render(request, "standardization/desk/batch.html", context)


def _names(record: Draw | None) -> str:
    """Of those chosen, as they were kept: a case that was sent back since is in no batch."""
    if record is None:
        return ""
    return "、".join(each["name"] for each in record.population if each["id"] in record.chosen)


def _offered(row: Batch, user: Any) -> list[dict[str, str]]:
    """What this person may do with several of it at once."""
    return [
        {
            "url": reverse("admin:standardization_batch_together", args=[row.pk, what])
            + f"?verb={verb}",
            "label": f"{words}{CASES[verb].label}（{len(rows)} 件）",
        }
        for what, (words, ready) in TOGETHER.items()
        for verb, rows in ready(row, user).items()
    ]


TOGETHER: dict[str, tuple[str, Any]] = {
    "propose": ("整批提请", cases_together.to_propose),
    "decide": ("整批同意", cases_together.to_decide),
}


@desk(may_view_cases)
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One step for what is ticked of a batch: ``?verb=`` says which is proposed or agreed to."""
    row, verb = get_object_or_404(Batch, pk=pk), request.GET.get("verb", "")
    if what not in TOGETHER or verb not in cases_together.VERBS:
        raise Http404
    words, ready = TOGETHER[what]
    form = FORMS[what](request.POST if request.method == "POST" else None, batch=row, verb=verb)
    if form.is_valid():
        told = _together(row, what, verb, form.cleaned_data, request.user)
        if told.done:
            _tell(request, told)
            return redirect(PAGE, pk)
        for sentence in told.refused:
            form.add_error(None, sentence)
    rows = ready(row, request.user).get(verb, [])
    if not (rows or form.is_bound):
        raise Http404
    chosen = request.POST.getlist("chosen")
    for each in rows:
        each.picked = not form.is_bound or str(each.pk) in chosen
        each.told = _facts(each) if what == "decide" else ""
    context = {
        "batch": row, "form": form, "what": what, "verb": CASES[verb].label, "action": words,
        "rows": rows,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/batch_together.html", context, status=status)


def _facts(asked: Proposal) -> str:
    """What is agreed to besides the step: a recommendation without a grade is for the one that was
    applied for."""
    told = effects.shown(asked.facts)
    if asked.verb == "recommend":
        told.setdefault(effects.FACTS["grade"], asked.case.grade_applied)
    return "；".join(f"{name}：{value}" for name, value in told.items())


def _together(row: Batch, what: str, verb: str, said: dict[str, Any], user: Any) -> Outcome:
    if what == "propose":
        return cases_together.propose(
            row, verb, cases=said["chosen"], reason=said["reason"], by=user
        )
    return cases_together.decide(row, proposals=said["chosen"], by=user)


def _tell(request: HttpRequest, told: Outcome) -> None:
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
