"""The life of one person in one class: what was decided about them, and by whom.

Photo, papers, hours and marks aren't states: the doors ask for them (``training.gates``), so that
whatever comes late holds up its own person and nobody else.
"""

from association.base.transitions import Table, Transition
from training.enums import EnrolmentState
from training.models import Enrolment
from training.rules import (
    Actor,
    may_enrol,
    may_hand_out,
    may_judge_enrolments,
    may_publish_results,
    may_run_classes,
    may_submit_batches,
)

S = EnrolmentState


def _hands_in(user: Actor, enrolment: Enrolment) -> bool:
    """The person by the signed link, the team's contact, or 教育培训部."""
    return user is None or may_enrol(user, enrolment.team)


def _enrols(user: Actor, enrolment: Enrolment) -> bool:
    """By whoever may enrol for the team that the person comes back with."""
    return may_enrol(user, enrolment.team)


ENROLMENTS = Table(
    transitions=(
        Transition(
            "accept", "确认条件符合", (S.REGISTERED, S.RETURNED), S.ELIGIBLE,
            may=may_judge_enrolments,
        ),
        Transition(
            "return", "退回补正", (S.REGISTERED, S.ELIGIBLE), S.RETURNED,
            may=may_judge_enrolments, reason_needed=True,
        ),
        Transition("hand_in", "重新提交", (S.RETURNED,), S.REGISTERED, may=_hands_in),
        Transition(
            "reject", "不予受理", (S.REGISTERED, S.RETURNED), S.REJECTED,
            may=may_judge_enrolments, reason_needed=True, stops=True,
        ),
        Transition(
            "pass", "公布合格", (S.ELIGIBLE, S.FAILED, S.BARRED), S.PASSED, may=may_publish_results
        ),
        Transition(
            "fail", "公布未合格", (S.ELIGIBLE, S.PASSED, S.BARRED), S.FAILED, may=may_publish_results
        ),
        Transition("resit", "安排补考", (S.FAILED,), S.ELIGIBLE, may=may_publish_results),
        Transition(
            "submit", "送发证单位审核", (S.PASSED, S.SENT_BACK), S.SUBMITTED,
            may=may_submit_batches,
        ),
        Transition(
            "send_back", "登记发证单位退回", (S.SUBMITTED,), S.SENT_BACK,
            may=may_submit_batches, reason_needed=True,
        ),
        Transition("approve", "登记审核通过", (S.SUBMITTED,), S.APPROVED, may=may_submit_batches),
        Transition("number", "登记证书编号", (S.APPROVED,), S.NUMBERED, may=may_submit_batches),
        Transition("collect", "登记领证", (S.NUMBERED,), S.COLLECTED, may=may_hand_out),
        Transition("archive", "归档", (S.COLLECTED,), S.ARCHIVED, may=may_run_classes),
        Transition(
            "withdraw", "退出", (S.REGISTERED, S.RETURNED, S.ELIGIBLE, S.FAILED), S.WITHDRAWN,
            may=_hands_in, reason_needed=True, stops=True,
        ),
        Transition("enrol_again", "重新报名", (S.WITHDRAWN,), S.REGISTERED, may=_enrols),
        Transition(
            "bar", "取消资格", (S.ELIGIBLE, S.FAILED, S.PASSED), S.BARRED,
            may=may_publish_results, reason_needed=True, stops=True,
        ),
        Transition(
            "reinstate", "撤销取消资格", (S.BARRED,), S.ELIGIBLE,
            may=may_publish_results, reason_needed=True,
        ),
    ),
    states=EnrolmentState,
)  # fmt: skip
