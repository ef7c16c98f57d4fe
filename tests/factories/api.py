"""Tokens of the API, made by the door, and a client that carries one."""

from collections.abc import Iterable
from datetime import timedelta

from django.test import Client

from association.accounts import api_tokens, scopes
from association.accounts.models import ApiToken
from association.base import clock
from tests.factories import cast


def issued(
    owner: str = "finance", *, by: str = "head", wanted: Iterable[str] = (), days: int = 30
) -> tuple[ApiToken, str]:
    """陈 makes one in the name of 贺, for everything unless told otherwise."""
    return api_tokens.issue(
        name="财务软件对接",
        owner=cast.person(owner),
        scopes=wanted or scopes.table(),
        expires_on=clock.today() + timedelta(days=days),
        by=cast.person(by),
    )


def carrying(text: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"})


def client(owner: str = "finance", *, wanted: Iterable[str] = ()) -> Client:
    return carrying(issued(owner, wanted=wanted)[1])
