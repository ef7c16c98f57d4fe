"""Bodies with their seats, written row by row; meetings and motions come through their doors."""

from datetime import date, datetime, timedelta
from typing import Any

from association.accounts.models import User
from association.base import clock
from members.governance import meetings, motions
from members.models import Body, BodyTerm, Meeting, Member, Motion, Resolution, Seat
from tests.factories import accounts


def officer() -> User:
    """吴佳 of the general office, who holds the meetings (``cast``)."""
    return User.objects.filter(username="wu.jia").first() or accounts.staff(
        "general", "吴佳", username="wu.jia"
    )


STANDING_COUNCIL = Resolution.Body.STANDING_COUNCIL


def term(kind: str = STANDING_COUNCIL, *, seats: int = 0, **rule: Any) -> BodyTerm:
    """A term that began a year ago, with so many seats that nobody signs in for."""
    body = Body.objects.get(kind=kind)
    if rule:
        Body.objects.filter(pk=body.pk).update(**rule)
        body.refresh_from_db()
    today = clock.today()
    row = BodyTerm.objects.filter(body=body, end=None).first() or BodyTerm.objects.create(
        body=body, title="第三届", start=today - timedelta(days=365)
    )
    Seat.objects.bulk_create(
        Seat(term=row, name=f"代表{number}", start=row.start) for number in range(1, seats + 1)
    )
    return row


def seat(
    of: BodyTerm, user: User | None = None, *, member: Member | None = None, **fields: Any
) -> Seat:
    """The seat of somebody who signs in."""
    user = user or accounts.user("裴宁")
    return Seat.objects.create(
        **{
            "term": of,
            "name": user.name,
            "user": user,
            "member": member,
            "start": of.start,
            **fields,
        }
    )


def on_site(of: BodyTerm, *, on: date | None = None, by: User | None = None) -> Meeting:
    return meetings.call(
        of,
        title="第三次会议",
        mode="on_site",
        held_on=on or clock.today(),
        on_site_reason="事项须当面讨论",
        head_count=45,
        by=by or officer(),
    )


def remote(of: BodyTerm, *, deadline: datetime | None = None, by: User | None = None) -> Meeting:
    """A vote by correspondence that runs for a week, not yet opened."""
    return meetings.call(
        of,
        title="第五次通讯表决",
        held_on=clock.today(),
        deadline=deadline or clock.now() + timedelta(days=7),
        by=by or officer(),
    )


def motion(of: Meeting, **fields: Any) -> Motion:
    fields.setdefault("title", "关于减免会费的议案")
    fields.setdefault("text", "同意减免。")
    return motions.put(of, by=officer(), **fields)


def voting(of: BodyTerm, **fields: Any) -> Motion:
    """A matter of a vote by correspondence that is open now."""
    row = motion(remote(of), **fields)
    meetings.open(row.meeting, by=officer())
    return row


def attended(of: BodyTerm, present: int, *, seats: list[Seat] | None = None) -> Meeting:
    """An open meeting in a room with so many present: those named, then the first of the others."""
    meeting = on_site(of)
    here = list(seats or [])
    here += [row for row in of.seats.filter(end=None) if row not in here][: present - len(here)]
    meetings.record_attendance(meeting, present=here, by=officer())
    return meetings.open(meeting, by=officer())
