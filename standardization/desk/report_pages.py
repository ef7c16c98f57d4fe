"""Experts' reports of a case as others read them: the same list and the same page at the desk, on an
expert's phone and for a review organisation. What differs are the addresses around them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from association.base import files
from association.base.forms import attempt
from standardization.enums import ReportKind, ReportState
from standardization.models import Case, ExpertReportVersion
from standardization.reports import reading, submitting
from standardization.rules import may_judge_report

SAID = {"accept": "已采用，这份报告不再改动。", "return": "已退回，专家会收到每一项的退回原因。"}


class JudgeForm(forms.Form):
    """A reason for each heading that is sent back."""

    def __init__(self, *args: Any, version: ExpertReportVersion, **options: Any) -> None:
        super().__init__(*args, **options)
        for part in version.parts:
            self.fields[f"reason_{part['part']}"] = forms.CharField(
                label=f"退回原因：{part['title']}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def reasons(self) -> dict[int, str]:
        told = {int(name[7:]): text for name, text in self.cleaned_data.items()}
        return {part: text for part, text in told.items() if text.strip()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody reads: names of the addresses, what comes before a report's key in them, and
    the page's template."""

    template: str
    version: str
    picture: str
    before: tuple[int, ...] = ()

    def page(self, version: ExpertReportVersion) -> str:
        return reverse(self.version, args=[*self.before, version.report_id, version.number])

    def shown(self, version: ExpertReportVersion, part: int) -> str:
        keys = [*self.before, version.report_id, version.number, part]
        return reverse(self.picture, args=keys)


def listed(
    user: Any, case: Case, place: Place, *kinds: ReportKind, this_round: bool = False
) -> list[dict[str, Any]]:
    """Rows for ``report/rows.html``, each with where this reader opens it. Only the office is told
    of earlier rounds."""
    return [
        {"of": row, "url": place.page(row.version) if row.readable and row.version else ""}
        for row in reading.rows(user, case, *kinds)
        if not this_round or row.assignment.round == case.round
    ]


def version_of(user: Any, pk: int, number: int, within: Callable[[Case], bool]) -> Any:
    """The version named, for whoever may read it; ``within`` says whether the address's own rule
    lets the case in. Raises Http404."""
    rows = ExpertReportVersion.objects.select_related("report__assignment__case")
    row = get_object_or_404(rows, report=pk, number=number)
    case = row.report.assignment.case
    if not within(case):
        raise Http404
    return get_object_or_404(reading.versions(user, case), pk=row.pk)


def read(
    request: HttpRequest, version: ExpertReportVersion, place: Place, **more: Any
) -> HttpResponse:
    """The page of a version; a POST accepts it or sends it back."""
    report = version.report
    sheet = reading.sheet(version)
    judges = (
        sheet.latest
        and report.state == ReportState.SUBMITTED
        and may_judge_report(request.user, report.assignment)
    )
    form = JudgeForm(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST" and form.is_valid() and _done(request, version, form):
        messages.success(request, SAID[request.POST["act"]])
        return redirect(place.page(version))
    context = {
        "sheet": sheet,
        "version": version,
        "report": report,
        "shape": reading.SHAPES[ReportState(report.state)],
        "assignment": report.assignment,
        "case": report.assignment.case,
        "signature": place.shown(version, reading.SIGNATURE),
        "late": reading.late(report.assignment, report.versions.all()),
        "cards": [
            {
                "of": each,
                "picture": place.shown(version, each.part) if each.has_picture else "",
                "reason": form[f"reason_{each.part}"] if judges else None,
            }
            for each in sheet.headings
        ],
        "others": [
            (each, place.page(each))
            for each in report.versions.order_by("-number")
            if each.pk != version.pk
        ],
        "form": form if form.is_bound else None,
        "judges": judges,
        **more,
    }
    return render(request, place.template, context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, version: ExpertReportVersion, form: JudgeForm) -> bool:
    """Asked whatever the page showed: the doors say who may, and what the state is now."""
    report, by, number = version.report, request.user, version.number
    act, reasons = request.POST.get("act", ""), form.reasons()
    if act == "accept" and reasons:
        form.add_error(
            None, "填了退回原因，就不能采用。要退回的点“退回”；要采用的，请先清空退回原因。"
        )
        return False
    if act == "accept":
        return attempt(form, lambda: submitting.accept(report, by=by, number=number))
    if act == "return":
        parts = {part: reasons[part.pk] for part in report.parts.filter(pk__in=reasons)}
        return attempt(
            form, lambda: submitting.send_back(report, reasons=parts, by=by, number=number)
        )
    form.add_error(None, "请选“采用”或“退回”。")
    return False


def picture(version: ExpertReportVersion, part: int) -> HttpResponseBase:
    found = reading.picture(version, part)
    if found is None:
        raise Http404
    return files.respond(found)
