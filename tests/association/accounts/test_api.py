"""The door of the API: a token and its scope, and what its owner may, at this very moment."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from association.accounts import api_tokens
from association.accounts.models import User
from tests.conftest import ClientFor
from tests.factories import api, cast

pytestmark = pytest.mark.django_db

MEMBERS = "/api/v1/members/"


def told(client: Client, address: str = MEMBERS, **headers: str) -> tuple[int, str]:
    answer = client.get(address, headers=headers)
    return answer.status_code, answer.json().get("code", "")


def test_without_a_token_nothing_is_read_and_the_way_is_told() -> None:
    answer = Client().get(MEMBERS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthenticated"
    assert "令牌" in answer.json()["message"]


@pytest.mark.parametrize("role", ["head", "antai_admin"])
def test_a_session_opens_nothing(client_for: ClientFor, role: str) -> None:
    assert told(client_for(role)) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer anlian_aaaaaaaa_x", "Basic bGluOng=", "Token x"]
)
def test_a_stray_header_is_refused(db: None, header: str) -> None:
    assert told(Client(), Authorization=header) == (401, "unauthenticated")


def test_the_kind_of_token_is_written_in_any_case() -> None:
    _, text = api.issued()
    assert told(Client(), Authorization=f"bearer {text}") == (200, "")


def test_a_scope_that_the_token_lacks_is_named() -> None:
    answer = api.client(wanted=["dues:read"]).get(MEMBERS)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "会员登记" in answer.json()["message"]


def test_a_token_is_never_more_than_its_owner_is_now(he: User) -> None:
    client = api.client()
    assert told(client, "/api/v1/ledger/") == (200, "")
    he.groups.set([Group.objects.get(name="业务部门查阅")])
    assert told(client, "/api/v1/ledger/") == (403, "forbidden")
    assert told(client, MEMBERS) == (200, "")


def test_a_closed_owner_is_as_good_as_no_token(he: User) -> None:
    client = api.client()
    User.objects.filter(pk=he.pk).update(is_active=False)
    assert told(client) == (401, "unauthenticated")


def test_a_revoked_token_is_refused(chen: User) -> None:
    row, text = api.issued()
    api_tokens.revoke(row, by=chen, reason="疑似泄露")
    assert told(api.carrying(text)) == (401, "unauthenticated")


def test_too_many_requests_of_one_token_wait(settings: Settings) -> None:
    settings.API_PER_MINUTE = 2
    client, other = api.client(), api.client()
    assert [told(client)[0] for _ in range(2)] == [200, 200]
    answer = client.get(MEMBERS)
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert told(other)[0] == 200


def test_guessing_tokens_from_one_address_ends_soon(db: None) -> None:
    answers = [told(Client(), Authorization="Bearer x")[0] for _ in range(31)]
    assert set(answers[:30]) == {401}
    assert answers[30] == 429


def test_a_refused_guesser_does_not_shut_out_who_has_a_token() -> None:
    client = api.client()
    for _ in range(32):
        told(Client(), Authorization="Bearer x")
    assert told(client) == (200, "")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_below_the_api_writes(method: str) -> None:
    answer = getattr(api.client(), method)(MEMBERS)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_only_json_is_answered() -> None:
    answer = api.client().get(MEMBERS, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "address", ["/api/v1/nowhere/", "/api/v2/members/", "/api/v1/members/%00/"]
)
def test_what_is_not_there_is_said_in_json(address: str) -> None:
    answer = api.client().get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_what_was_read_is_kept_by_nobody_on_the_way() -> None:
    assert api.client().get(MEMBERS).headers["Cache-Control"] == "no-store"


def test_an_owner_of_a_business_department_reads_members_alone() -> None:
    _, text = api.issued("reader", wanted=["members:read"])
    assert cast.person("reader").has_perm("members.view_member")
    assert told(api.carrying(text)) == (200, "")
