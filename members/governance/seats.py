"""Who sits in which body, for how long."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members import register
from members.enums import MeetingState
from members.models import Body, BodyTerm, Meeting, Member, Seat
from members.rules import Actor, may_keep_seats

_FORBIDDEN = "您没有权限登记届次和席位。请由综合办公室或社会工作部办理。"


@transaction.atomic
def begin(body: Body, *, title: str, start: date, by: Actor, end: date | None = None) -> BodyTerm:
    """Begins a term. One before it that has no last day ends the day before. Raises Refused."""
    if not may_keep_seats(by):
        raise Refused(_FORBIDDEN)
    running = body.terms.select_for_update().filter(end=None, start__lt=start).first()
    if running:
        running.end = date.fromordinal(start.toordinal() - 1)
        running.save(update_fields=["end"])
        audit.record(running, "届满", by=by, after={"任期至": running.end}, about=body)
    term = BodyTerm(body=body, title=title.strip(), start=start, end=end)
    register.save(term)
    audit.record(
        term,
        "登记届次",
        by=by,
        after={"届次": term.title, "自": start, "至": end or "未定"},
        about=body,
    )
    return term


@transaction.atomic
def enter(
    term: BodyTerm,
    *,
    name: str,
    by: Actor,
    title: str = "",
    member: Member | None = None,
    user: User | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Seat:
    """Gives somebody a seat, from the term's first day if no other is given. Raises Refused.

    ``user`` is the delegate's own sign-in: ballots are cast by it alone.
    """
    if not may_keep_seats(by):
        raise Refused(_FORBIDDEN)
    seat = Seat(
        term=term,
        name=name.strip(),
        title=title.strip(),
        member=member,
        user=user,
        start=start or term.start,
        end=end,
    )
    register.save(seat)
    audit.record(
        seat,
        "登记席位",
        by=by,
        after={
            "姓名": seat.name,
            "职务": seat.title,
            "所在单位": str(member or ""),
            "自": seat.start,
        },
        about=term,
    )
    return seat


@transaction.atomic
def link(seat: Seat, *, user: User | None, by: Actor) -> Seat:
    """Says who signs in for the seat; None takes it away. Raises Refused while a vote is open."""
    if not may_keep_seats(by):
        raise Refused(_FORBIDDEN)
    locked = Seat.objects.select_for_update(of=("self",)).select_related("term").get(pk=seat.pk)
    if _open_meetings(locked).filter(motions__ballots__seat=locked).exists():
        raise Refused(f"{locked}在进行中的表决里已经投票，请等表决结束后再换登录账号。")
    before, locked.user = locked.user, user
    register.save(locked)
    audit.record(
        locked,
        "登记代表的登录账号",
        by=by,
        before={"账号": str(before or "无")},
        after={"账号": str(user or "无")},
        about=locked.term,
    )
    seat.refresh_from_db()
    return seat


@transaction.atomic
def end(seat: Seat, *, on: date, reason: str, by: Actor) -> Seat:
    """Ends a seat; ``on`` is its last day. Raises Refused if an open meeting counts it later."""
    if not may_keep_seats(by):
        raise Refused(_FORBIDDEN)
    if not reason.strip():
        raise Refused("请写明理由，如“换届”“调离”。", field="reason")
    locked = Seat.objects.select_for_update(of=("self",)).select_related("term").get(pk=seat.pk)
    if locked.end and locked.end <= on:
        raise Refused(f"{locked}的任职已于 {locked.end} 结束。")
    if meeting := _open_meetings(locked).filter(held_on__gt=on).first():
        raise Refused(f"{locked}在进行中的“{meeting}”应到名单上，请等会议结束再办。", field="on")
    before, locked.end = locked.end, on
    register.save(locked)
    audit.record(
        locked,
        "结束任职",
        by=by,
        before={"任职至": before or "未定"},
        after={"任职至": on},
        reason=reason.strip(),
        about=locked.term,
    )
    seat.refresh_from_db()
    return seat


def _open_meetings(seat: Seat) -> QuerySet[Meeting]:
    return Meeting.objects.filter(state=MeetingState.OPEN, roll__seat=seat)
