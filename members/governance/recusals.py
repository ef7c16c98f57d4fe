"""Who doesn't vote on a matter: a delegate of the company that it is about, or for another reason.

By the body's rule (``recused_leave``) the recused leave both the seats and those present, or stay in
both without a vote.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from members import register
from members.enums import MeetingState, MotionState
from members.models import Meeting, Motion, Recusal, Representative, Seat
from members.rules import Actor, may_hold_meetings

OWN = "所在单位是本议题的当事单位"


def concerned(motion: Motion) -> QuerySet[Seat]:
    """The seats that the motion's own company sends, or whose holder acts for it in the portal."""
    acting = Representative.objects.filter(
        member=motion.member_id, user=OuterRef("user"), ended_at__isnull=True
    )
    seats = Seat.objects.filter(term=motion.meeting.term_id)
    if motion.member_id is None:
        return seats.none()
    return seats.filter(Q(member=motion.member_id) | Exists(acting))


@transaction.atomic
def recuse(motion: Motion, seat: Seat, *, reason: str, by: Actor) -> Recusal:
    """Takes the vote on this motion from a seat. Counts that were entered before are cleared.

    Raises Refused: decided already, voted already, not of this body, or no reason given.
    """
    if not may_hold_meetings(by):
        raise Refused("您没有权限登记回避。请由综合办公室或社会工作部办理。")
    if not reason.strip():
        raise Refused("请写明回避的理由。", field="reason")
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=motion.meeting_id)
    motion = Motion.objects.select_for_update().get(pk=motion.pk)
    if motion.state != MotionState.OPEN:
        raise Refused(f"“{motion}”已经有结果（{motion.get_state_display()}），不能再登记回避。")
    if seat.term_id != meeting.term_id:
        raise Refused(f"{seat}不是{meeting.term}的代表。", field="seat")
    if motion.ballots.filter(seat=seat).exists():
        raise Refused(f"{seat}对这项议题已经投票，不能再登记回避。请撤下议题，重新提交表决。")
    if meeting.is_remote and meeting.state == MeetingState.CLOSED:
        raise Refused("表决已经开封，不能再登记回避。请撤下议题，重新提交表决。")
    _clear_counts(motion)
    return _write(motion, seat, reason=reason.strip(), by=by)


def recuse_own(motion: Motion, *, by: Actor) -> None:
    """Recuses the delegates of the company that the motion is about, all that aren't yet. The
    caller holds the meeting locked."""
    known = set(motion.recusals.values_list("seat", flat=True))
    for seat in concerned(motion).exclude(pk__in=known):
        _write(motion, seat, reason=OWN, by=by)


def _clear_counts(motion: Motion) -> None:
    if not motion.counted:
        return
    for name in ("seats", "present", "in_favour", "against", "abstained", "recused"):
        setattr(motion, name, None)
    motion.recused_present = None
    motion.save()


def _write(motion: Motion, seat: Seat, *, reason: str, by: Actor) -> Recusal:
    row = Recusal(motion=motion, seat=seat, reason=reason, recorded_by=by, recorded_at=clock.now())
    register.save(row)
    audit.record(
        row,
        "登记回避",
        by=by,
        after={"议题": motion.title, "代表": seat.name},
        reason=reason,
        about=motion.meeting,
    )
    return row
