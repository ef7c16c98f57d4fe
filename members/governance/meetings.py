"""A meeting from the call to its end: who is entitled, who came, whether it may decide at all."""

import copy
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members import register
from members.arithmetic.quorum import Judgement, judge
from members.enums import MeetingMode, MeetingState, MotionState, Occasion
from members.governance import announcing, attendance, ballots, recusals
from members.models import Attendance, BodyTerm, Meeting, Seat
from members.rules import Actor, may_hold_meetings

S = MeetingState
_FORBIDDEN = "您没有权限召集或主持会议。请由综合办公室或社会工作部办理。"


def entitled(meeting: Meeting) -> QuerySet[Seat]:
    """The seats that are filled on the day of the meeting."""
    day = meeting.held_on
    return Seat.objects.filter(Q(end=None) | Q(end__gte=day), term=meeting.term_id, start__lte=day)


def turnout(meeting: Meeting) -> tuple[int, int]:
    """How many are on the roll, and how many of them take part."""
    return meeting.roll.count(), len(attendance.taking_part(meeting))


def judgement(meeting: Meeting) -> Judgement:
    """Whether enough take part to decide, before any matter is looked at."""
    seats, present = turnout(meeting)
    return judge(meeting.own_rule, seats, present, None, remote=meeting.is_remote)


def _cannot_open(meeting: Meeting) -> str | None:
    if meeting.held_on > clock.today():
        return f"开会日期是 {meeting.held_on}，还没有到。请到当天再开始，或取消后重新召集。"
    if not meeting.roll.exists():
        return f"{meeting.term}在 {meeting.held_on} 没有在任的席位。请先登记席位。"
    if not meeting.is_remote:
        verdict = judgement(meeting)
        return None if verdict.quorate else "".join(verdict.sentences)
    if not meeting.motions.filter(state=MotionState.OPEN).exists():
        return "通讯表决至少要有一项议题。请先添加议题。"
    if meeting.deadline and ballots.now() >= meeting.deadline:
        return "表决截止时间已过，不能开始。请取消后重新召集。"
    return None


def _cannot_close(meeting: Meeting) -> str | None:
    if not meeting.is_remote:
        count = meeting.motions.filter(state=MotionState.OPEN).count()
        return f"还有 {count} 项议题没有结果。请宣布结果，或撤下后再结束。" if count else None
    assert meeting.deadline is not None
    if ballots.now() >= meeting.deadline or ballots.everybody_voted(meeting):
        return None
    return (
        f"表决截止 {ballots.ended(meeting):%Y-%m-%d %H:%M}，还没有到，也还有人没有投票。"
        "截止之前不开封。"
    )


def _opened(meeting: Meeting, *, by: Actor, reason: str) -> None:
    meeting.opened_at = ballots.now()
    meeting.save(update_fields=["opened_at"])
    for motion in meeting.motions.filter(state=MotionState.OPEN):
        recusals.recuse_own(motion, by=by)
    if meeting.is_remote:
        announcing.announce(meeting)


def _closed(meeting: Meeting, *, by: Actor, reason: str) -> None:
    meeting.closed_at = ballots.now()
    meeting.save(update_fields=["closed_at"])
    if meeting.is_remote:
        ballots.unseal(meeting)


def _cancelled(meeting: Meeting, *, by: Actor, reason: str) -> None:
    """Its matters are free for another meeting."""
    meeting.motions.filter(state=MotionState.OPEN).update(state=MotionState.WITHDRAWN)


def _holds(user: Actor, meeting: Meeting) -> bool:
    return bool(may_hold_meetings(user))


MEETINGS = Table(
    transitions=(
        Transition(
            "open", "开始会议", (S.CALLED,), S.OPEN,
            may=_holds, guard=_cannot_open, effect=_opened,
        ),
        Transition(
            "close", "结束会议", (S.OPEN,), S.CLOSED,
            may=_holds, guard=_cannot_close, effect=_closed,
        ),
        Transition(
            "cancel", "取消会议", (S.CALLED,), S.CANCELLED,
            may=_holds, effect=_cancelled, reason_needed=True, stops=True,
        ),
    ),
    states=MeetingState,
)  # fmt: skip


@transaction.atomic
def call(
    term: BodyTerm,
    *,
    title: str,
    held_on: date,
    by: Actor,
    mode: str = "",
    occasion: str = Occasion.ORDINARY,
    deadline: datetime | None = None,
    place: str = "",
    on_site_reason: str = "",
    head_count: int | None = None,
) -> Meeting:
    """Calls a meeting. ``held_on`` is its day, of a vote by correspondence the first.

    The kind of body decides the mode (减3): congress, council and a re-election meet in person;
    the others vote by correspondence unless there is a reason and a head count. Raises Refused.
    """
    if not may_hold_meetings(by):
        raise Refused(_FORBIDDEN)
    usual = usual_mode(term, occasion)
    meeting = Meeting(
        term=term,
        title=title.strip(),
        mode=mode or usual,
        occasion=occasion,
        held_on=held_on,
        deadline=deadline,
        place=place.strip(),
        on_site_reason=on_site_reason.strip(),
        head_count=head_count,
        rule=asdict(term.body.rule),
        called_by=by,
        called_at=clock.now(),
    )
    _check_mode(meeting, usual)
    _check_days(meeting)
    register.save(meeting)
    _write_roll(meeting)
    audit.record(
        meeting,
        "召集会议",
        by=by,
        after={"机构": str(term), "方式": meeting.get_mode_display(), "开会日期": held_on},
        reason=meeting.on_site_reason,
    )
    return meeting


def usual_mode(term: BodyTerm, occasion: str = Occasion.ORDINARY) -> MeetingMode:
    if term.body.by_correspondence and occasion != Occasion.RE_ELECTION:
        return MeetingMode.CORRESPONDENCE
    return MeetingMode.ON_SITE


def _check_mode(meeting: Meeting, usual: MeetingMode) -> None:
    if meeting.mode == usual:
        return
    if usual == MeetingMode.ON_SITE:
        what = "换届大会" if meeting.occasion == Occasion.RE_ELECTION else str(meeting.term.body)
        raise Refused(f"{what}须现场召开，不能用通讯方式。请改选现场会议。", field="mode")
    if not meeting.on_site_reason:
        raise Refused(
            f"{meeting.term.body}一般用通讯表决。要现场召开，请写明理由。", field="on_site_reason"
        )
    if not meeting.head_count:
        raise Refused("现场召开请填预计到场人数。", field="head_count")


def _check_days(meeting: Meeting) -> None:
    term = meeting.term
    if meeting.held_on < term.start or (term.end and meeting.held_on > term.end):
        raise Refused(
            f"{term}的任期是 {term.start} 至 {term.end or '今'}，开会日期不在其内。",
            field="held_on",
        )
    if not meeting.is_remote:
        if meeting.deadline:
            raise Refused("现场会议不填表决截止。", field="deadline")
        return
    if meeting.deadline is None:
        raise Refused("通讯表决请填截止时间。", field="deadline")
    if meeting.deadline.astimezone(clock.TZ).date() < meeting.held_on:
        raise Refused("表决截止不能早于开始表决的日期。", field="deadline")
    if meeting.deadline <= clock.now():
        raise Refused("表决截止时间已经过去，请填以后的时间。", field="deadline")


def _write_roll(meeting: Meeting) -> None:
    """Who is entitled, as it is now: seats that came or went since the call are taken in."""
    wanted = set(entitled(meeting).values_list("pk", flat=True))
    meeting.roll.exclude(seat__in=wanted).delete()
    meeting.roll.exclude(proxy=None).exclude(proxy__in=wanted).update(proxy=None)
    known = set(meeting.roll.values_list("seat", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, seat_id=pk) for pk in sorted(wanted - known)
    )


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    *,
    present: Collection[Seat],
    proxies: Mapping[Seat, Seat] | None = None,
    by: Actor,
) -> Judgement:
    """Says who is in the room and who is represented there by whom, all of them; the answer is
    whether that is enough. A count that stands already keeps the attendance it was taken with.
    Raises Refused.
    """
    proxies = proxies or {}
    if not may_hold_meetings(by):
        raise Refused(_FORBIDDEN)
    meeting = _locked(meeting)
    if meeting.is_remote:
        raise Refused("通讯表决以收到的表决票为准，不登记到会。")
    if meeting.state not in (S.CALLED, S.OPEN):
        raise Refused(f"会议“{meeting}”{meeting.get_state_display()}，不能再改到会情况。")
    if meeting.state == S.CALLED:
        _write_roll(meeting)
    known = dict(meeting.roll.values_list("seat", "present"))
    attendance.check(meeting, known, present, proxies)
    attendance.write(meeting, present, proxies)
    audit.record(
        meeting,
        "登记到会",
        by=by,
        before={"到会": sum(known.values())},
        after={"应到": len(known), "到会": len(set(present))} | attendance.told(proxies),
    )
    return judgement(meeting)


@transaction.atomic
def open(meeting: Meeting, *, by: Actor) -> Meeting:
    """Opens it; from now on the roll is fixed. In a room not without quorum, by correspondence not
    without a matter. Raises Refused with the arithmetic.
    """
    locked = _locked(meeting)
    if locked.state == S.CALLED:
        _write_roll(locked)
    return _perform(meeting, "open", by=by)


@transaction.atomic
def close(meeting: Meeting, *, by: Actor) -> Meeting:
    """Ends it. A vote by correspondence is unsealed and counted, once its deadline has passed or
    everybody has voted; a meeting in a room must leave no matter without result. Raises Refused.
    """
    _locked(meeting)
    return _perform(meeting, "close", by=by)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Actor) -> Meeting:
    """Calls it off before it has begun; its matters are withdrawn. Raises Refused."""
    return _perform(meeting, "cancel", by=by, reason=reason)


def _locked(meeting: Meeting) -> Meeting:
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("term__body")
        .get(pk=meeting.pk)
    )


def _perform(meeting: Meeting, verb: str, *, by: Actor, reason: str = "") -> Meeting:
    MEETINGS.perform(copy.copy(meeting), verb, by=by, reason=reason)
    meeting.refresh_from_db()
    return meeting
