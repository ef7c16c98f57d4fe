"""Needs as lists: which count, what is late, where the company is, who may take one in hand."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr

from association.accounts import roles
from association.accounts.models import User
from association.base import clock
from members.enums import CardState, District, NeedState
from members.models import Need, OrganisationTypeRecord

_FIRST, _LENGTH = 3, 6  # of the credit code: the registry's district
ANSWER = "members.answer_need"
TAKEN = (NeedState.ASSIGNED, NeedState.ANSWERED, NeedState.CLOSED)


def counted() -> QuerySet[Any]:
    """Needs of signed cards, and those in hand whose card was opened again; with ``area``, the
    company's district or else its registry's, and ``type``, what the company is today."""
    registered = Substr("card__member__credit_code", _FIRST, _LENGTH)
    types = OrganisationTypeRecord.objects.filter(since__lte=clock.today()).order_by("-since")
    return (
        Need.objects.filter(Q(card__state=CardState.SIGNED) | Q(state__in=TAKEN))
        .select_related("card__member", "card__campaign", "topic", "department", "owner")
        .alias(registered=registered)
        .annotate(
            area=Case(
                When(~Q(card__member__district=""), then=F("card__member__district")),
                When(registered__in=District.values, then=F("registered")),
                default=Value(""),
            ),
            type=Subquery(
                types.filter(member=OuterRef("card__member")).values("organisation_type")[:1]
            ),
        )
    )


def waiting() -> QuerySet[Any]:
    """For who triages, the oldest first."""
    return counted().filter(state=NeedState.NEW).order_by("since", "pk")


def of_owner(user: User) -> QuerySet[Any]:
    return counted().filter(state=NeedState.ASSIGNED, owner=user).order_by("due_on", "pk")


def overdue(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(state=NeedState.ASSIGNED, due_on__lt=clock.today())


def ownerless(rows: QuerySet[Any]) -> QuerySet[Any]:
    """In the hands of somebody whose account is closed."""
    return rows.filter(state=NeedState.ASSIGNED, owner__is_active=False)


def owners() -> QuerySet[User]:
    """Who may answer, by department."""
    may = roles.giving(ANSWER)
    return (
        User.objects.filter(
            is_staff=True, is_active=True, department__isnull=False, groups__name__in=may
        )
        .select_related("department")
        .order_by("department__name", "name", "pk")
        .distinct()
    )
