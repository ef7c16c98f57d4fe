"""What follows for a review organisation after a failed recheck: its reports looked through again,
the rest of its batch rechecked."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base import audit
from association.base.forms import attempt
from members.desk.access import desk
from standardization.cases import steps
from standardization.enums import CaseState
from standardization.grades import publicity
from standardization.models import Case, PublicNotice, Reexamination
from standardization.people import reexamining
from standardization.rules import may_approve_cases, may_handle_cases, may_view_cases

PAGE = "admin:standardization_reexamination"


class ReportForm(forms.Form):
    case = forms.ModelChoiceField(Case.objects.none(), label="报告", empty_label="请选择")
    sound = forms.TypedChoiceField(
        label="结果",
        choices=[("yes", "属实"), ("no", "不属实")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="复查情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="核对了什么，结果如何。",
    )

    def __init__(self, *args: object, row: Reexamination, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        rows = reexamining.of_year(row.organisation_id, row.year)
        left = rows.exclude(pk__in=row.reports.values("case")).select_related("member")
        self.fields["case"].queryset = left.order_by("pk")  # type: ignore[attr-defined]


class ClearForm(forms.Form):
    conclusion = forms.CharField(
        label="复查结论", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


@desk(may_view_cases)
@require_http_methods(["GET", "HEAD", "POST"])
def reexamination(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Reexamination.objects.select_related("organisation", "batch", "case__member")
    row = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    if request.method == "POST" and (row.cleared_at or act not in ("report", "recheck", "clear")):
        raise Http404
    if act == "recheck":
        return _recheck(request, row)
    report = ReportForm(request.POST if act == "report" else None, row=row)
    clear = ClearForm(request.POST if act == "clear" else None)
    if _done(request, row, report, clear):
        return redirect(PAGE, pk)
    context = {
        "row": row,
        "reports": row.reports.select_related("case__member", "by"),
        "unchecked": reexamining.unchecked(row) if not row.cleared_at else [],
        "beyond": _beyond(row) if not row.cleared_at else [],
        "obstacle": reexamining.not_to_clear(row),
        "report": report if may_handle_cases(request.user) and not row.cleared_at else None,
        "clear": clear if may_approve_cases(request.user) and not row.cleared_at else None,
        "may_recheck": may_handle_cases(request.user),
        "entries": audit.listed(audit.timeline(row.case)),
    }
    status = 422 if report.is_bound or clear.is_bound else 200
    return render(request, "standardization/desk/reexamination.html", context, status=status)


def _beyond(row: Reexamination) -> list[tuple[Case, PublicNotice | None]]:
    """Each with the notice by which somebody can still object."""
    cases = reexamining.beyond(row)
    open_ = publicity.shown().filter(case__in=cases, case__state=CaseState.PUBLICITY)
    notices = {notice.case_id: notice for notice in open_}
    return [(case, notices.get(case.pk)) for case in cases]


def _done(request: HttpRequest, row: Reexamination, report: ReportForm, clear: ClearForm) -> bool:
    if report.is_valid() and attempt(
        report,
        lambda: reexamining.look_through(row, by=request.user, **report.cleaned_data),  # type: ignore[arg-type]
    ):
        messages.success(request, "这份报告已登记复查。")
        return True
    if clear.is_valid() and attempt(
        clear,
        lambda: reexamining.clear(row, by=request.user, **clear.cleaned_data),  # type: ignore[arg-type]
    ):
        messages.success(request, f"复查已结束，可以再向{row.organisation}委派。")
        return True
    return False


def _recheck(request: HttpRequest, row: Reexamination) -> HttpResponse:
    form = forms.Form(request.POST)
    why = f"同批的{row.case.member.name}复核不合格"
    for case in reexamining.unchecked(row):
        verb = "select" if case.state == "recheck_selection" else "recheck_too"
        if attempt(form, lambda: steps.take(case, verb, by=request.user, reason=why)):  # noqa: B023 - called at once
            messages.success(request, f"{case.member.name}已转现场复核。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, row.pk)
