"""监事 read all money and change nothing, whatever they send to whichever page of the secretariat."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from members.models import AssessmentRun, LedgerEntry, Payment, PublishedAccounts
from tests.architecture.access import DOORS
from tests.architecture.doors import Desk, Door
from tests.architecture.test_urls import undone
from tests.conftest import signed_in

OWN = {"admin:login", "admin:logout", "style"}
"""Signing in and out is everybody's; the page of specimens belongs to nobody's data."""
MONEY = (LedgerEntry, Payment, AssessmentRun, PublishedAccounts)


@pytest.fixture(scope="module")
def supervisor(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """盛仪, signed in once for all rows."""
    with django_db_blocker.unblock(), undone():
        yield signed_in("supervisor")


@pytest.mark.parametrize(
    "door",
    [door for door in DOORS if isinstance(door, Desk) and door.name not in OWN],
    ids=lambda door: door.name,
)
def test_whatever_a_supervisor_sends_is_refused(door: Door, supervisor: Client) -> None:
    with undone():
        arguments = dict(door.at())
        before = [model.objects.count() for model in MONEY]
        address = f"{reverse(door.name, kwargs=arguments or None)}?{door.asks}"
        response = supervisor.post(address, dict(door.sends or {}))
        assert response.status_code == 403
        assert [model.objects.count() for model in MONEY] == before
