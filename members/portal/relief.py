"""减免申请 in the portal: written as a draft, handed in, followed to its answer."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from association.credentials import issuing
from members.enums import RELIEF_GRANTED, ReliefState
from members.forms.relief import ReliefForm
from members.models import Assessment, ReliefApplication
from members.portal.access import current_member, member_required
from members.relief import applications

S = ReliefState
WAITING = {
    S.DRAFT: "还没有提交，秘书处看不到",
    S.SUBMITTED: "等社会工作部受理，期间不发缴费提醒",
    S.RETURNED: "请按要求补正后重新提交",
    S.ACCEPTED: "秘书处和财务正在出具意见，期间不发缴费提醒",
    S.ON_AGENDA: "等常务理事会审议，期间不发缴费提醒",
}


@member_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, year: int) -> HttpResponse:
    """The draft of a year: saved as it is, or saved and handed in. What was refused stays typed."""
    assessment = get_object_or_404(
        current_member(request).assessments.filter(kind=Assessment.ANNUAL).select_related("member"),
        year=year,
    )
    application = applications.current(assessment)
    if application and application.state not in applications.EDITABLE:
        return redirect("members:relief_application", application.pk)
    if reason := applications.obstacle(assessment):
        messages.info(request, reason)
        return redirect("members:dues")
    form = ReliefForm(
        request.POST or None, request.FILES or None, initial=ReliefForm.initial_of(application)
    )
    kept = _kept(request, form, assessment) if form.is_valid() else None
    if kept and (done := _handed_in(request, form, kept)):
        return done
    application = applications.current(assessment)
    if form.is_bound:
        _say_what_lacks(request, form, application, kept=kept is not None)
    form.mark_wanted(application)
    context = {
        "form": form,
        "year": assessment.year,
        "assessed": assessment.amount,
        "room": applications.room(assessment),
        "application": application,
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/relief_write.html", context, status=status)


def _kept(
    request: HttpRequest, form: ReliefForm, assessment: Assessment
) -> ReliefApplication | None:
    saved: list[ReliefApplication] = []
    facts = form.cleaned_data | {"letter": form.cleaned_data["letter"] or None}
    if not attempt(
        form, lambda: saved.append(applications.write(assessment, by=request.user, **facts))
    ):
        return None
    return saved[0]


def _handed_in(
    request: HttpRequest, form: ReliefForm, row: ReliefApplication
) -> HttpResponse | None:
    if "submit" not in request.POST:
        messages.success(request, "草稿已保存，随时可以接着写。")
        return redirect("members:relief_application", row.pk)
    if not attempt(form, lambda: applications.submit(row, by=request.user)):
        return None
    messages.success(request, "减免申请已提交，社会工作部受理后在这里答复。")
    return redirect("members:relief_application", row.pk)


def _say_what_lacks(
    request: HttpRequest, form: ReliefForm, application: ReliefApplication | None, *, kept: bool
) -> None:
    if kept:
        messages.info(request, "填写的内容已存为草稿，还没有提交。")
    else:
        form.remind_of_letter()
    if "submit" in request.POST:
        form.name_what_lacks(application)


def _own(request: HttpRequest, pk: int) -> ReliefApplication:
    rows = current_member(request).relief_applications.select_related(
        "assessment", "motion__meeting", "motion__resolution", "reply", "letter"
    )
    return get_object_or_404(rows, pk=pk)


@member_required
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    state = S(row.state)
    voting = state == S.ON_AGENDA and not applications.may_leave_agenda(row)
    context = {
        "application": row,
        "shape": state.shape,
        "waiting": WAITING.get(state, ""),
        "asked": applications.asked_in_words(row),
        "steps": _steps(row, state),
        "may_edit": state in applications.EDITABLE,
        "may_withdraw": (state in applications.EDITABLE or row.is_pending) and not voting,
        "again": state in applications.ENDED
        and applications.current(row.assessment) is None
        and applications.obstacle(row.assessment) is None,
    }
    return render(request, "members/portal/relief_application.html", context)


def _steps(row: ReliefApplication, state: ReliefState) -> list[dict[str, Any]]:
    """Where it is, among the four stations that every application passes."""
    if state == S.WITHDRAWN:
        return [{"label": "提交", "on": row.submitted_at, "state": "ok"}, {"label": "已撤回"}]
    at = {S.DRAFT: 0, S.RETURNED: 0, S.SUBMITTED: 1, S.ACCEPTED: 1, S.ON_AGENDA: 2}.get(state, 4)
    stations = [
        {"label": "提交", "who": "贵单位", "on": row.submitted_at},
        {"label": "受理和意见", "who": "社会工作部、财务"},
        {"label": "审议", "who": "常务理事会"},
        {"label": "复函", "who": "秘书处", "on": row.decided_at},
    ]
    for place, station in enumerate(stations):
        if place <= at:
            station["state"] = "ok" if place < at else "due" if state == S.RETURNED else "run"
    return stations


@member_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if attempt(form := Form(request.POST), lambda: applications.withdraw(row, by=request.user)):
        messages.success(request, "减免申请已撤回。")
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("members:relief_application", pk)


@member_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if row.letter is None:
        raise Http404
    return files.respond(row.letter)


@member_required
@require_safe
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if row.reply is None or row.state not in (*RELIEF_GRANTED, S.REJECTED):
        raise Http404
    return files.respond(issuing.document(row.reply))
