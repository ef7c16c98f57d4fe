"""One person in one class at the desk: what they say, which condition fits, and the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.accounts.screens import shown_once
from association.base import audit, files
from association.base.forms import attempt
from members.desk.access import desk
from training import application, explaining, gates
from training.batches import registered
from training.certificates import giving
from training.desk.people_forms import AnswerForm, ConsentPaperForm
from training.enrolment import facts, judging, overrides
from training.enrolment.states import ENROLMENTS
from training.enums import EnrolmentState, Purpose
from training.models import Enrolment, Evidence
from training.people import consents, photos
from training.portal.fact_forms import FactsSheet
from training.portal.me import SHAPES
from training.portal.me_access import not_erased
from training.rules import (
    may_judge_enrolments,
    may_mend_people,
    may_run_classes,
    may_view_numbers,
    may_view_training,
)


def _rows() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related(
        "trainee", "team__member", "training_class", "rule_set", "reservation", "judged_by"
    )


@desk(may_view_training)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules' answer first, then the decision: accept, send back, refuse, ask for an exception."""
    row = get_object_or_404(_rows(), pk=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid() and attempt(form, _decision(request, row, form.cleaned_data["answer"])):
        row.refresh_from_db()
        sentence = "例外已提出，请另一位同事决定。" if "ask" in request.POST else "已办理"
        messages.success(request, f"{sentence}：{row.trainee}，{row.get_state_display()}。")
        return redirect("admin:training_enrolment", pk)
    return _page(request, row, form)


def _decision(request: HttpRequest, row: Enrolment, answer: str) -> Callable[[], object]:
    by: Any = request.user
    if "accept" in request.POST:
        branch = request.POST.get("branch", "")
        return lambda: judging.accept(row, by=by, branch=branch)
    if "return" in request.POST:
        return lambda: judging.return_(row, by=by, reason=answer)
    if "reject" in request.POST:
        return lambda: judging.reject(row, by=by, reason=answer)
    if "fulfil" in request.POST:
        return lambda: judging.fulfil(row, by=by)
    if "hand_in" in request.POST:
        return lambda: judging.hand_in(row, by=by)
    if "ask" in request.POST:
        return lambda: overrides.ask(row, by=by, reason=answer)
    return lambda: judging.withdraw(row, by=by, reason=answer)


def _page(request: HttpRequest, row: Enrolment, form: Form) -> HttpResponse:
    link = shown_once.take(request)
    user = request.user
    verdict = explaining.of(row)
    told = {
        "row": row,
        "shape": SHAPES[EnrolmentState(row.state)],
        "gates": gates.gates([row])[row.pk],
        "verdict": verdict,
        "fits": [each for each in verdict["branches"] if each["status"] in ("met", "conditional")],
        "steps": {step.verb: step for step in ENROLMENTS.open_to(row, user)},
        "papers": row.evidence.select_related("file"),
        "photo": photos.latest(row.trainee),
        "consents": _consents(row),
        "credential": giving.in_force([row.pk]).get(row.pk),
        "number": registered.of(row),
        "overrides": row.overrides.select_related("asked_by", "decided_by"),
        "others": row.trainee.enrolments.exclude(pk=row.pk).select_related("training_class"),
        "form": form,
        "link": link,
        "entries": audit.listed(audit.timeline(row)),
        "open": row.state in facts.OPEN,
        "judges": may_judge_enrolments(user),
        "runs": may_run_classes(user),
        "mends": may_mend_people(user),
        "unmasks": may_view_numbers(user),
    }
    status = 422 if form.is_bound else 200
    page = render(request, "training/desk/enrolment.html", told, status=status)
    return shown_once.forget(page, page=request.path) if link else page


def _consents(row: Enrolment) -> list[dict[str, Any]]:
    held = consents.given(row.trainee)
    return [{"purpose": purpose, "held": held.get(purpose)} for purpose in Purpose]


@desk(may_run_classes)
@require_http_methods(["GET", "HEAD", "POST"])
def fact_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in papers that came by hand, entered for the person."""
    row = get_object_or_404(_rows(), pk=pk)
    version = application.in_force(row.applied_on)
    sheet = FactsSheet(version.rules, facts.applicant(row))
    form = Form(request.POST)
    told: dict[str, Any] = {"row": row, "sheet": sheet, "problem": form}
    if "more" in request.POST:
        sheet.reopen(request.POST, more=request.POST["more"])
    elif request.method == "POST":
        if sheet.read(request.POST) and attempt(
            form, lambda: facts.state(row, sheet.facts(row), by=request.user)
        ):
            messages.success(request, "经历已保存。")
            return redirect("admin:training_enrolment", pk)
        return render(request, "training/desk/facts.html", told, status=422)
    return render(request, "training/desk/facts.html", told)


@desk(may_view_training)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Evidence.objects.select_related("file"), pk=pk)
    return files.respond(not_erased(row.file))


@desk(may_run_classes)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """A consent on paper, with the paper."""
    row = get_object_or_404(_rows(), pk=pk)
    form = ConsentPaperForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(
        form, lambda: consents.give(row.trainee, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已登记{row.trainee}的同意。")
        return redirect("admin:training_enrolment", pk)
    told = {
        "title": f"登记{row.trainee}的书面同意",
        "action": "登记",
        "form": form,
        "upload": True,
        "back": reverse("admin:training_enrolment", args=[pk]),
        "explained": "一项用途一份签字件。本人能上网的，请让本人凭链接自己同意。",
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/person_form.html", told, status=status)
