"""The steps of a case. Which of them one person proposes and another one takes is in ``PROPOSED``;
what has to hold before each is in ``guards``."""

from collections.abc import Callable
from typing import Any

from association.base.transitions import Table, Transition
from standardization.cases import guards
from standardization.enums import OPEN, CaseState, Duty
from standardization.models import Case
from standardization.people import reexamining
from standardization.rules import (
    Actor,
    acts_for_company,
    acts_for_organisation,
    heads_company,
    in_bureau,
    may_approve_cases,
    may_decide_cases,
    may_handle_cases,
    may_record_acts,
    on_duty,
)

S = CaseState


def _company(user: Actor, case: Case) -> bool:
    return acts_for_company(user, case.member) or _handles(user, case)


def _company_or_link(user: Actor, case: Case) -> bool:
    """Also whoever answers the last finding by its signed link: the system itself, then."""
    return user is None or _company(user, case)


def _head_of_company(user: Actor, case: Case) -> bool:
    return heads_company(user, case.member)


def _handles(user: Actor, case: Case) -> bool:
    return user is not None and bool(may_handle_cases(user))


def _handles_or_clock(user: Actor, case: Case) -> bool:
    return user is None or _handles(user, case)


def _approves(user: Actor, case: Case) -> bool:
    return user is not None and bool(may_approve_cases(user))


def _decides(user: Actor, case: Case) -> bool:
    return user is not None and bool(may_decide_cases(user))


def _authority(user: Actor, case: Case) -> bool:
    """An office of the bureau, or whoever of ours writes its act down."""
    return user is not None and (in_bureau(user) or bool(may_record_acts(user)))


def _leads_review(user: Actor, case: Case) -> bool:
    return on_duty(user, case, Duty.LEADER)


def _verifies(user: Actor, case: Case) -> bool:
    """Whoever looks at what was mended may send it back; that all of it is well says the leader."""
    return on_duty(user, case, Duty.LEADER, Duty.REVIEWER, Duty.VERIFIER) or _handles(user, case)


def _leads_recheck(user: Actor, case: Case) -> bool:
    return on_duty(user, case, Duty.RECHECK_LEADER) or _handles(user, case)


def _attends_recheck(user: Actor, case: Case) -> bool:
    """Anybody on site may say that it has to stop."""
    return on_duty(user, case, Duty.RECHECK_LEADER, Duty.RECHECKER) or _handles(user, case)


def _issues_report(user: Actor, case: Case) -> bool:
    return acts_for_organisation(user, case.organisation)


CASES = Table(
    transitions=(
        Transition("publish_inside", "企业内部公示", (S.DRAFT,), S.INTERNAL_NOTICE, may=_company),
        Transition("reopen", "退回自评", (S.INTERNAL_NOTICE,), S.DRAFT, may=_company),
        Transition(
            "apply", "提交申请", (S.INTERNAL_NOTICE,), S.SUBMITTED, may=_head_of_company,
            guard=guards.not_ready_to_apply,
        ),
        Transition("take", "受理核对", (S.SUBMITTED,), S.MATERIAL_REVIEW, may=_handles_or_clock),
        Transition(
            "ask_correction", "告知补正", (S.SUBMITTED, S.MATERIAL_REVIEW), S.CORRECTION,
            may=_handles, guard=guards.corrected_before, reason_needed=True,
        ),
        Transition("resubmit", "提交补正", (S.CORRECTION,), S.MATERIAL_REVIEW, may=_company),
        Transition(
            "lapse", "补正逾期，按现有材料审核", (S.CORRECTION,), S.MATERIAL_REVIEW,
            may=_handles_or_clock, guard=guards.correction_in_time,
        ),
        Transition("accept", "受理", (S.MATERIAL_REVIEW,), S.AUTHORITY_CONFIRM, may=_approves),
        Transition(
            "refuse", "不予受理", (S.MATERIAL_REVIEW,), S.NOT_ACCEPTED, may=_approves,
            reason_needed=True, stops=True,
        ),
        Transition("confirm", "定级部门确认", (S.AUTHORITY_CONFIRM,), S.ASSIGNING, may=_authority),
        Transition(
            "confirm_fast", "确认直接换证", (S.AUTHORITY_CONFIRM,), S.PUBLICITY, may=_authority,
            guard=guards.not_fast,
        ),
        Transition(
            "return", "定级部门退回", (S.AUTHORITY_CONFIRM,), S.CORRECTION, may=_authority,
            guard=guards.corrected_before, reason_needed=True,
        ),
        Transition(
            "deny", "定级部门不予受理", (S.AUTHORITY_CONFIRM,), S.NOT_ACCEPTED, may=_authority,
            reason_needed=True, stops=True,
        ),
        Transition(
            "delegate", "委派评审", (S.ASSIGNING,), S.REVIEW_PLANNED, may=_approves,
            guard=guards.panel_incomplete,
        ),
        Transition(
            "open_review", "开始现场评审", (S.REVIEW_PLANNED,), S.REVIEWING, may=_leads_review,
            guard=guards.first_meeting_missing,
        ),
        Transition(
            "close_review", "结束评审，开始整改", (S.REVIEWING,), S.RECTIFYING,
            may=_leads_review, guard=guards.review_unfinished,
        ),
        Transition(
            "close_clean", "结束评审，无不符合项", (S.REVIEWING,), S.REPORTING,
            may=_leads_review, guard=guards.review_not_clean,
        ),
        Transition(
            "veto_stop", "否决，评审终止", (S.REVIEWING,), S.FAILED, may=_approves,
            guard=guards.no_confirmed_veto, reason_needed=True, stops=True,
        ),
        Transition(
            "hand_in_rectified", "提交整改", (S.RECTIFYING,), S.VERIFYING, may=_company_or_link,
            guard=guards.findings_unanswered,
        ),
        Transition(
            "rectification_failed", "整改逾期，未达标", (S.RECTIFYING,), S.FAILED,
            may=_approves, guard=guards.rectification_in_time, reason_needed=True, stops=True,
        ),
        Transition(
            "return_rectified", "退回整改", (S.VERIFYING,), S.RECTIFYING, may=_verifies,
            reason_needed=True,
        ),
        Transition(
            "verified", "整改验证通过", (S.VERIFYING,), S.REPORTING, may=_leads_review,
            guard=guards.findings_unverified,
        ),
        Transition(
            "issue_report", "出具评审报告", (S.REPORTING,), S.REPORT_AUDIT, may=_issues_report,
            guard=guards.report_incomplete,
        ),
        Transition(
            "return_report", "退回报告", (S.REPORT_AUDIT,), S.REPORTING, may=_approves,
            reason_needed=True,
        ),
        Transition("pass_audit", "报告审核通过", (S.REPORT_AUDIT,), S.RECHECK_SELECTION, may=_approves),
        Transition("select", "抽中复核", (S.RECHECK_SELECTION,), S.RECHECK_PLANNED, may=_handles),
        Transition("pass_over", "未抽中复核", (S.RECHECK_SELECTION,), S.PANEL, may=_handles),
        Transition(
            "open_recheck", "开始现场复核", (S.RECHECK_PLANNED,), S.RECHECKING,
            may=_leads_recheck, guard=guards.recheck_not_ready,
        ),
        Transition(
            "postpone", "中止复核", (S.RECHECK_PLANNED, S.RECHECKING), S.RECHECK_POSTPONED,
            may=_attends_recheck, reason_needed=True, stops=True,
        ),
        Transition(
            "reschedule", "重新安排复核", (S.RECHECK_POSTPONED,), S.RECHECK_PLANNED, may=_approves,
            guard=guards.somebody_untold,
        ),
        Transition(
            "close_recheck", "结束复核，开始整改", (S.RECHECKING,), S.RECHECK_RECTIFYING,
            may=_leads_recheck, guard=guards.recheck_unfinished,
        ),
        Transition(
            "close_recheck_clean", "结束复核，无不符合项", (S.RECHECKING,), S.PANEL,
            may=_leads_recheck, guard=guards.recheck_not_clean,
        ),
        Transition(
            "struck_off", "复核整改销号", (S.RECHECK_RECTIFYING,), S.PANEL, may=_handles,
            guard=guards.findings_unclosed,
        ),
        Transition(
            "recommend", "审定建议", (S.PANEL,), S.CONCLUDED, may=_approves,
            guard=guards.not_ready_to_recommend,
        ),
        Transition(
            "recheck_too", "同批转现场复核", (S.PANEL, S.CONCLUDED), S.RECHECK_PLANNED,
            may=_handles, guard=guards.nothing_to_recheck_for, reason_needed=True,
        ),
        Transition(
            "redo", "发回重新评审", (S.PANEL, S.CONCLUDED), S.ASSIGNING, may=_decides,
            reason_needed=True,
        ),
        Transition(
            "conclude_fail", "结论：未达标", (S.PANEL, S.CONCLUDED), S.FAILED, may=_decides,
            reason_needed=True, stops=True,
        ),
        Transition(
            "publish", "批准公示", (S.CONCLUDED,), S.PUBLICITY, may=_decides,
            guard=reexamining.not_to_conclude,
        ),
        Transition(
            "object", "受理异议", (S.PUBLICITY,), S.OBJECTION, may=_handles, reason_needed=True,
        ),
        Transition(
            "dismiss", "异议不成立", (S.OBJECTION,), S.PUBLICITY, may=_authority, reason_needed=True,
        ),
        Transition(
            "uphold", "异议成立，未达标", (S.OBJECTION,), S.FAILED, may=_authority,
            reason_needed=True, stops=True,
        ),
        Transition(
            "announce", "公告", (S.PUBLICITY,), S.ANNOUNCED, may=_authority,
            guard=guards.still_published,
        ),
        Transition(
            "withdraw", "撤回申请", tuple(s for s in OPEN if s not in (S.PUBLICITY, S.OBJECTION)),
            S.WITHDRAWN, may=_head_of_company, reason_needed=True, stops=True,
        ),
        Transition(
            "terminate", "终止评审", OPEN, S.TERMINATED, may=_decides, reason_needed=True,
            stops=True,
        ),
    ),
    states=CaseState,
)  # fmt: skip

PROPOSED: dict[str, Callable[[Any, Any], bool]] = {
    # verb → who may propose it; the table says who may then take it
    "accept": _handles,
    "refuse": _handles,
    "delegate": _handles,
    "veto_stop": _leads_review,
    "rectification_failed": _handles_or_clock,
    "return_report": _handles,
    "pass_audit": _handles,
    "reschedule": _handles,
    "recommend": _handles,
    "conclude_fail": _approves,
    "publish": _approves,
    "terminate": _approves,
}
BY_AUTHORITY = ("confirm", "confirm_fast", "return", "deny", "dismiss", "uphold", "announce")
"""Taken with an ``AuthorityAct`` alone."""
