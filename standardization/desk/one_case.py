"""概况 of a case: how it stands, what comes next and by whom, its terms, papers, acts and letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from association.base import audit
from association.base.forms import attempt
from members.desk.access import desk
from standardization.cases import acts, clocks, documents, eligibility, filing, letters, steps
from standardization.cases.states import CASES
from standardization.desk.case_forms import AnswerForm, NoteForm, ProposalForm, ReasonForm
from standardization.desk.look import shape
from standardization.desk.tabs import tabs
from standardization.enums import CaseState, LetterKind
from standardization.models import Case, Clock, Proposal
from standardization.reports import standing
from standardization.rules import may_handle_cases, may_record_acts, may_view_cases

PAGE = "admin:standardization_case"
HERE = ("take", "select", "resubmit", "object", "redo", "hand_in_rectified", "struck_off")
"""Steps that are taken alone and on this page; the others have a page or a door of their own."""
FOLLOWS = {
    "take": "受理核对后开始计算材料审核的期限，您成为本案经办人。",
    "select": "不经抽取指定复核，须写明理由，记入流转记录。",
    "resubmit": "企业逾期未补正的，可以不等补正转回材料审核。",
    "object": "公示停算，由定级部门核实异议。",
    "hand_in_rectified": "不符合项都已填写整改，转评审组验证。",
    "struck_off": "复核发现的不符合项都已销号，转综合审定。",
    "redo": "发回后重新选定评审单位和评审组，前一轮的记录保留；案件退出所在批次。",
}
PROPOSED_HERE = (
    "accept", "refuse", "delegate", "veto_stop", "rectification_failed", "return_report",
    "pass_audit", "recommend", "conclude_fail", "publish", "terminate",
)  # fmt: skip
"""A recheck is put off and set anew on its own tab."""


def found(pk: int) -> Case:
    return get_object_or_404(
        Case.objects.select_related("member", "officer", "organisation", "batch"), pk=pk
    )


@desk(may_view_cases)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, found(pk))


def page(
    request: HttpRequest,
    row: Case,
    *,
    answer: forms.Form | None = None,
    sent: "Sent | None" = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    waiting = row.proposals.filter(granted=None).select_related("asked_by", "case").first()
    may_handle = may_handle_cases(user)
    context = {
        "case": row,
        "shape": shape(row.state),
        "tabs": tabs(row, "standardization_case"),
        "proposal": _proposal(waiting, user),
        "answer": answer or AnswerForm(),
        "takes": [each for each in _takes(row, user) if not steps.held_up(row, each["verb"])],
        "proposes": [] if waiting else list(_proposes(row, user)),
        "may_correct": not waiting and _may(row, user, "ask_correction"),
        "may_act": may_record_acts(user) and bool(acts.open_to(row)) and not waiting,
        "may_send": may_handle and row.state == CaseState.RECHECK_PLANNED,
        "extendable": [] if waiting or not may_handle else list(_extendable(row)),
        "clocks": clocks.standings(row.clocks.filter(done_on__isnull=True)),
        "ended": clocks.standings(row.clocks.filter(done_on__isnull=False)),
        "facts": eligibility.facts(row),
        "newer": eligibility.newer(row),
        "standards": row.standards.select_related("version__standard"),
        "sites": row.sites.prefetch_related("key_areas"),
        "gaps": row.gaps.select_related("document"),
        "documents": documents.current(row),
        "acts": row.acts.select_related("office", "entered_by", "file"),
        "letters": row.letters.select_related("credential"),
        "decided": row.proposals.exclude(granted=None).select_related("asked_by", "decided_by"),
        "entries": audit.listed(audit.timeline(row)),
    }
    for each in context["decided"]:
        each.label = steps.label(each.verb)
    if sent:
        _put_back(request, sent, [*context["takes"], *context["proposes"], *context["extendable"]])
    return render(request, "standardization/desk/case.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was refused, and the step or term that it was about."""

    key: str
    form: forms.Form


def _put_back(request: HttpRequest, sent: Sent, offered: list[dict[str, Any]]) -> None:
    """What was typed stands in its place again; where the step isn't open any more, beside the
    refusal."""
    here = next(
        (each for each in offered if sent.key in (each.get("verb"), each.get("kind"))), None
    )
    if here is not None:
        here["form"] = sent.form
        return
    _tell(request, sent.form)
    if typed := sent.form.data.get("reason", "").strip():
        messages.info(request, f"您刚才填写的：{typed}")


def _may(row: Case, user: Any, verb: str) -> bool:
    return any(step.verb == verb for step in CASES.open_to(row, user))


def _proposal(row: Proposal | None, user: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {"row": row, "label": steps.label(row.verb), "may": steps.may_decide(row, user)}
    if row.verb == steps.EXTEND:
        told["label"] = f"延期：{dict(Clock._meta.get_field('kind').choices)[row.facts['kind']]}"
    return told | {
        "grade": row.facts.get("grade", ""),
        "ban": row.facts.get("false_promise"),
        "alike": standing.too_alike(row.case) if row.verb == "pass_audit" else [],
        "checked": row.facts.get(standing.CHECKED),
    }


def _takes(row: Case, user: Any) -> Iterator[dict[str, Any]]:
    for verb in steps.to_take(row, user):
        if verb == "resubmit" and filing.not_to_resubmit(row, by=user):
            continue
        step = CASES[verb]
        if verb in HERE and not (step.guard and step.guard(row)):
            wants = step.reason_needed or verb in ("select", "resubmit")
            yield {
                "verb": verb,
                "label": "转回材料审核" if verb == "resubmit" else step.label,
                "text": FOLLOWS[verb],
                "form": ReasonForm(auto_id=f"{verb}_%s") if wants else None,
                "primary": verb == "take",
            }


def _proposes(row: Case, user: Any) -> Iterator[dict[str, Any]]:
    for verb in steps.to_propose(row, user):
        if verb in PROPOSED_HERE:
            step = CASES[verb]
            yield {
                "verb": verb,
                "label": f"提出{step.label}" if step.stops else f"提请{step.label}",
                "text": "由另一位有权限的同事审批后生效。",
                "form": ProposalForm(verb=verb, case=row, auto_id=f"{verb}_%s"),
                "stops": step.stops,
            }


def _extendable(row: Case) -> Iterator[dict[str, Any]]:
    for each in clocks.running(row):
        if clocks.not_to_extend(row, each.kind) is None:
            yield {
                "kind": each.kind,
                "label": each.get_kind_display(),
                "form": ReasonForm(auto_id=f"{each.kind}_%s"),
            }


@desk(may_view_cases)
@require_POST
def take(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = found(pk)
    if verb not in HERE:
        raise Http404
    form = NoteForm(request.POST, auto_id=f"{verb}_%s")
    if form.is_valid() and attempt(form, lambda: _take(row, verb, request.user, form)):
        messages.success(
            request, f"已办理：{CASES[verb].label}。现在是“{row.get_state_display()}”。"
        )
    return back(request, form, pk, verb)


def _take(row: Case, verb: str, user: Any, form: forms.Form) -> Case:
    reason = form.cleaned_data["reason"]
    if verb == "resubmit":
        return filing.resubmit(row, by=user, reason=reason)
    return steps.take(row, verb, by=user, reason=reason)


@desk(may_view_cases)
@require_POST
def propose(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    row = found(pk)
    if verb not in PROPOSED_HERE:
        raise Http404
    form = ProposalForm(request.POST, verb=verb, case=row, auto_id=f"{verb}_%s")
    if form.is_valid() and attempt(
        form,
        lambda: steps.propose(
            row, verb, by=request.user, reason=form.cleaned_data["reason"], facts=form.facts()
        ),
    ):
        messages.success(request, f"已提出：{CASES[verb].label}，等待另一位同事审批。")
    return back(request, form, pk, verb)


@desk(may_view_cases)
@require_POST
def extend(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = found(pk)
    get_object_or_404(clocks.running(row), kind=kind)
    form = ReasonForm(request.POST, auto_id=f"{kind}_%s")
    if form.is_valid() and attempt(
        form,
        lambda: steps.propose(
            row, steps.EXTEND, by=request.user, facts={"kind": kind}, **form.cleaned_data
        ),
    ):
        messages.success(request, "已提出延期，等待安全技术部负责人审批。")
    return back(request, form, pk, kind)


@desk(may_view_cases)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to what somebody else proposed; the case's page again with what was typed, if no."""
    proposal = get_object_or_404(Proposal.objects.select_related("case__member"), pk=pk)
    form = AnswerForm(request.POST)
    granted = "grant" in request.POST
    done: list[Case] = []
    if form.is_valid() and attempt(
        form,
        lambda: done.append(
            steps.decide(proposal, granted=granted, by=request.user, **form.cleaned_data)
        ),
    ):
        word = "同意" if granted else "不同意"
        state = done[0].get_state_display()
        messages.success(request, f"已{word}：{steps.label(proposal.verb)}。案件现在是“{state}”。")
        return redirect(PAGE, proposal.case_id)
    return page(request, found(proposal.case_id), answer=form, status=422)


@desk(may_view_cases)
@require_POST
def send_letter(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.Form(request.POST)
    if attempt(form, lambda: letters.send(found(pk), LetterKind.RECHECK, by=request.user)):
        messages.success(request, "复核通知书已签发，企业在会员服务能看到。")
    return back(request, form, pk)


def back(request: HttpRequest, form: forms.Form, pk: int, key: str = "") -> HttpResponse:
    """To the case; refused, what was typed comes along."""
    if key and form.errors:
        return page(request, found(pk), sent=Sent(key, form), status=422)
    _tell(request, form)
    return redirect(PAGE, pk)


def _tell(request: HttpRequest, form: forms.Form) -> None:
    for field, errors in form.errors.items():
        for error in errors:
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}：{error}" if label else error)
