"""What is looked for: calls that are open, submissions by state, how old the oldest is."""

from django.db.models import Q, QuerySet

from association.base import clock
from bulletin.enums import SubmissionState
from bulletin.models import Call, Column, Submission


def open_calls() -> QuerySet[Call]:
    """The last day belongs to a call; one without an end goes on."""
    today = clock.today()
    return (
        Call.objects.filter(opens_on__lte=today)
        .filter(Q(closes_on__isnull=True) | Q(closes_on__gte=today))
        .prefetch_related("columns")
    )


def columns_for_members() -> QuerySet[Column]:
    return Column.objects.filter(active=True, open_to_members=True)


def handed_in() -> QuerySet[Submission]:
    """What the desk sees: drafts are their author's alone."""
    return Submission.objects.exclude(state=SubmissionState.DRAFT).exclude(
        state=SubmissionState.WITHDRAWN, number=None
    )


def to_sort() -> QuerySet[Submission]:
    return Submission.objects.filter(state=SubmissionState.SUBMITTED)
