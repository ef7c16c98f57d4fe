"""What a reader does from a mail: without an account, without cookies, and nothing by accident."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from association.base import clock
from association.base.models import OutboxRow
from bulletin.mailing import links, suppressing
from bulletin.mailing.enums import SubscriberState, SuppressionReason
from bulletin.models import Delivery, Subscriber
from tests.conftest import signed_in
from tests.factories import cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db
S = SubscriberState


@pytest.fixture
def stranger() -> Client:
    """As a mail program is: no cookies, and the checks against forgery are on."""
    return Client(enforce_csrf_checks=True)


def at(name: str, row: Subscriber) -> str:
    return reverse(f"bulletin:{name}", args=[row.token])


def state(row: Subscriber) -> str:
    row.refresh_from_db()
    return row.state


def test_one_post_unsubscribes_without_cookie_token_or_redirect(stranger: Client) -> None:
    make.released(readers=1)
    row = Subscriber.objects.get()
    answer = stranger.post(at("unsubscribe", row), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "已退订" in answer.content.decode()
    assert state(row) == S.UNSUBSCRIBED
    assert Delivery.objects.get().row.state == "skipped"  # what waited stays at home as well
    assert "<h1>已退订" in stranger.post(at("unsubscribe", row)).content.decode()


def test_to_open_the_link_never_unsubscribes(stranger: Client) -> None:
    row = make.reader()
    for ask in (stranger.get, stranger.head):
        assert ask(at("unsubscribe", row)).status_code == 200
    assert state(row) == S.ACTIVE
    assert "<form" in stranger.get(at("unsubscribe", row)).content.decode()
    assert stranger.put(at("unsubscribe", row)).status_code == 405


def test_a_link_that_is_nobodys_is_not_found(stranger: Client) -> None:
    for name in ("unsubscribe", "subscription", "subscription_data"):
        assert stranger.get(reverse(f"bulletin:{name}", args=["made-up"])).status_code == 404
    assert stranger.post(reverse("bulletin:unsubscribe", args=["made-up"])).status_code == 404


def test_from_the_page_to_the_mail_to_the_subscription() -> None:
    browser = Client()
    page = reverse("bulletin:subscribe")
    answer = browser.post(page, {"address": "New@Example.org", "name": "邵一"})
    assert "查收" in answer.content.decode()
    found = re.search(r"http://\S+?(/bulletin/\S+)", OutboxRow.objects.get().body)
    assert found
    assert "确认订阅" in browser.get(found[1]).content.decode()
    row = Subscriber.objects.get()
    assert row.state == S.PENDING  # to open it asks only
    assert "已订阅" in browser.post(found[1]).content.decode()
    assert state(row) == S.ACTIVE


def test_the_page_does_not_tell_who_is_subscribed() -> None:
    make.reader(1)
    browser, page = Client(), reverse("bulletin:subscribe")
    known, new = (
        re.sub(r'value="\w{64}"', "", browser.post(page, {"address": each}).content.decode())
        for each in ("r1@example.org", "r9@example.org")
    )
    assert known.replace("r1@", "r9@") == new


def test_what_is_no_address_is_said_and_kept() -> None:
    answer = Client().post(reverse("bulletin:subscribe"), {"address": "a@b.org\r\nBcc: c@d.org"})
    assert answer.status_code == 422
    assert not Subscriber.objects.exists()
    answer = Client().post(reverse("bulletin:subscribe"), {"address": "nobody", "name": "邵一"})
    assert "邮箱地址“nobody”不能用" in answer.content.decode()
    assert "邵一" in answer.content.decode()


def test_one_place_may_not_ask_for_ever() -> None:
    page = reverse("bulletin:subscribe")
    with clock.at(datetime(2026, 3, 2, 9, 30, tzinfo=clock.TZ)):  # one window holds them all
        told = [
            Client().post(page, {"address": f"n{n}@example.org"}).status_code for n in range(11)
        ]
    assert told == [200] * 10 + [422]
    assert Subscriber.objects.count() == 10


def test_a_stale_confirmation_says_so(stranger: Client) -> None:
    answer = stranger.get(reverse("bulletin:subscription_confirm", args=["made-up"]))
    assert answer.status_code == 404
    assert "链接不能用了" in answer.content.decode()


def test_preferences_data_and_erasure_by_the_link_alone() -> None:
    row, browser = make.reader(), Client()
    answer = browser.post(at("subscription", row), {"name": "新称呼"})
    assert "已保存" in answer.content.decode()
    row.refresh_from_db()
    assert (row.name, row.wants_issues) == ("新称呼", False)
    download = browser.get(at("subscription_data", row))
    assert json.loads(download.getvalue())["称呼"] == "新称呼"
    assert "已清除" in browser.post(at("subscription_erase", row)).content.decode()
    assert not Subscriber.objects.exists()


def test_in_the_portal_it_is_one_click(settings: object) -> None:
    person = cast.person("antai_admin")
    person.email = "an.ran@antai.example"
    person.save()
    browser, page = signed_in("antai_admin"), reverse("bulletin:my_subscription")
    assert "an.ran@antai.example" in browser.get(page).content.decode()
    browser.post(page, {"act": "subscribe", "address": "an.ran@antai.example"})
    row = Subscriber.objects.get()
    assert (row.state, row.member) == (S.ACTIVE, cast.company("antai"))
    browser.post(page, {"act": "prefer", "name": "安", "wants_issues": "on"})
    row.refresh_from_db()
    assert row.name == "安"
    browser.post(page, {"act": "unsubscribe"})
    assert state(row) == S.UNSUBSCRIBED
    browser.post(page, {"act": "subscribe", "address": "an.ran@antai.example"})
    assert state(row) == S.ACTIVE


def test_in_the_portal_it_is_said_that_mail_came_back_and_how_to_go_on() -> None:
    person = cast.person("antai_admin")
    person.email = "an.ran@antai.example"
    person.save()
    browser, page = signed_in("antai_admin"), reverse("bulletin:my_subscription")
    told = {"act": "subscribe", "address": "an.ran@antai.example"}
    browser.post(page, told)
    Subscriber.objects.update(asked_at=clock.now() - timedelta(days=1))
    suppressing.suppress(
        address="an.ran@antai.example", reason=SuppressionReason.BOUNCED, note="5.1.1", by=None
    )
    assert "已停发" in browser.get(page).content.decode()
    assert "确认邮件已发到" in browser.post(page, told, follow=True).content.decode()
    row = Subscriber.objects.get()
    signed = links.confirmation(row).rstrip("/").rsplit("/", 1)[1]
    where = reverse("bulletin:subscription_confirm", args=[signed])
    assert "确认订阅" in Client().get(where).content.decode()
    assert "已订阅" in Client().post(where).content.decode()
    assert "已停发" not in browser.get(page).content.decode()
