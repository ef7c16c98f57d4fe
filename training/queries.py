"""What waits across all classes: the lists that the desk opens and counts."""

from django.db.models import Exists, OuterRef, QuerySet

from training.enums import GONE, EnrolmentState, PhotoState
from training.models import Enrolment, Override, Photo, SettlementLine


def to_judge() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(state=EnrolmentState.REGISTERED)


def photos_to_judge() -> QuerySet[Photo]:
    """The latest of each person who is in a class."""
    later = Photo.objects.filter(trainee=OuterRef("trainee"), pk__gt=OuterRef("pk"))
    inside = Enrolment.objects.filter(trainee=OuterRef("trainee")).exclude(state__in=GONE)
    return Photo.objects.filter(~Exists(later), Exists(inside), state=PhotoState.PENDING)


def exceptions_to_decide() -> QuerySet[Override]:
    return Override.objects.filter(granted=None)


def to_settle() -> QuerySet[SettlementLine]:
    return SettlementLine.objects.filter(state=SettlementLine.State.DUE)
