"""What an expert does about findings: put right what a tap wrote down, look at what was mended, and,
for the leader, say that all of it is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from standardization.cases import steps
from standardization.cases.states import CASES
from standardization.desk.finding_forms import FindingForm, VerifyForm
from standardization.enums import FindingState
from standardization.expert.access import duty_of, expert_required
from standardization.expert.home import ReasonForm
from standardization.findings import lists, registering, verifying
from standardization.models import Expert, Finding, FindingPhoto

S = FindingState
LIST = "standardization:expert_case_findings"
TAKES = ("verified",)
PROPOSES = ("veto_stop",)
SAID = {"verify": "验收通过，等联合会销号。", "return": "已退回，企业能看到意见。"}


class AmendForm(FindingForm):
    """Where it was seen stays; what was written down in haste doesn't have to."""

    def __init__(self, *args: Any, finding: Finding, **options: Any) -> None:
        fields = ("text", "basis", "severity", "responsible", "deadline")
        initial = {name: getattr(finding, name) for name in fields}
        super().__init__(*args, case=finding.case, initial=initial, **options)
        del self.fields["key_area"]
        self.fields["deadline"].initial = finding.deadline


@expert_required
@require_safe
def findings(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    duty = duty_of(expert, pk=pk)
    case, user = duty.case, request.user
    rows = lists.rows(case.findings.select_related("key_area", "item", "visit"))
    takes = [CASES[verb] for verb in steps.to_take(case, user) if verb in TAKES]
    proposes = [CASES[verb] for verb in steps.to_propose(case, user) if verb in PROPOSES]
    waits = case.proposals.filter(granted=None).exists()
    context = {
        "assignment": duty,
        "case": case,
        "rows": rows,
        "takes": [step for step in takes if not (step.guard and step.guard(case))],
        "proposes": [
            (step, ReasonForm(auto_id=f"{step.verb}_%s"))
            for step in proposes
            if not waits and not (step.guard and step.guard(case))
        ],
        "waits": waits,
    }
    return render(request, "standardization/expert/findings.html", context)


@expert_required
@require_POST
def step(request: HttpRequest, expert: Expert, pk: int, verb: str) -> HttpResponse:
    """The leader says that all is mended, or asks for the review to end here."""
    case = duty_of(expert, pk=pk).case
    if verb not in (*TAKES, *PROPOSES):
        raise Http404
    form = ReasonForm(request.POST) if verb in PROPOSES else forms.Form(request.POST)
    if form.is_valid() and attempt(form, lambda: _do(case, verb, request.user, form)):
        word = "已提出，等联合会审批" if verb in PROPOSES else "已办理"
        messages.success(request, f"{word}：{CASES[verb].label}。")
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    return redirect(LIST, pk)


def _do(case: Any, verb: str, user: Any, form: forms.Form) -> Any:
    if verb in PROPOSES:
        return steps.propose(case, verb, by=user, reason=form.cleaned_data["reason"])
    return steps.take(case, verb, by=user)


@expert_required
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    rows = Finding.objects.select_related("case__member", "visit", "item", "key_area", "found_by")
    row = get_object_or_404(rows, pk=pk)
    duty = duty_of(expert, case=row.case)
    act = request.POST.get("act", "")
    amend = _amend(row, request, act)
    verify = _verify(row, request, act)
    door = {"amend": _amended, "verify": _verified, "return": _verified}.get(act)
    form = amend if act == "amend" else verify
    if request.method == "POST" and (door is None or form is None):
        raise Http404
    if door and form and form.is_valid() and attempt(form, lambda: door(row, request, form)):
        messages.success(request, SAID.get(act, "已更正。"))
        return redirect("standardization:expert_finding", pk)
    context = {
        "assignment": duty,
        "finding": row,
        "told": lists.rows([row])[0],
        "photos": lists.photos(row, _photo_address),
        "answers": row.rectifications.select_related("by", "verification"),
        "amend": amend,
        "verify": verify,
        "bound": form if form and form.is_bound else None,
    }
    status = 422 if context["bound"] else 200
    return render(request, "standardization/expert/finding.html", context, status=status)


def _amend(row: Finding, request: HttpRequest, act: str) -> AmendForm | None:
    if row.state != S.REGISTERED and act != "amend":
        return None
    return AmendForm(request.POST if act == "amend" else None, finding=row)


def _verify(row: Finding, request: HttpRequest, act: str) -> VerifyForm | None:
    if row.state != S.SUBMITTED and act not in ("verify", "return"):
        return None
    return VerifyForm(request.POST if act in ("verify", "return") else None)


def _amended(row: Finding, request: HttpRequest, form: forms.Form) -> Finding:
    return registering.amend(row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]


def _verified(row: Finding, request: HttpRequest, form: forms.Form) -> Any:
    passed = request.POST["act"] == "verify"
    return verifying.verify(row, passed=passed, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]


def _photo_address(photo: FindingPhoto) -> str:
    return reverse("standardization:expert_finding_photo", args=[photo.pk])


@expert_required
@require_safe
def photo(request: HttpRequest, expert: Expert, pk: int) -> HttpResponseBase:
    row = get_object_or_404(FindingPhoto.objects.select_related("file", "finding"), pk=pk)
    duty_of(expert, case=row.finding.case_id)
    return files.respond(row.file)
