"""The one way by which the state of a case changes.

``take`` is for what one person does alone. What is in ``states.PROPOSED`` one person proposes and
another one decides; what is in ``states.BY_AUTHORITY`` comes about by an act of the bureau
(``acts``). While a proposal waits, nobody takes another step but those in ``FREE``; one for a
longer term doesn't hold up those in ``MENDING``.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from association.accounts.models import User
from association.base import audit, clock, outbox
from association.base.errors import Refused
from standardization.cases import clocks, effects, letters
from standardization.cases.states import BY_AUTHORITY, CASES, PROPOSED
from standardization.enums import CaseState, ClockKind
from standardization.grades import judging
from standardization.models import AuthorityAct, Case, Proposal
from standardization.reports import standing
from standardization.rules import (
    Actor,
    acts_for_company,
    acts_for_organisation,
    may_approve_cases,
    may_handle_cases,
)

EXTEND = "extend"
"""Proposed and decided like a step, and none: the state stays, ``facts["kind"]`` is the clock."""
FREE = ("withdraw", "postpone", "object")
"""Can't wait for a decision: somebody fell ill, a stranger objects, the company goes away."""
MENDING = ("hand_in_rectified", "return_rectified", "verified", "struck_off")
"""What a term is for doesn't wait for the answer whether the term may be longer."""


@transaction.atomic
def take(case: Case, verb: str, *, by: Actor, reason: str = "", **facts: Any) -> Case:
    """Takes a step that needs nobody else; answers the case as it stands then. Raises Refused:
    also to whoever comes second, with the state that the first one left."""
    if verb in PROPOSED:
        raise Refused(f"{CASES[verb].label}须先提出，由另一位有权限的同事审批。")
    if verb in BY_AUTHORITY:
        raise Refused(f"{CASES[verb].label}凭定级部门的决定办理，请登记决定。")
    return _move(case, verb, by=by, reason=reason, facts=facts)


@transaction.atomic
def take_by_act(case: Case, verb: str, *, act: AuthorityAct, by: User, reason: str = "") -> Case:
    """Takes the step that the bureau's act brings about. Raises Refused."""
    assert verb in BY_AUTHORITY, f"{verb} needs no act of the bureau"
    assert act.case_id == case.pk, "an act decides on its own case"
    return _move(case, verb, by=by, reason=reason, facts={})


@transaction.atomic
def propose(
    case: Case, verb: str, *, by: User, reason: str, facts: Mapping[str, Any] | None = None
) -> Proposal:
    """Asks for a step that somebody else takes; ``facts`` is plain data that it needs besides.
    Raises Refused, also for what stands in the way of the step today."""
    row = _locked(case)
    facts = dict(facts or {})
    obstacle = _not_to_propose(row, verb, by=by, facts=facts)
    if obstacle:
        raise Refused(obstacle)
    if not reason.strip():
        raise Refused("请写明理由。", field="reason")
    waiting = row.proposals.filter(granted__isnull=True).first()
    if waiting:
        raise Refused(f"这个案件的“{label(waiting.verb)}”还在等待审批，请先办结它。")
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                case=row, verb=verb, facts=facts, reason=reason.strip(), asked_by=by,
                asked_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused("这个案件已有一项等待审批，请先办结它。") from error
    audit.record(
        proposal,
        f"提出：{label(verb)}",
        by=by,
        after=effects.shown(facts),
        reason=proposal.reason,
        about=row,
    )
    return proposal


@transaction.atomic
def decide(proposal: Proposal, *, granted: bool, answer: str = "", by: User) -> Case:
    """Takes what was proposed, or says no with a reason; answers the case. Raises Refused, also to
    whoever proposed it and to whoever comes second."""
    case = _locked(proposal.case)
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    _check_decision(row, case, granted=granted, answer=answer, by=by)
    row.granted, row.answer = granted, answer.strip()
    row.decided_by, row.decided_at = by, clock.now()
    row.save(update_fields=["granted", "answer", "decided_by", "decided_at"])
    if not granted:
        audit.record(row, f"不同意：{label(row.verb)}", by=by, reason=row.answer, about=case)
    elif row.verb == EXTEND:
        clocks.extend(case, ClockKind(row.facts["kind"]), by=by, reason=row.reason)
    else:
        case = _move(case, row.verb, by=by, reason=row.reason, facts=row.facts)
    _tell_asker(row, case)
    return case


def held_up(case: Case, verb: str) -> Proposal | None:
    """The proposal that has to be decided before this step may be taken."""
    if verb in FREE:
        return None
    waiting = case.proposals.filter(granted__isnull=True)
    return (waiting.exclude(verb=EXTEND) if verb in MENDING else waiting).first()


def label(verb: str) -> str:
    return "延期" if verb == EXTEND else CASES[verb].label


def may_decide(proposal: Proposal, user: User) -> bool:
    """The one rule for the button and for the door, whoever asked for it left out."""
    if proposal.asked_by_id == user.pk:
        return False
    if proposal.verb == EXTEND:
        return bool(may_approve_cases(user))
    return CASES[proposal.verb].may(user, proposal.case)


def to_propose(case: Case, user: User) -> list[str]:
    """The verbs that this person may propose from here, in the table's order."""
    return [
        step.verb
        for step in CASES.transitions
        if case.state in step.sources and step.verb in PROPOSED and PROPOSED[step.verb](user, case)
    ]


def to_take(case: Case, user: User) -> list[str]:
    """The verbs that this person may take alone from here, in the table's order."""
    return [
        step.verb
        for step in CASES.open_to(case, user)
        if step.verb not in PROPOSED and step.verb not in BY_AUTHORITY
    ]


# --- Under the lock of the case ---------------------------------------------------------------
def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def _move(case: Case, verb: str, *, by: Actor, reason: str, facts: Mapping[str, Any]) -> Case:
    row = _locked(case)
    waiting = held_up(row, verb)
    if waiting and row.state in CASES[verb].sources:
        raise Refused(f"“{row}”的“{label(waiting.verb)}”还在等待审批，请先办结它。")
    if verb == "terminate" and row.number is None:
        raise Refused("还没有提交申请，没有可终止的评审。请由企业撤回。")
    CASES.perform(row, verb, by=by, reason=reason.strip(), **effects.shown(facts))
    effects.happen(row, verb, by=by, reason=reason.strip(), facts=facts)
    clocks.follow(row, verb)
    letters.follow(row, verb, by=by, reason=reason.strip())
    case.refresh_from_db()
    return row


def _not_to_propose(case: Case, verb: str, *, by: User, facts: Mapping[str, Any]) -> str | None:
    if verb == EXTEND:
        return _not_to_ask_for_longer(case, by=by, facts=facts)
    if verb not in PROPOSED:
        return f"{CASES[verb].label}不需要审批，请直接办理。"
    step, state = CASES[verb], CaseState(case.state)
    if state not in step.sources:
        return f"“{case}”现在是“{state.label}”，不能{step.label}。请刷新页面看最新状态。"
    if not PROPOSED[verb](by, case):
        return f"您没有权限提出{step.label}。请由有权限的同事办理。"
    if step.guard and (obstacle := step.guard(case)):
        return obstacle
    if verb == "recommend":
        return judging.not_to_recommend(case, str(facts.get("grade") or case.grade_applied))
    if verb == "pass_audit":
        return standing.not_to_pass(case, facts)
    return None


def _not_to_ask_for_longer(case: Case, *, by: User, facts: Mapping[str, Any]) -> str | None:
    asks = (
        may_handle_cases(by)
        or acts_for_organisation(by, case.organisation)
        or acts_for_company(by, case.member)
    )
    if not asks:
        return "您没有权限申请延期。请由企业、评审单位或安全技术部办理。"
    kind = ClockKind(facts["kind"])
    row = clocks.running(case).filter(kind=kind).first()
    if row and not row.paused_on and row.due_on < clock.today():
        return f"“{kind.label}”已经逾期，不能再申请延期。"
    return clocks.not_to_extend(case, kind)


def _check_decision(
    proposal: Proposal, case: Case, *, granted: bool, answer: str, by: User
) -> None:
    if proposal.granted is not None:
        said = "同意" if proposal.granted else "不同意"
        raise Refused(
            f"“{label(proposal.verb)}”已由{proposal.decided_by}办结：{said}。请刷新页面。"
        )
    if proposal.asked_by_id == by.pk:
        raise Refused("提出的人不能自己审批，请另一位有权限的同事办理。")
    proposal.case = case
    if not may_decide(proposal, by):
        raise Refused(f"您没有权限审批{label(proposal.verb)}。请由有权限的同事办理。")
    if not granted and not answer.strip():
        raise Refused("不同意须写明理由，提出的人会看到。", field="answer")


def _tell_asker(proposal: Proposal, case: Case) -> None:
    said = "已同意" if proposal.granted else "不同意"
    outbox.tell(
        proposal.asked_by,
        rule="standardization.decided",
        obj=proposal,
        due_on=clock.today(),
        subject=f"{case}：{label(proposal.verb)}{said}",
        body=f"您提出的“{label(proposal.verb)}”{said}。{proposal.answer}",
        about=case,
    )
