"""人员 of a case: which organisation reviews, who is asked, what ties them, and the draws."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.case_forms import ReasonForm
from standardization.desk.look import ASSIGNMENT_SHAPES, shape
from standardization.desk.one_case import found
from standardization.desk.people_forms import ChooseForm, DrawForm, InviteForm, OverrideForm
from standardization.desk.tabs import tabs
from standardization.enums import AssignmentState, CaseState, Duty
from standardization.models import Assignment, Case, Draw, Expert, Organisation
from standardization.people import assigning, drawing, independence, overriding, pool
from standardization.people.assigning import DUTY_STATES
from standardization.people.independence import Weight
from standardization.people.states import OPEN
from standardization.rules import (
    may_draw,
    may_handle_cases,
    may_override_independence,
    may_view_cases,
)

PAGE = "admin:standardization_case_people"
POOL = 200


def duties(row: Case) -> list[Duty]:
    return [duty for duty, states in DUTY_STATES.items() if row.state in states]


@desk(may_view_cases)
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, found(pk))


def page(
    request: HttpRequest,
    row: Case,
    *,
    choose: forms.Form | None = None,
    invite: forms.Form | None = None,
    draw: forms.Form | None = None,
) -> HttpResponse:
    wanted = duties(row)
    handles = may_handle_cases(request.user)
    chooses = handles and row.state == CaseState.ASSIGNING
    initial = {"organisation": row.organisation_id}
    context = {
        "case": row,
        "shape": shape(row.state),
        "tabs": tabs(row, "standardization_case_people"),
        "assignments": _assignments(row, handles=handles),
        "ties": _ties(row, request.user),
        "overrides": row.overrides.select_related("organisation", "by"),
        "unfit": pool.unfit_organisation(row, row.organisation) if row.organisation else [],
        "choose": (choose or ChooseForm(initial=initial)) if chooses else None,
        "invite": (invite or InviteForm(duties=wanted)) if handles and wanted else None,
        "draw": (draw or DrawForm(duties=wanted, prefix="draw"))
        if may_draw(request.user) and wanted
        else None,
        "pool": _pool(row, wanted[0]) if handles and wanted else [],
        "draws": _draws(row),
    }
    bound = any(form and form.is_bound for form in (choose, invite, draw))
    return render(
        request, "standardization/desk/people.html", context, status=422 if bound else 200
    )


def _assignments(row: Case, *, handles: bool) -> list[Assignment]:
    rows = list(row.assignments.select_related("expert", "declaration", "asked_by").order_by("-pk"))
    ties = independence.of_experts(row, [each.expert for each in rows])
    for each in rows:
        each.shape = ASSIGNMENT_SHAPES[AssignmentState(each.state)]
        each.ties = [tie.text for tie in ties.get(each.expert_id, ())]
        each.said = getattr(each, "declaration", None)
        each.may_cancel = handles and each.state in OPEN
        each.cancel_form = ReasonForm(auto_id=f"cancel{each.pk}_%s")
    return rows


def _ties(row: Case, user: Any) -> list[dict[str, Any]]:
    """Each with whether it forbids, was lifted, and may be by this person."""
    found = [(None, tie) for tie in independence.of_association(row.member)]
    if row.organisation:
        own = independence.of_organisation(row.organisation, row.member)
        found += [(row.organisation, tie) for tie in own]
    return [
        {
            "text": tie.text,
            "blocks": tie.weight is Weight.BLOCK,
            "lifted": tie.weight is Weight.BLOCK and independence.lifted(row, whose),
            "whose": "organisation" if whose else "association",
            "may": may_override_independence(user),
        }
        for whose, tie in found
    ]


def _pool(row: Case, duty: Duty) -> list[Expert]:
    """Those who may be asked first, among them whoever has least on hand and waited longest."""
    rows = list(pool.experts().order_by("name", "pk")[:POOL])
    why = pool.unfit(row, rows, duty=duty)
    for each in rows:
        each.why = "；".join(why.get(each.pk, ()))
    epoch = row.created_at
    rows.sort(key=lambda each: (bool(each.why), each.load, each.last_used or epoch, each.pk))
    return rows


def _draws(row: Case) -> list[Draw]:
    rows = list(row.draws.select_related("drawn_by"))
    for each in rows:
        names = {one["id"]: one["name"] for one in each.population}
        each.names = "、".join(names.get(key, str(key)) for key in each.chosen)
        each.whole = drawing.again(each) == each.chosen
    return rows


@desk(may_handle_cases)
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = found(pk), ChooseForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: assigning.choose_organisation(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"评审单位已选定：{row.organisation}。")
        return redirect(PAGE, pk)
    return page(request, row, choose=form)


@desk(may_handle_cases)
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = InviteForm(request.POST, duties=duties(row))
    made: list[Assignment] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(assigning.invite(row, by=request.user, **form.cleaned_data)),
    ):
        messages.success(request, f"已邀请{made[0].expert}，等本人申报并答复。")
        return redirect(PAGE, pk)
    return page(request, row, invite=form)


@desk(may_draw)
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    form = DrawForm(request.POST, duties=duties(row), prefix="draw")
    if form.is_valid() and attempt(
        form, lambda: drawing.draw_experts(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已抽取，结果记在“抽取记录”里。请逐位邀请。")
        return redirect(PAGE, pk)
    return page(request, row, draw=form)


@desk(may_handle_cases)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Assignment, pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: assigning.cancel(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "委派已取消，本人会收到通知。")
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    return redirect(PAGE, row.case_id)


@desk(may_override_independence)
@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, pk: int, whose: str) -> HttpResponse:
    row = found(pk)
    organisation: Organisation | None = row.organisation if whose == "organisation" else None
    form = OverrideForm(request.POST or None, request.FILES or None)
    lift: Callable[[], object] = lambda: overriding.override(  # noqa: E731 - one call, two lines
        row,
        organisation=organisation,
        reason=form.cleaned_data["reason"],
        upload=form.cleaned_data["file"],
        by=request.user,
    )
    if form.is_valid() and attempt(form, lift):
        messages.success(request, "已准予，安全技术部各负责人会收到通知。")
        return redirect(PAGE, pk)
    context = {
        "form": form,
        "case": row,
        "title": f"书面准予独立性例外：{organisation or '本会'}",
        "action": "准予",
        "stops": True,
        "uploads": True,
        "back": reverse(PAGE, args=[pk]),
        "explained": "只解除本会或评审单位的限制；专家本人的利害关系一律回避，不能准予。",
    }
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/form.html", context, status=status)
