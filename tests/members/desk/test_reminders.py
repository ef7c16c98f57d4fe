import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import audit, clock, delivery
from association.base.models import OutboxRow
from members.models import Member, ReminderRule
from members.reminders.turns import remind
from tests.conftest import ClientFor
from tests.factories import members as make
from tests.factories.dues import assessed
from tests.factories.reminders import rule
from tests.pages import links, primary, words

pytestmark = pytest.mark.django_db

OVERVIEW = reverse("admin:members_reminders")
MESSAGES = reverse("admin:members_reminder_messages")
RULE = "admin:members_reminderrule_change"
State = OutboxRow.State


@pytest.fixture
def reminded(antai: Member) -> ReminderRule:
    """安泰 was reminded by mail; in the portal it has nobody."""
    Member.objects.filter(pk=antai.pk).update(email="office@antai.example")
    assessed(antai)
    row: ReminderRule = rule(-30, title="到期前 30 天")
    with clock.at("2020-05-31T09:00"):
        remind()
        delivery.send_waiting()
    return row


def test_the_account_stands_there_and_every_number_opens_what_it_counts(
    reminded: ReminderRule, client_for: ClientFor
) -> None:
    browser = client_for("finance")
    with clock.at("2020-06-01T12:00"):
        page = browser.get(OVERVIEW)
    assert "到期前 30 天 2020-06-30 1 2 1 1 0 0 0 相等" in words(page)
    assert "没有可登录的单位用户 1 条" in words(page)
    assert "对不上" not in words(page)
    numbers = [link for link in links(page) if link.startswith(MESSAGES)]
    assert len(numbers) == 2
    sent, skipped = (words(browser.get(link.replace("&amp;", "&"))) for link in numbers)
    assert "共 1 条" in sent
    assert "北京安泰晨岭建材有限公司 2020 电子邮件 2020 年度会费还有 30 天到期 已发送" in sent
    assert "没有可登录的单位用户 未发送" in skipped


def test_what_does_not_add_up_is_said_first(reminded: ReminderRule, client_for: ClientFor) -> None:
    OutboxRow.objects.filter(channel="email").delete()
    with clock.at("2020-06-01T12:00"):
        text = words(client_for("finance").get(OVERVIEW))
    assert "应发 2 条，记录 1 条，不相等。" in text
    assert text.index("对不上") < text.index("账目")


def test_without_any_reminder_the_page_says_what_would_stand_there(client_for: ClientFor) -> None:
    text = words(client_for("general").get(OVERVIEW))
    assert "还没有到期的提醒。" in text
    for title in ("到期前 30 天 停用", "到期前 7 天 停用", "逾期 7 天 停用"):
        assert title in text


def test_while_every_rule_is_off_the_page_says_that_nobody_is_reminded(
    client_for: ClientFor,
) -> None:
    browser = client_for("finance")
    page = browser.get(OVERVIEW)
    assert "系统现在不会向会员发任何会费提醒" in words(page)
    assert reverse("admin:members_reminderrule_changelist") in links(page)
    rule(-30)
    assert "系统现在不会向会员发任何会费提醒" not in words(browser.get(OVERVIEW))


def test_the_number_of_what_waits_opens_what_is_being_sent_as_well(
    reminded: ReminderRule, client_for: ClientFor
) -> None:
    OutboxRow.objects.filter(channel="email").update(state=State.SENDING)
    browser = client_for("finance")
    with clock.at("2020-06-01T12:00"):
        numbers = [link for link in links(browser.get(OVERVIEW)) if link.startswith(MESSAGES)]
    _, on_its_way = numbers
    page = words(browser.get(on_its_way.replace("&amp;", "&")))
    assert "共 1 条" in page
    assert "发送中" in page


@pytest.fixture
def uncertain(reminded: ReminderRule) -> OutboxRow:
    row = OutboxRow.objects.get(channel="email")
    row.state, row.reason = State.UNCERTAIN, "连接中断，不知道对方是否收下"
    row.save()
    return row


def test_an_uncertain_mail_waits_on_the_first_page_and_is_decided_with_a_reason(
    uncertain: OutboxRow, client_for: ClientFor, antai: Member
) -> None:
    browser = client_for("finance")
    queue = f"{MESSAGES}?state=uncertain"
    assert queue in links(browser.get(reverse("admin:index")))
    here = reverse("admin:members_reminder_message", args=[uncertain.pk])
    assert here in links(browser.get(queue))
    page = browser.get(here)
    assert "office@antai.example" in words(page)
    assert primary(page) == 1
    door = reverse("admin:members_reminder_decide", args=[uncertain.pk, "confirm"])
    assert browser.post(door, {"reason": ""}).status_code == 422
    assert browser.post(door, {"reason": "邮件服务器日志里有"}, follow=True).status_code == 200
    uncertain.refresh_from_db()
    assert uncertain.state == State.SENT
    assert audit.timeline(antai)[0].reason == "邮件服务器日志里有"
    again = browser.post(door, {"reason": "再来一次"})
    assert again.status_code == 422
    assert "现在是“已发送”" in words(again)


def test_who_may_only_look_sees_no_step_and_finds_no_other_verb(
    uncertain: OutboxRow, client_for: ClientFor
) -> None:
    here = reverse("admin:members_reminder_message", args=[uncertain.pk])
    assert "重发" not in [
        word for word in words(client_for("head").get(here)).split() if word == "重发"
    ]
    strange = reverse("admin:members_reminder_decide", args=[uncertain.pk, "forget"])
    assert client_for("finance").get(strange).status_code == 404


def test_what_cannot_be_read_in_the_address_shows_all(
    reminded: ReminderRule, client_for: ClientFor
) -> None:
    page = client_for("finance").get(f"{MESSAGES}?state=lost&due_on=yesterday&after=x")
    assert "共 2 条" in words(page)


def test_a_long_list_costs_the_queries_of_a_short_one(
    reminded: ReminderRule,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = client_for("finance")
    browser.get(MESSAGES)
    with django_assert_max_num_queries(14) as short:
        browser.get(MESSAGES)
    for number in range(30):
        assessed(make.member(email=f"m{number}@example.com"))
    with clock.at("2020-06-01T12:00"):
        remind()
    with django_assert_max_num_queries(14) as long:
        page = browser.get(MESSAGES)
    assert "共 62 条" in words(page)
    assert len(long) == len(short)
    assert any(link.startswith("?after=") for link in links(page))


def form_of(row: ReminderRule, **changes: object) -> dict[str, object]:
    return {
        "title": row.title,
        "level": row.level,
        "days": row.days,
        "roles": row.roles,
        "channels": row.channels,
        "subject": row.subject,
        "body": row.body,
        **({"active": "on"} if row.active else {}),
        **changes,
    }


def test_a_rule_is_switched_on_here_and_knows_since_when(client_for: ClientFor, he: User) -> None:
    row = ReminderRule.objects.get(code="dues-1")
    page = reverse(RULE, args=[row.pk])
    with clock.at("2020-05-20T10:00"):
        answer = client_for("finance").post(page, form_of(row, active="on", code="other"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.code, row.active) == ("dues-1", True)
    assert row.switched_on_at is not None
    assert row.switched_on_at.astimezone(clock.TZ).isoformat().startswith("2020-05-20T10:00")
    assert audit.timeline(row)[0].actor == he


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": "{公司}应缴会费"}, "没有占位符 {公司}。"),
        ({"body": "应缴 {金额 元"}, "有一个花括号没有配对"),
        ({"roles": []}, "发邮件须选至少一种联系人。"),
        ({"days": "9999"}, "天数须在期限前 365 天至期限后 1825 天之间。"),
    ],
    ids=lambda value: str(next(iter(value))) if isinstance(value, dict) else "",
)
def test_a_rule_that_could_not_be_sent_is_not_saved(
    client_for: ClientFor, change: dict[str, object], said: str
) -> None:
    row = ReminderRule.objects.get(code="dues-1")
    answer = client_for("finance").post(reverse(RULE, args=[row.pk]), form_of(row, **change))
    assert answer.status_code == 200
    assert said in words(answer)
