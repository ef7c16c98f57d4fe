from datetime import date

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock, delivery, outbox
from association.base.models import OutboxRow
from members.models import Assessment, Member
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories.dues import assessed
from tests.pages import links, primary, words

pytestmark = pytest.mark.django_db

MESSAGES = reverse("portal_messages")


@pytest.fixture
def owed(antai: Member) -> Assessment:
    return assessed(antai)


def tell(owed: Assessment, person: User, number: int = 1) -> OutboxRow:
    outbox.enqueue(
        rule=f"dues-{number}",
        obj=owed,
        due_on=date(2020, 6, 30),
        channel="portal",
        recipient_key=f"user:{person.pk}",
        person=person,
        subject=f"第 {number} 次提醒",
        body="请缴费。\n\n汇款时请写明通知单编号 <b>HF</b>。",
        about=owed.member,
    )
    delivery.send_waiting()
    return OutboxRow.objects.latest("pk")


def badge(page: object) -> str:
    text = page.content.decode()  # type: ignore[attr-defined]
    return text.split('class="badge">')[1].split("<")[0] if 'class="badge">' in text else ""


def test_a_message_is_unread_until_it_is_opened(owed: Assessment, client_for: ClientFor) -> None:
    row = tell(owed, cast.person("antai_admin"))
    browser = client_for("antai_admin")
    page = browser.get(MESSAGES)
    assert "1 条未读。" in words(page)
    assert badge(page) == "1"
    opened = browser.get(reverse("portal_message", args=[row.pk]))
    assert "第 1 次提醒" in words(opened)
    assert "&lt;b&gt;HF&lt;/b&gt;" in opened.content.decode()
    assert reverse("members:dues") in links(opened)
    assert primary(opened) == 1
    page = browser.get(MESSAGES)
    assert "没有未读消息。" in words(page)
    assert badge(page) == ""


def test_every_page_of_the_members_place_leads_to_the_messages_and_none_of_the_desk(
    antai: Member, client_for: ClientFor
) -> None:
    assert f'href="{MESSAGES}"' in client_for("antai_agent").get("/portal/").content.decode()
    assert MESSAGES not in client_for("social").get("/admin/").content.decode()


def test_all_can_be_marked_as_read_and_only_ones_own(
    owed: Assessment, client_for: ClientFor
) -> None:
    for number in (1, 2):
        tell(owed, cast.person("antai_admin"), number)
    tell(owed, cast.person("antai_agent"), 3)
    browser = client_for("antai_admin")
    assert browser.get(reverse("portal_messages_read")).status_code == 405
    browser.post(reverse("portal_messages_read"))
    unread = OutboxRow.objects.filter(read_at__isnull=True)
    assert [row.person for row in unread] == [cast.person("antai_agent")]


def test_a_message_that_was_not_delivered_yet_is_not_there(
    owed: Assessment, client_for: ClientFor
) -> None:
    row = tell(owed, cast.person("antai_admin"))
    OutboxRow.objects.update(state=OutboxRow.State.WAITING)
    browser = client_for("antai_admin")
    assert "还没有消息" in words(browser.get(MESSAGES))
    assert browser.get(reverse("portal_message", args=[row.pk])).status_code == 404


def test_many_messages_come_in_pages_and_cost_no_more_queries(
    owed: Assessment,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    person, browser = cast.person("antai_admin"), client_for("antai_admin")
    tell(owed, person)
    browser.get(MESSAGES)
    with django_assert_max_num_queries(12) as one:
        browser.get(MESSAGES)
    for number in range(2, 41):
        tell(owed, person, number)
    with django_assert_max_num_queries(12) as forty:
        page = browser.get(MESSAGES)
    assert len(forty) == len(one)
    assert "第 40 次提醒" in words(page)
    assert "第 10 次提醒" not in words(page)
    following = next(link for link in links(page) if link.startswith("?after="))
    assert "第 10 次提醒" in words(browser.get(MESSAGES + following))
    assert badge(page) == "40"


def test_a_hundred_unread_are_many(owed: Assessment, client_for: ClientFor) -> None:
    person = cast.person("antai_admin")
    row = tell(owed, person)
    for number in range(100):
        row.pk, row.rule, row.message_id = None, f"x{number}", f"<{number}@example.com>"
        row.sent_at = clock.now()
        row.save()
    assert badge(client_for("antai_admin").get(MESSAGES)) == "99+"
