"""What somebody sees by sitting in a body: the meetings of the own seats; a supervisor all."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from association.base import clock
from members.enums import MeetingMode, MeetingState, MotionState
from members.models import Attendance, Ballot, Meeting, Motion, Recusal, Resolution, Seat


def seats_of(user: Any) -> QuerySet[Seat]:
    """Every seat that this person has or had: what one took part in can be read later, too."""
    return Seat.objects.filter(user=user.pk).select_related("term__body")


def held_now(user: Any) -> QuerySet[Seat]:
    """The seats that this person holds today: neither the seat nor its term has ended."""
    today = clock.today()
    return seats_of(user).filter(
        Q(end=None) | Q(end__gte=today),
        Q(term__end=None) | Q(term__end__gte=today),
        start__lte=today,
    )


def supervises(user: Any) -> bool:
    """Sits in the board of supervisors today, and reads what every body does."""
    return held_now(user).filter(term__body__kind=Resolution.Body.SUPERVISORS).exists()


def meetings_of(user: Any) -> QuerySet[Meeting]:
    """The meetings on whose roll a seat of theirs stands; for a supervisor all of them. A vote by
    correspondence shows itself when it opens, a meeting in a room as soon as it is called.
    """
    shown = Meeting.objects.filter(
        Q(state__in=[MeetingState.OPEN, MeetingState.CLOSED])
        | Q(state=MeetingState.CALLED, mode=MeetingMode.ON_SITE)
    ).select_related("term__body")
    if supervises(user):
        return shown
    return shown.filter(roll__seat__user=user.pk).distinct()


def awaited(user: Any) -> QuerySet[Attendance]:
    """Where a ballot of this person (a key, or a reference to one) can still come: the places on
    the rolls of votes by correspondence that run, with a matter neither voted on nor recused from.
    """
    seat = OuterRef(OuterRef("seat"))
    left = Motion.objects.filter(
        ~Exists(Ballot.objects.filter(motion=OuterRef("pk"), seat=seat)),
        ~Exists(Recusal.objects.filter(motion=OuterRef("pk"), seat=seat)),
        meeting=OuterRef("meeting"),
        state=MotionState.OPEN,
    )
    return Attendance.objects.filter(
        Exists(left),
        seat__user=user,
        meeting__state=MeetingState.OPEN,
        meeting__mode=MeetingMode.CORRESPONDENCE,
    )
