"""What is looked for: calls that are open, submissions by state, articles by stage."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from association.accounts import roles
from association.accounts.models import User
from association.base import clock
from bulletin.enums import Stage, SubmissionState
from bulletin.models import Article, Call, Column, Contributor, Submission
from members.models import Member, Representative


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
    return Submission.objects.exclude(number=None).exclude(state=SubmissionState.DRAFT)


def to_sort() -> QuerySet[Submission]:
    return Submission.objects.filter(state=SubmissionState.SUBMITTED)


def contributors(member: Member) -> QuerySet[Contributor]:
    """Employees who write for it now, the latest first. Who has not begun a piece is no name to show:
    anybody can ask for a link to an address, also to one that already has an account."""
    wrote = Submission.objects.filter(member=member, submitter=OuterRef("user"))
    rows = Contributor.objects.filter(Exists(wrote), member=member, ended_at=None)
    return rows.select_related("user").order_by("-asked_at")


def offered_to(user: OuterRef) -> QuerySet[Any, Any]:
    """How many pieces of employees wait for this person to hand them in, as a subquery; ``user`` is
    asked for two queries further out."""
    acting = Representative.objects.filter(user=user, ended_at__isnull=True)
    return (
        Submission.objects.filter(state=SubmissionState.OFFERED, member__in=acting.values("member"))
        .order_by()
        .values("state")
        .annotate(n=Count("pk"))
        .values("n")
    )


WORKED_ON = (Stage.EDITING, Stage.FIRST, Stage.SECOND, Stage.FINAL, Stage.PROOFS, Stage.READY)


def in_stage(stage: str) -> QuerySet[Article]:
    return Article.objects.filter(stage=stage)


def overdue() -> QuerySet[Article]:
    """The day that it is due on belongs to it."""
    return Article.objects.filter(stage__in=WORKED_ON, due_on__lt=clock.today())


def board() -> dict[tuple[int, str], int]:
    """How many pieces of each column wait in each stage."""
    rows = Article.objects.filter(stage__in=WORKED_ON).order_by().values("column", "stage")
    return {(row["column"], row["stage"]): row["n"] for row in rows.annotate(n=Count("pk"))}


def editors() -> QuerySet[User]:
    """Who can answer for a piece: by their own role, not one that they stand in for."""
    able = Q(groups__name__in=roles.giving("bulletin.edit_article")) | Q(is_superuser=True)
    return User.objects.filter(able, is_staff=True, is_active=True).distinct()
