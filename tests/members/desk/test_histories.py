from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from association.base import audit
from members.models import (
    BodyTerm,
    DiscountPolicy,
    JoiningApplication,
    Meeting,
    Need,
    NeedsCampaign,
    NeedsCard,
    NeedsMeeting,
    Payment,
    ReliefApplication,
    ReliefPolicy,
    Service,
    ServiceOrder,
)
from tests.architecture.access import DOORS
from tests.conftest import ClientFor

pytestmark = pytest.mark.django_db
DOOR = {door.name: door for door in DOORS}


def itself(row: Any) -> Any:
    return row


def its_member(row: Any) -> Any:
    return row.member


# The page, whose it is, and on whose timeline its record stands.
PAGES: list[tuple[str, type[Model], Callable[[Any], Any]]] = [
    ("term", BodyTerm, itself),
    ("meeting", Meeting, itself),
    ("policy", ReliefPolicy, itself),
    ("payment", Payment, itself),
    ("discount", DiscountPolicy, itself),
    ("service", Service, itself),
    ("order", ServiceOrder, its_member),
    ("relief", ReliefApplication, its_member),
    ("need", Need, lambda row: row.card.member),
    ("needs_campaign", NeedsCampaign, itself),
    ("needs_card", NeedsCard, itself),
    ("needs_meeting", NeedsMeeting, itself),
    ("joiningapplication_change", JoiningApplication, itself),
]


@pytest.mark.parametrize(("name", "model", "whose"), PAGES, ids=[name for name, _, _ in PAGES])
def test_the_record_of_a_page_is_read_from_its_very_beginning(
    client_for: ClientFor, name: str, model: type[Model], whose: Callable[[Any], Any]
) -> None:
    # The page of a campaign that is only drafted writes it instead.
    door = DOOR[f"admin:members_{name.replace('needs_campaign', 'needs_cards')}"]
    arguments = door.at()
    row = model._default_manager.get(pk=arguments.get("pk") or arguments["object_id"])
    for number in range(60):
        audit.record(row, f"第{number}步", by=None, about=whose(row))
    address = reverse(f"admin:members_{name}", kwargs=arguments)
    seen = client_for(door.roles[0]).get(address).content.decode()
    assert "第59步" in seen
    assert "第0步" in seen
