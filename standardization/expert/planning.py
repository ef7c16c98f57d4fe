"""The leader of a review fixes its day on site."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from standardization.desk.visit_forms import PlanForm
from standardization.enums import CaseState, Duty, VisitKind
from standardization.expert.access import duty_of, expert_required
from standardization.models import Case, Expert, Visit
from standardization.visits import planning


class ReviewPlanForm(PlanForm):
    field_order = ["on", "site", "meeting_point", "text"]

    def __init__(self, *args: object, case: Case, **options: object) -> None:
        super().__init__(*args, case=case, **options)
        del self.fields["kind"]
        self.fields["text"].help_text = "先看什么、各人查哪些要素、内部会议和末次会议的时间。"


def may_plan(duty: Duty | str, case: Case) -> bool:
    """While the review stands before its day, and none is fixed."""
    ready = duty == Duty.LEADER and case.state == CaseState.REVIEW_PLANNED
    return ready and not case.visits.filter(kind=VisitKind.REVIEW, state__in=planning.OPEN).exists()


@expert_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    duty = duty_of(expert, pk=pk)
    if not may_plan(duty.duty, duty.case):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form: forms.Form = ReviewPlanForm(data, case=duty.case)
    made: list[Visit] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            planning.plan(
                duty.case, kind=VisitKind.REVIEW, liaison=request.user, by=request.user,  # type: ignore[arg-type]  # signed in
                **form.cleaned_data,
            )
        ),
    ):  # fmt: skip
        messages.success(request, "现场评审已安排，评审组成员在“现场工作”里能看到。")
        return redirect("standardization:expert_visit", made[0].pk)
    context = {"assignment": duty, "case": duty.case, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/expert/plan.html", context, status=status)
