"""The life of an application: who may take which step, and what stands in its way."""

from datetime import timedelta
from typing import Any

from association.base import clock
from association.base.transitions import Table, Transition
from members.enums import JOINING_UNDER_WAY, JoiningState, MemberState, MotionState
from members.joining import steps
from members.models import JoiningApplication, Member
from members.rules import Actor, may_admit, may_handle_joining

S = JoiningState
LINK_LIFE = timedelta(days=90)
OPEN = (S.DRAFT, S.RETURNED)
"""What the applicant may still write in."""
STAMPABLE = (S.SUBMITTED, S.ACCEPTED, S.ON_AGENDA)
"""Handed in and undecided: the stamped form may come after, where it wasn't there at once."""
APPLICANT = {"办理": "申请人"}
UNDER_WAY = "这家单位已有一份入会申请在办理，请等它办结，或先用它的链接撤回。"
_NEEDED = ("name", "credit_code", "organisation_type", "legal_person")


def _applicant(user: Actor, application: JoiningApplication) -> bool:
    """Whoever holds the link, and nobody who is signed in."""
    return user is None


def _handles(user: Actor, application: JoiningApplication) -> bool:
    return user is not None and bool(may_handle_joining(user))


def _admits(user: Actor, application: JoiningApplication) -> bool:
    return user is not None and bool(may_admit(user))


def _incomplete(application: JoiningApplication) -> str | None:
    lacking = [label(field) for field in _NEEDED if not getattr(application, field)]
    if application.licence is None:
        lacking.append("营业执照或登记证书")
    if lacking:
        return f"还缺：{'、'.join(lacking)}。请补上再提交，草稿已经保存。"
    holder = member_of(application)
    if holder and holder.state in (MemberState.ACTIVE, MemberState.SUSPENDED):
        return "这个统一社会信用代码的单位已经是会员。请由单位管理员登录，或联系社会工作部。"
    others = JoiningApplication.objects.filter(
        credit_code=application.credit_code, state__in=JOINING_UNDER_WAY
    )
    if others.exclude(pk=application.pk).exists():
        return UNDER_WAY
    return None


def _undecided(application: JoiningApplication) -> str | None:
    """A body that is still asked, or has said yes, isn't overruled by the secretariat."""
    motion = application.motion
    if application.state != S.ON_AGENDA or motion is None:
        return None
    if motion.state == MotionState.OPEN:
        return f"“{motion.meeting}”还没有作出决定。请等表决结果，或先在会议里撤下议题。"
    if motion.state == MotionState.CARRIED:
        return f"会议已通过（{motion.resolution}），请按决议办理入会。"
    return None


JOINING = Table(
    transitions=(
        Transition(
            "submit", "提交入会申请", OPEN, S.SUBMITTED, may=_applicant, guard=_incomplete,
        ),
        Transition(
            "accept", "确认材料齐全", (S.SUBMITTED,), S.ACCEPTED,
            may=_handles, guard=steps.incomplete,
        ),
        Transition(
            "return", "退回补正", (S.SUBMITTED, S.ACCEPTED), S.RETURNED,
            may=_handles, reason_needed=True,
        ),
        Transition("put", "列入会议议程", (S.ACCEPTED,), S.ON_AGENDA, may=_handles),
        Transition(
            "take_off", "撤出会议议程", (S.ON_AGENDA,), S.ACCEPTED, may=_handles, guard=_undecided,
        ),
        Transition("approve", "接纳入会", (S.ACCEPTED, S.ON_AGENDA), S.APPROVED, may=_admits),
        Transition(
            "refuse", "不予接纳", (S.SUBMITTED, S.ACCEPTED, S.ON_AGENDA), S.REFUSED,
            may=_handles, guard=_undecided, reason_needed=True, stops=True,
        ),
        Transition(
            "withdraw", "撤回入会申请",
            (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.ON_AGENDA), S.WITHDRAWN,
            may=_applicant, stops=True,
        ),
    ),
    states=JoiningState,
)  # fmt: skip


def label(field: str) -> str:
    shown: Any = JoiningApplication._meta.get_field(field)
    return str(shown.verbose_name)


def member_of(application: JoiningApplication) -> Member | None:
    """Who stands in the register under this code, also of those who left."""
    code = application.credit_code
    return Member.objects.filter(credit_code=code).first() if code else None


def lock(application: JoiningApplication) -> JoiningApplication:
    return JoiningApplication.objects.select_for_update().get(pk=application.pk)


def step(
    locked: JoiningApplication,
    verb: str,
    *,
    by: Actor,
    instance: JoiningApplication,
    reason: str = "",
    **facts: Any,
) -> JoiningApplication:
    """Writes what was set on the locked row and takes the step; ``instance`` is brought up to date.

    What the new state needs is written first, since the database looks at each state it reaches.
    """
    locked.link_until = max(locked.link_until, clock.now() + LINK_LIFE)
    locked.save()
    facts |= APPLICANT if by is None else {}
    JOINING.perform(locked, verb, by=by, reason=reason, **facts)
    instance.refresh_from_db()
    return instance
