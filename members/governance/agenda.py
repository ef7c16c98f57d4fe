"""A meeting read as a whole: its matters, how each stands and why, who is there. For the desk, the
delegates and the minutes alike; the number of queries doesn't grow with the agenda."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from association.base import clock
from members.arithmetic.quorum import Judgement
from members.enums import MeetingState, MotionState
from members.governance import attendance, motions
from members.models import Attendance, Ballot, Body, Meeting, Motion, Recusal

SHAPES = {
    MeetingState.CALLED: "none",
    MeetingState.OPEN: "run",
    MeetingState.CLOSED: "ok",
    MeetingState.CANCELLED: "none",
    MotionState.OPEN: "run",
    MotionState.CARRIED: "ok",
    MotionState.FAILED: "stop",
    MotionState.WITHDRAWN: "none",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A matter and how it stands. ``verdict`` of one that isn't counted tells whether enough are
    there; of a withdrawn one there is none. ``arrived`` counts ballots."""

    motion: Motion
    recusals: list[Recusal]
    verdict: Judgement | None
    arrived: int

    @property
    def shape(self) -> str:
        return SHAPES[MotionState(self.motion.state)]

    @property
    def is_open(self) -> bool:
        return self.motion.state == MotionState.OPEN

    def recused(self, seat_ids: Iterable[int]) -> bool:
        return bool({row.seat_id for row in self.recusals} & set(seat_ids))


def agenda(meeting: Meeting, roll: list[Attendance]) -> list[Item]:
    rows = (
        meeting.motions.select_related("member", "resolution", "paper")
        .prefetch_related("recusals__seat")
        .order_by("position")
    )
    arrived = dict(
        Ballot.objects.filter(motion__meeting=meeting)
        .values_list("motion")
        .annotate(n=Count("pk"))
        .values_list("motion", "n")
    )
    return [_item(motion, meeting, roll, arrived.get(motion.pk, 0)) for motion in rows]


def _item(motion: Motion, meeting: Meeting, roll: list[Attendance], arrived: int) -> Item:
    motion.meeting = meeting
    recusals = list(motion.recusals.all())
    verdict = None
    if motion.state != MotionState.WITHDRAWN and roll:
        shown = motion if motion.counted else _as_things_are(motion, recusals, roll, arrived)
        verdict = motions.judged(shown)
    return Item(motion, recusals, verdict, arrived)


def _as_things_are(
    motion: Motion, recusals: list[Recusal], roll: list[Attendance], arrived: int
) -> Motion:
    """With the numbers of those who are there now. Never saved."""
    shown = copy.copy(motion)
    away = {row.seat_id for row in recusals}
    shown.seats = len(roll)
    shown.recused = sum(row.seat_id in away for row in roll)
    here = attendance.counted(motion.meeting, roll, recused=away)
    shown.present, shown.recused_present = len(here), len(here & away)
    if motion.meeting.is_remote:
        shown.present, shown.recused_present = arrived, 0
    return shown


def roll_of(meeting: Meeting) -> list[Attendance]:
    return list(meeting.roll.select_related("seat__member", "proxy").order_by("seat_id"))


def rule_in_words(body: Body) -> str:
    """As in 应到的 2/3 以上到会方能作出决定…"""
    return (
        f"应到的 {body.quorum_num}/{body.quorum_den} 以上到会方能作出决定，"
        f"{body.get_majority_of_display()}的 {body.majority_num}/{body.majority_den} 以上赞成为通过；"
        f"回避者{'不计入应到和到会' if body.recused_leave else '仍计入应到和到会，只是不表决'}；"
        f"委托出席的{'计入到会' if body.proxies_count else '不计入到会'}，"
        f"一人最多受托 {body.proxies_each} 席。"
    )


def suggested_number(meeting: Meeting) -> str:
    """The next number of the body's resolutions this year; whoever decides may write another."""
    year = clock.today().year
    taken = Motion.objects.filter(
        meeting__term__body=meeting.term.body_id,
        state=MotionState.CARRIED,
        resolution__decided_on__year=year,
    ).count()
    return f"{meeting.term.body}决议〔{year}〕{taken + 1} 号"
