"""Tokens on the desk: made in a session with a second factor, shown once, revoked with a reason."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from association.accounts.models import ApiToken, User
from association.base import clock
from tests.conftest import ClientFor
from tests.factories import accounts, api
from tests.pages import main, words

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/accounts/apitoken/", "/admin/accounts/apitoken/add/"


def filled(owner: User, **changes: object) -> dict[str, object]:
    return {
        "name": "财务软件读会费",
        "owner": owner.pk,
        "scopes": ["members:read", "dues:read"],
        "expires_on": "2026-12-31",
        **changes,
    }


@pytest.fixture(autouse=True)
def _today() -> object:
    with clock.at("2026-11-22T10:00:00"):
        yield


def test_a_made_token_is_shown_this_once_and_works(client_for: ClientFor, he: User) -> None:
    browser = client_for("head")
    shown = browser.post(ADD, filled(he), follow=True)
    row = ApiToken.objects.get()
    assert (row.name, row.scopes, row.expires_on) == (
        "财务软件读会费",
        ["dues:read", "members:read"],
        date(2026, 12, 31),
    )
    text = main(shown).partition('value="anlian_')[2].partition('"')[0]
    assert "no-store" in shown.headers["Cache-Control"]
    assert api.carrying(f"anlian_{text}").get("/api/v1/dues/").status_code == 200
    again = browser.get(reverse("admin:accounts_apitoken_change", args=[row.pk]))
    assert row.prefix in words(again)
    assert text not in main(again)


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(
    client_for: ClientFor, he: User
) -> None:
    answer = client_for("head").post(ADD, filled(he, expires_on="2028-01-01"))
    assert answer.status_code == 422
    assert "最长一年" in words(answer)
    assert 'value="财务软件读会费"' in main(answer)
    assert main(answer).count("checked") == 2
    assert not ApiToken.objects.exists()


def test_without_a_scope_the_form_says_so(client_for: ClientFor, he: User) -> None:
    answer = client_for("head").post(ADD, filled(he, scopes=[]))
    assert answer.status_code == 422
    assert "请至少选一个范围。" in words(answer)


def test_nobody_is_offered_oneself(client_for: ClientFor, chen: User, he: User) -> None:
    page = main(client_for("head").get(ADD))
    assert f'<option value="{he.pk}">' in page
    assert f'<option value="{chen.pk}">' not in page


def test_a_session_without_a_second_factor_makes_none(
    he: User, chen: User, settings: Settings
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    browser = Client()
    browser.post("/account/login/", {"login": chen.username, "password": accounts.PASSWORD})
    assert browser.get(ADD).status_code == 302
    assert browser.post(ADD, filled(he)).status_code == 403
    assert not ApiToken.objects.exists()


def test_the_list_says_how_each_one_stands(client_for: ClientFor, he: User) -> None:
    with clock.at("2026-01-01"):
        api.issued(days=30)
    fresh, _ = api.issued()
    User.objects.filter(pk=he.pk).update(is_active=True)
    page = words(client_for("general").get(LIST))
    assert "已到期" in page
    assert "可用" in page
    assert fresh.prefix in page
    assert "没有用过" in page


def test_revoking_takes_a_reason_and_ends_it(client_for: ClientFor) -> None:
    row, text = api.issued()
    browser = client_for("general")
    address = reverse("admin:accounts_apitoken_revoke", args=[row.pk])
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "对接已停用"}).status_code == 302
    assert api.carrying(text).get("/api/v1/members/").status_code == 401
    page = words(browser.get(reverse("admin:accounts_apitoken_change", args=[row.pk])))
    assert "已撤销" in page
    assert "对接已停用" in page


def test_a_token_cannot_be_edited(client_for: ClientFor) -> None:
    row, _ = api.issued()
    address = reverse("admin:accounts_apitoken_change", args=[row.pk])
    assert client_for("head").post(address, {"name": "另一个"}).status_code == 403
    row.refresh_from_db()
    assert row.name == "财务软件对接"
