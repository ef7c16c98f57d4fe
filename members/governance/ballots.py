"""通讯表决: one ballot per delegate and matter, in time or not at all, sealed until the vote ends.

No function here tells how anybody voted before the meeting is closed; how many ballots have come
in may be known.
"""

import secrets
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q

from association.base import audit, clock
from association.base.errors import Refused
from members import register
from members.enums import MeetingState, MotionState, Vote
from members.governance.recusals import concerned
from members.models import Attendance, Ballot, Meeting, Motion, Recusal, Seat
from members.rules import Actor

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def now() -> datetime:
    """By the database's clock, so that all processes agree on who was in time."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (real,) = cursor.fetchone()
    return clock.shown_at(real)


@transaction.atomic
def cast(motion: Motion, seat: Seat, *, choice: str, by: Actor) -> Ballot:
    """Takes a delegate's ballot in; it can't be changed. The audit keeps that, not how, one voted.

    The meeting's row is held, and the time is read after that: a ballot is either in before the
    vote is closed, and counted, or refused. Raises Refused.
    """
    if by is None or seat.user_id != by.pk:
        raise Refused("只有本人可以投自己的票。")
    if choice not in Vote.values:
        raise Refused("请选择赞成、反对或弃权。", field="choice")
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=motion.meeting_id)
    motion = Motion.objects.select_related("meeting").get(pk=motion.pk)
    moment = now()
    if obstacle := _obstacle(meeting, motion, seat, moment):
        raise Refused(obstacle)
    ballot = Ballot(motion=motion, seat=seat, choice=choice, receipt=_receipt(), cast_at=moment)
    register.save(ballot)
    Attendance.objects.filter(meeting=meeting, seat=seat).update(present=True)
    audit.record(
        ballot,
        "投票",
        by=by,
        after={"议题": motion.title, "回执号": ballot.receipt},
        about=meeting,
    )
    return ballot


def _obstacle(meeting: Meeting, motion: Motion, seat: Seat, moment: datetime) -> str | None:
    if not meeting.is_remote:
        return "这是现场会议，请在会上表决。"
    if meeting.state == MeetingState.CALLED:
        return "表决还没有开始。"
    if motion.state != MotionState.OPEN:
        return f"这项议题已{motion.get_state_display()}，不再表决。"
    if meeting.deadline is None or moment >= meeting.deadline or meeting.state != MeetingState.OPEN:
        return f"表决已于 {ended(meeting):%Y-%m-%d %H:%M} 截止，这一票没有收下。"
    if not meeting.roll.filter(seat=seat).exists():
        return "您不在这次表决的应到名单上。如有疑问，请联系综合办公室。"
    recused = motion.recusals.filter(seat=seat).exists()
    if recused or concerned(motion).filter(pk=seat.pk).exists():
        return "您对这项议题须回避，不参加表决。"
    return None


def ended(meeting: Meeting) -> datetime:
    """When the vote ended or ends: at its deadline, or before if everybody had voted."""
    assert meeting.deadline is not None
    closed = meeting.closed_at
    moment = min(closed, meeting.deadline) if closed else meeting.deadline
    return moment.astimezone(clock.TZ)


def _receipt() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def everybody_voted(meeting: Meeting) -> bool:
    """Nobody is left whose ballot could still come."""
    for motion in meeting.motions.filter(state=MotionState.OPEN):
        voted = Ballot.objects.filter(motion=motion, seat=OuterRef("seat"))
        recused = Recusal.objects.filter(motion=motion, seat=OuterRef("seat"))
        if meeting.roll.filter(~Exists(voted), ~Exists(recused)).exists():
            return False
    return True


def unseal(meeting: Meeting) -> None:
    """Counts the ballots of each motion that is still open. For ``meetings.close``, which holds the
    meeting locked, alone."""
    seats = meeting.roll.count()
    for motion in meeting.motions.select_for_update().filter(state=MotionState.OPEN):
        votes = motion.ballots.aggregate(
            **{vote.value: Count("pk", filter=Q(choice=vote)) for vote in Vote}
        )
        motion.seats = seats
        motion.in_favour, motion.against = votes[Vote.IN_FAVOUR], votes[Vote.AGAINST]
        motion.abstained = votes[Vote.ABSTAIN]
        motion.present = sum(votes.values())
        motion.recused = motion.recusals.filter(seat__attendances__meeting=meeting).count()
        motion.recused_present = 0
        motion.save()
