"""The API's lists of 50 rows, with 10,000 assessed members behind them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from association.accounts import api_tokens, roles, scopes
from association.accounts.models import User
from association.base import clock
from benchmarks.meter import counted, cpu_per, emit


def measure() -> None:
    settings.API_PER_MINUTE = 10**9  # what is measured is the work, not the patience
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {_token()}"})
    for name in ("members", "dues", "ledger", "standards"):
        _list(client, name)


def _list(client: Client, name: str) -> None:
    url = reverse(f"api_{name}")

    def read() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    read()
    with counted() as queries:
        read()
    emit(
        f"api.{name}_50-queries",
        f"API, {name}, 50 rows: queries",
        len(queries),
        "queries",
        "≤ 5 queries",
    )
    emit(f"api.{name}_50-cpu", f"API, {name}, 50 rows: CPU of web and database",
         round(cpu_per(read) * 1000, 1), "CPU ms", "≤ 10 ms")  # fmt: skip


def _token() -> str:
    maker, owner = _staff("bench.chen", "head"), _staff("bench.he", "finance")
    _, text = api_tokens.issue(
        name="bench",
        owner=owner,
        scopes=scopes.table(),
        expires_on=clock.today() + timedelta(days=1),
        by=maker,
    )
    return text


def _staff(username: str, role: str) -> User:
    user = User.objects.create_user(username, None, name=username, is_staff=True)
    user.groups.add(Group.objects.get(name=roles.table()[role]["name"]))
    return user
