"""What an expert is asked for. Before the declaration only the company's name and the duty are
shown; once recused, nothing: the case is then in no list and in no count."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock
from association.base.forms import attempt
from standardization.desk.look import ASSIGNMENT_SHAPES
from standardization.enums import CLOSED, AssignmentState, Duty, RelationKind, ReportKind
from standardization.expert import planning
from standardization.expert.access import expert_required
from standardization.models import Assignment, Expert, ExpertReportVersion, Visit
from standardization.people import assigning
from standardization.people.assigning import LEADS
from standardization.people.states import ASSIGNMENTS, OPEN, WAITING
from standardization.reports import reading
from standardization.reports.states import WRITING, stage
from standardization.visits.duties import coming, visits_of

S = AssignmentState
HOME = "standardization:expert_home"
PAGE = "standardization:expert_assignment"
ENDED = 20


class DeclareForm(forms.Form):
    clear = forms.TypedChoiceField(
        label="我与这家企业",
        choices=[("yes", "没有下列利害关系"), ("no", "有利害关系，应当回避")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    kinds = forms.TypedMultipleChoiceField(
        label="有的话，是哪一种",
        choices=RelationKind.choices,
        coerce=RelationKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def own(expert: Expert) -> Any:
    """The assignments that this expert may know of: those they were recused from are gone."""
    rows = Assignment.objects.filter(expert=expert).exclude(state=S.RECUSED)
    return rows.select_related("case__member", "expert__user")


@expert_required
@require_safe
def home(request: HttpRequest, expert: Expert) -> HttpResponse:
    asked = own(expert).filter(state__in=OPEN).order_by("respond_by", "pk")
    rows = list(reading.with_reports(asked))
    reading.told(rows)
    waiting = [row for row in rows if row.state in WAITING]
    under_way = [row for row in rows if row.state == S.ACCEPTED and row.case.state not in CLOSED]
    ended = own(expert).exclude(pk__in=[row.pk for row in (*waiting, *under_way)])
    today = clock.today()
    for row in rows:
        row.days = (row.respond_by - today).days
        report = getattr(row, "report", None)
        row.handed_in = report is not None and report.state not in WRITING
        row.deliver_days = (row.deliver_by - today).days
    assert expert.user is not None
    context = {
        "expert": expert,
        "today": [row for row in coming(visits_of(expert.user)) if row.on == today],
        "waiting": waiting,
        "under_way": under_way,
        "ended": ended.order_by("-pk")[:ENDED],
    }
    return render(request, "standardization/expert/home.html", context)


@expert_required
@require_safe
def assignment(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(reading.with_reports(own(expert)), pk=pk))


def _page(
    request: HttpRequest,
    row: Assignment,
    *,
    declare: DeclareForm | None = None,
    decline: ReasonForm | None = None,
) -> HttpResponse:
    seen = row.state in (S.CLEAR, S.ACCEPTED)
    reading.told([row])
    context = {
        "assignment": row,
        "visits": _visits(row),
        "shape": ASSIGNMENT_SHAPES[S(row.state)],
        "declare": (declare or DeclareForm()) if row.state == S.DECLARING else None,
        "decline": (decline or ReasonForm(auto_id="decline_%s")) if row.state in WAITING else None,
        "recuse": _recuse(row),
        "may_accept": row.state == S.CLEAR,
        "may_plan": row.state == S.ACCEPTED and planning.may_plan(row.duty, row.case),
        "may_see_findings": row.state == S.ACCEPTED and row.round == row.case.round,
        "case": row.case if seen else None,
        "case_report": _led(row),
        "sites": row.case.sites.prefetch_related("key_areas") if seen else [],
        "writes": row.state == S.ACCEPTED and stage(row) is not None,
        "colleagues": row.round == row.case.round,
        "leads": row.duty in LEADS,
        "late": row.to_write and reading.late(row, _versions(row)),
        "standards": row.case.standards.select_related("version__standard") if seen else [],
    }
    status = 422 if declare or decline else 200
    return render(request, "standardization/expert/assignment.html", context, status=status)


def _recuse(row: Assignment) -> ReasonForm | None:
    """Once the case is over there is nothing left to bow out of."""
    open_ = row.state in (S.CLEAR, S.ACCEPTED) and row.case.state not in CLOSED
    return ReasonForm(auto_id="recuse_%s") if open_ else None


def _visits(row: Assignment) -> list[Visit]:
    """Those of this case that its expert goes along to."""
    if row.state != S.ACCEPTED or row.round != row.case.round or row.expert.user is None:
        return []
    return [each for each in visits_of(row.expert.user) if each.case_id == row.case_id]


def _versions(row: Assignment) -> list[ExpertReportVersion]:
    return list(ExpertReportVersion.objects.filter(report__assignment=row))


def _led(row: Assignment) -> ReportKind | None:
    """Which report of the case this duty writes."""
    if row.state != S.ACCEPTED or row.round != row.case.round:
        return None
    kinds = {Duty.LEADER: ReportKind.REVIEW, Duty.RECHECK_LEADER: ReportKind.RECHECK}
    return kinds.get(Duty(row.duty))


@expert_required
@require_POST
def declare(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    row = get_object_or_404(own(expert), pk=pk)
    form = DeclareForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: assigning.declare(row, by=request.user, **form.cleaned_data)
    ):
        if row.state == S.RECUSED:
            messages.success(request, "已登记回避，谢谢。您不会再看到这家企业的任何材料。")
            return redirect(HOME)
        messages.success(request, "申报已保存。请答复是否接受委派。")
        return redirect(PAGE, pk)
    return _page(request, row, declare=form)


@expert_required
@require_http_methods(["POST"])
def answer(request: HttpRequest, expert: Expert, pk: int, verb: str) -> HttpResponse:
    """Accept, decline, or bow out because a tie came to light."""
    row = get_object_or_404(own(expert), pk=pk)
    if verb == "accept":
        form = forms.Form(request.POST)
        done = attempt(form, lambda: assigning.accept(row, by=request.user))
    else:
        form = ReasonForm(request.POST)
        door = {"decline": assigning.decline, "recuse": assigning.recuse}.get(verb)
        done = (
            door is not None
            and form.is_valid()
            and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data))
        )
    if done:
        messages.success(request, f"已办理：{ASSIGNMENTS[verb].label}。")
        return redirect(PAGE, pk) if verb == "accept" else redirect(HOME)
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    return redirect(PAGE, pk)
