"""One day, and what is due on it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.models import OutboxRow
from standardization.enums import (
    AssignmentState,
    CaseState,
    ClockKind,
    FindingState,
)
from standardization.models import (
    Assignment,
    Case,
    Clock,
    Expert,
    ReviewReminderRule,
)
from tests.factories import cast
from tests.factories import standardization as make

TODAY = date(2020, 6, 10)  # a Wednesday
S, A = CaseState, AssignmentState


@pytest.fixture(autouse=True)
def _one_day(db: None) -> Iterator[None]:
    """Everything happens at ten o'clock; every rule was switched on a year before."""
    with clock.at("2020-06-10T10:00"):
        ReviewReminderRule.objects.update(switched_on_at=clock.now() - timedelta(365))
        yield


def only(*codes: str) -> None:
    ReviewReminderRule.objects.exclude(code__in=codes).update(active=False)


def later(days: int) -> Any:
    return clock.at(datetime(2020, 6, 10, 10, tzinfo=clock.TZ) + timedelta(days))


def sent(code: str, channel: str = "portal") -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(rule=f"review.{code}", channel=channel).order_by("pk"))


def spoke() -> list[str]:
    """The rules that wrote to somebody, each as often as it did."""
    rows = OutboxRow.objects.filter(channel="portal").order_by("pk")
    return [row.rule.removeprefix("review.") for row in rows]


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def expert() -> Expert:
    return Expert.objects.get(user=cast.person("expert"))


@pytest.fixture
def case(shi: User) -> Case:
    cast.person("antai_admin")
    row = make.case(cast.company("antai"), by=shi, state=S.REVIEWING)
    Case.objects.filter(pk=row.pk).update(officer=shi)
    return Case.objects.get(pk=row.pk)


def asked(case: Case, expert: Expert, *, state: str = A.CLEAR, **dates: date) -> Assignment:
    row = make.assignment(case, expert, by=case.created_by, state=state)
    given = {"respond_by": TODAY, "deliver_by": TODAY + timedelta(20)} | dates
    Assignment.objects.filter(pk=row.pk).update(**given)
    row.refresh_from_db()
    return row


def found(case: Case, deadline: date, state: str = FindingState.FIXING) -> Any:
    row = make.finding(case, by=case.created_by, state=state)
    row.deadline = deadline
    row.save()
    return row


def overdue(case: Case, due_on: date, kind: str = ClockKind.MATERIALS) -> Clock:
    return Clock.objects.create(
        case=case, kind=kind, started_on=date(2020, 1, 2), working_days=10, due_on=due_on
    )
