"""Meetings, matters and seats that the addresses of the access table are about."""

from members.enums import MeetingState, MotionState
from members.governance import meetings, motions
from members.models import BodyTerm, Meeting, Motion, Seat
from tests.architecture.objects import paper
from tests.factories import cast, governance


def seat() -> Seat:
    return governance.seat(governance.term())


def standing_council() -> BodyTerm:
    """Nine delegates or more, as many as others have seated."""
    row = governance.term()
    return governance.term(seats=max(0, 9 - row.seats.count()))


def meeting() -> Meeting:
    """A meeting of the standing council in a room, called for today."""
    return governance.on_site(standing_council())


def open_meeting() -> Meeting:
    """One in a room with everybody there."""
    of = standing_council()
    return governance.attended(of, of.seats.count())


def motion() -> Motion:
    """A matter with its paper, on the agenda of that meeting."""
    return governance.motion(meeting(), paper=paper())


def carried_motion() -> Motion:
    """One of an open meeting, counted, that would carry."""
    counted = Motion.objects.filter(state=MotionState.OPEN, in_favour__gt=0)
    return counted.filter(meeting__state=MeetingState.OPEN).first() or _unanimous(open_meeting())


def _unanimous(of: Meeting) -> Motion:
    row = governance.motion(of)
    everybody = of.roll.filter(present=True).count()
    by = governance.officer()
    motions.count(row, in_favour=everybody, against=0, abstained=0, by=by)
    return row


def closed_meeting() -> Meeting:
    closed = Meeting.objects.filter(state=MeetingState.CLOSED)
    return closed.first() or meetings.close(open_meeting(), by=governance.officer())


def ballot_paper() -> Motion:
    """A matter with its paper, in a vote by correspondence that is open to the delegate."""
    cast.person("delegate")
    return governance.voting(governance.term(), paper=paper())


def supervisors_paper() -> Motion:
    """One of the supervisors' own."""
    cast.person("supervisor")
    return governance.voting(governance.term("supervisors"), paper=paper())
