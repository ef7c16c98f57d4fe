"""Every address is in the access table, and everybody gets exactly what the table says."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from tests.architecture import addresses, objects
from tests.architecture.access import DOORS, STOCK
from tests.architecture.doors import HIDDEN, NO_COMPANY, SIGN_IN, Door
from tests.conftest import ClientFor
from tests.factories import cast

NO_COMPANY_PAGE = "members/portal/no_member.html"


def named() -> set[str]:
    return {name for name, _ in addresses.named(get_resolver())}


def test_every_address_is_in_the_table() -> None:
    assert sorted(named() - {door.name for door in DOORS}) == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert sorted({door.name for door in DOORS} - named()) == []


def test_every_address_stands_in_the_table_once() -> None:
    names = [door.name for door in DOORS]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_everybody_gets_what_the_table_says(door: Door, client_for: ClientFor) -> None:
    clients = {role: client_for(role) for role in cast.ROLES}
    arguments = door.at()
    told = {role: knock(door, arguments, client, role) for role, client in clients.items()}
    assert told == {role: door.expected(role) for role in cast.ROLES}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "door", [door for door in DOORS if door.foreign or door.at is not dict], ids=lambda d: d.name
)
def test_what_belongs_elsewhere_or_is_not_there_is_not_found(
    door: Door, client_for: ClientFor
) -> None:
    wrong = [door.foreign()] if door.foreign else []
    wrong += [absent] if (absent := objects.absent(door.at())) else []
    for arguments in wrong:
        for role in door.roles:
            told = knock(door, arguments, client_for(role), role)
            assert told in {HIDDEN, stock_answer(door)}, (role, arguments)


def stock_answer(door: Door) -> str:
    """The stock admin leads back to its first page, with a sentence, from what isn't there."""
    return "302" if door.name in {row.name for stock in STOCK for row in stock.doors()} else HIDDEN


@pytest.mark.django_db
@pytest.mark.parametrize("stock", STOCK, ids=lambda stock: stock.model)
def test_who_may_only_look_cannot_write_in_the_stock_admin(
    stock: Any, client_for: ClientFor
) -> None:
    door = stock.writing()
    arguments = door.at()
    told = {role: knock(door, arguments, client_for(role), role) for role in cast.ROLES}
    assert told == {role: door.expected(role) for role in cast.ROLES}


def knock(door: Door, arguments: Mapping[str, Any], client: Client, role: str) -> str:
    """What this person is told; nothing that the request wrote is kept."""
    with transaction.atomic():
        address = reverse(door.name, kwargs=dict(arguments) or None)
        let_in = role in door.roles
        if door.sends is None:
            response = client.get(address, follow=not let_in)
        else:
            response = client.post(address, door.sends, follow=not let_in)
        told = in_words(response, let_in=let_in)
        if response.streaming:
            response.getvalue()  # reads the file to its end, which closes it
        transaction.set_rollback(True)
    return told


def in_words(response: HttpResponse, *, let_in: bool) -> str:
    if not let_in and response.request["PATH_INFO"] == reverse("account_login"):
        return SIGN_IN
    if any(template.name == NO_COMPANY_PAGE for template in response.templates):
        return NO_COMPANY
    return str(response.status_code)
