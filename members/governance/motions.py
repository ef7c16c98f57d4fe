"""A matter from the agenda to its result. Without quorum nothing is decided and nothing written.

A motion knows nobody above it: whoever wants a decision holds the key to it and acts on
``motion.resolution``.
"""

import copy

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import StoredFile
from association.base.transitions import Table, Transition
from members import register
from members.arithmetic.quorum import Judgement, judge
from members.enums import MeetingState, MotionKind, MotionState
from members.governance import attendance, ballots, resolutions
from members.governance.recusals import recuse, recuse_own
from members.models import Meeting, Member, Motion, Resolution
from members.rules import Actor, may_decide_motions, may_hold_meetings

__all__ = ["MOTIONS", "count", "decide", "judged", "judgement", "put", "recuse", "withdraw"]

S = MotionState
_FORBIDDEN = "您没有权限安排议程或计票。请由综合办公室或社会工作部办理。"


def _decides(user: Actor, motion: Motion) -> bool:
    return bool(may_decide_motions(user))


def _holds(user: Actor, motion: Motion) -> bool:
    return bool(may_hold_meetings(user))


MOTIONS = Table(
    transitions=(
        Transition("carry", "宣布通过", (S.OPEN,), S.CARRIED, may=_decides),
        Transition("fail", "宣布未通过", (S.OPEN,), S.FAILED, may=_decides),
        Transition(
            "withdraw", "撤下议题", (S.OPEN,), S.WITHDRAWN,
            may=_holds, reason_needed=True, stops=True,
        ),
    ),
    states=MotionState,
    about=lambda motion: motion.meeting,
)  # fmt: skip


@transaction.atomic
def put(
    meeting: Meeting,
    *,
    title: str,
    text: str,
    by: Actor,
    kind: str = MotionKind.OTHER,
    member: Member | None = None,
    paper: StoredFile | None = None,
) -> Motion:
    """Puts a matter on the agenda. ``member`` is the company that it is about: its own delegates
    are recused at once. Raises Refused.
    """
    if not may_hold_meetings(by):
        raise Refused(_FORBIDDEN)
    meeting = _locked_meeting(meeting)
    if meeting.state not in (MeetingState.CALLED, MeetingState.OPEN):
        raise Refused(f"会议“{meeting}”{meeting.get_state_display()}，不能再加议题。")
    if meeting.is_remote and meeting.state == MeetingState.OPEN:
        raise Refused("表决已经开始，不能再加议题：先投票的代表看不到它。请另行召集一次表决。")
    last = meeting.motions.order_by("-position").values_list("position", flat=True).first()
    motion = Motion(
        meeting=meeting,
        position=(last or 0) + 1,
        title=title.strip(),
        text=text.strip(),
        kind=kind,
        member=member,
        paper=paper,
        put_by=by,
    )
    register.save(motion)
    audit.record(
        motion,
        "提交议题",
        by=by,
        after={"议题": motion.title, "类别": motion.get_kind_display()},
        about=meeting,
    )
    recuse_own(motion, by=by)
    return motion


@transaction.atomic
def withdraw(motion: Motion, *, reason: str, by: Actor) -> Motion:
    """Takes a matter off the agenda, without result. Raises Refused once it has one."""
    _locked_meeting(motion.meeting)
    MOTIONS.perform(copy.copy(motion), "withdraw", by=by, reason=reason)
    motion.refresh_from_db()
    return motion


@transaction.atomic
def count(motion: Motion, *, in_favour: int, against: int, abstained: int, by: Actor) -> Judgement:
    """Writes down the show of hands, with those present now; may be mended until the result is
    declared. The answer is what it comes to. Raises Refused.
    """
    if not may_hold_meetings(by):
        raise Refused(_FORBIDDEN)
    meeting = _locked_meeting(motion.meeting)
    locked = _locked(motion)
    if meeting.is_remote:
        raise Refused("通讯表决由系统计票，不能手工录入。")
    if meeting.state != MeetingState.OPEN:
        raise Refused(f"会议“{meeting}”{meeting.get_state_display()}，只有进行中的会议可以计票。")
    if locked.state != S.OPEN:
        raise Refused(f"“{locked}”已经有结果（{locked.get_state_display()}），不能再计票。")
    if min(in_favour, against, abstained) < 0:
        raise Refused("票数不能是负数。")
    _freeze_attendance(locked)
    assert locked.present is not None
    assert locked.recused_present is not None
    voting = locked.present - locked.recused_present
    if (total := in_favour + against + abstained) > voting:
        raise Refused(
            f"赞成、反对、弃权共 {total} 票，而到会且不回避的只有 {voting} 席。请核对票数或到会情况。"
        )
    locked.in_favour, locked.against, locked.abstained = in_favour, against, abstained
    register.save(locked)
    audit.record(
        locked,
        "计票",
        by=by,
        before={"赞成": motion.in_favour} if motion.counted else {},
        after={"赞成": in_favour, "反对": against, "弃权": abstained, "到会": locked.present},
        about=meeting,
    )
    motion.refresh_from_db()
    return judgement(motion)


def _freeze_attendance(motion: Motion) -> None:
    roll, recused = motion.meeting.roll, motion.recusals
    away = set(recused.values_list("seat", flat=True))
    here = attendance.taking_part(motion.meeting, recused=away)
    motion.seats, motion.present = roll.count(), len(here)
    motion.recused = roll.filter(seat__in=away).count()
    motion.recused_present = len(here & away)


def judgement(motion: Motion) -> Judgement:
    """What the numbers come to by the meeting's rule: of the vote, or while there is none of those
    who are there now. A sealed vote tells how many ballots came, never how they fell.
    """
    if not motion.counted:
        motion = copy.copy(motion)
        _freeze_attendance(motion)
        if motion.meeting.is_remote:
            motion.present, motion.recused_present = motion.ballots.count(), 0
    return judged(motion)


def judged(motion: Motion) -> Judgement:
    """The same from the numbers that the motion carries, asking the database nothing."""
    assert motion.seats is not None
    assert motion.present is not None
    assert motion.recused is not None
    return judge(
        motion.meeting.own_rule,
        motion.seats,
        motion.present,
        motion.in_favour,
        motion.recused,
        recused_present=motion.recused_present,
        remote=motion.meeting.is_remote,
    )


@transaction.atomic
def decide(motion: Motion, *, number: str = "", by: Actor) -> Resolution | None:
    """Declares the result: the resolution under ``number`` if it was carried, else None.

    Raises Refused and writes nothing without quorum, before the count, or for whoever comes second.
    """
    if not may_decide_motions(by):
        raise Refused("您没有权限宣布表决结果。请由秘书长或综合办公室办理。")
    meeting = _locked_meeting(motion.meeting)
    locked = _locked(motion)
    _check_ready(meeting, locked)
    verdict = judgement(locked)
    if not verdict.quorate:
        raise Refused("".join(verdict.sentences))
    locked.decided_by, locked.decided_at = by, clock.now()
    if verdict.carried:
        day = ballots.ended(meeting).date() if meeting.is_remote else meeting.held_on
        locked.resolution = resolutions.adopt(locked, verdict, number=number, decided_on=day, by=by)
    locked.save(update_fields=["decided_by", "decided_at", "resolution"])
    facts = {"决议文号": locked.resolution.number} if locked.resolution else {}
    MOTIONS.perform(locked, "carry" if verdict.carried else "fail", by=by, **facts)
    motion.refresh_from_db()
    return locked.resolution


def _check_ready(meeting: Meeting, motion: Motion) -> None:
    if motion.state != S.OPEN:
        raise Refused(
            f"“{motion}”的结果已经宣布：{motion.get_state_display()}。请刷新页面看最新状态。"
        )
    if meeting.is_remote and meeting.state != MeetingState.CLOSED:
        raise Refused("表决还没有结束，票还封着。请先结束表决。")
    if not meeting.is_remote and meeting.state != MeetingState.OPEN:
        raise Refused(f"会议“{meeting}”{meeting.get_state_display()}，不能宣布结果。")
    if not motion.counted:
        raise Refused("还没有计票。请先录入赞成、反对和弃权的票数。")


def _locked_meeting(meeting: Meeting) -> Meeting:
    """One lock for everything about a meeting: opening, voting, counting, declaring."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("term__body")
        .get(pk=meeting.pk)
    )


def _locked(motion: Motion) -> Motion:
    return (
        Motion.objects.select_for_update(of=("self",))
        .select_related("meeting__term__body")
        .get(pk=motion.pk)
    )
