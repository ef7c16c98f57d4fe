"""A message is owed once, whoever says so and however often, and waits until somebody delivers."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import audit, clock, outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from members.models import Member
from tests.factories import accounts

DUE = date(2020, 6, 30)
State = OutboxRow.State


def owe(obj: Any, **fields: Any) -> None:
    outbox.enqueue(
        **{
            "rule": "dues-1",
            "obj": obj,
            "due_on": DUE,
            "channel": "email",
            "recipient_key": "contact:1",
            "address": "a@antai.example",
            "subject": "2020 年度会费还有 30 天到期",
            "body": "请缴费。",
            **fields,
        }
    )


@pytest.fixture
def rung() -> Iterator[list[str]]:
    """Adds, whenever it is looked at, what has really reached the broker since."""
    with current_app.connection_for_read() as broker:
        queue = broker.SimpleQueue(current_app.conf.task_default_queue)
        queue.clear()

        class Heard(list[str]):
            def listen(self) -> "Heard":
                while queue.qsize():
                    message = queue.get(block=False)
                    self.append(message.headers["task"])
                    message.ack()
                return self

        yield Heard()
        queue.close()


@pytest.mark.django_db
def test_the_same_occasion_owes_one_message(antai: Member) -> None:
    owe(antai)
    owe(antai, subject="改过的标题", address="b@antai.example")
    row = OutboxRow.objects.get()
    assert (row.subject, row.address) == ("2020 年度会费还有 30 天到期", "a@antai.example")
    assert (row.object_type, row.object_id) == ("members.member", str(antai.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"rule": "dues-2"},
        {"due_on": date(2020, 12, 31)},
        {"recipient_key": "contact:2"},
        {"channel": "portal", "person": True},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_rule_day_person_or_channel_is_another_message(
    antai: Member, other: dict[str, Any]
) -> None:
    owe(antai)
    owe(antai, **{**other, "person": accounts.user() if other.get("person") else None})
    assert OutboxRow.objects.count() == 2


@pytest.mark.django_db
def test_what_was_skipped_is_not_owed_again(antai: Member) -> None:
    outbox.skip(
        rule="dues-1", obj=antai, due_on=DUE, channel="email", recipient_key="contact:1",
        reason="联系人没有登记邮箱",
    )  # fmt: skip
    owe(antai)
    row = OutboxRow.objects.get()
    assert (row.state, row.reason) == (State.SKIPPED, "联系人没有登记邮箱")


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_once_for_a_transaction_and_only_when_it_is_committed(
    antai: Member, rung: Any
) -> None:
    with transaction.atomic():
        for number in range(5):
            owe(antai, recipient_key=f"contact:{number}")
        assert rung.listen() == []
    assert rung.listen() == ["base.send_waiting"]
    assert OutboxRow.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_owed_to_nobody(antai: Member, rung: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        owe(antai)
        raise RuntimeError
    assert rung.listen() == []
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db
def test_a_title_of_two_lines_becomes_one(antai: Member) -> None:
    owe(antai, subject="会费\r\nBcc: everybody@example.com")
    assert OutboxRow.objects.get().subject == "会费 Bcc: everybody@example.com"


@pytest.mark.django_db
def test_every_row_has_a_message_id_of_its_own_that_stays(antai: Member) -> None:
    owe(antai)
    owe(antai, recipient_key="contact:2")
    ids = set(OutboxRow.objects.values_list("message_id", flat=True))
    assert len(ids) == 2
    assert all(text.startswith("<") and text.endswith("@localhost>") for text in ids)


@pytest.mark.django_db
def test_only_what_waits_can_be_withdrawn(antai: Member) -> None:
    for state in State.values:
        owe(antai, recipient_key=state)
    for row in OutboxRow.objects.all():
        OutboxRow.objects.filter(pk=row.pk).update(state=row.recipient_key, reason="早先")
    assert outbox.withdraw(OutboxRow.objects.all(), reason="已缴清或免缴") == 1
    withdrawn = OutboxRow.objects.get(reason="已缴清或免缴")
    assert (withdrawn.recipient_key, withdrawn.state) == ("waiting", State.SKIPPED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "skipped", "reason": ""},
        {"state": "failed", "reason": ""},
        {"state": "lost"},
        {"address": ""},
        {"channel": "portal"},
    ],
    ids=str,
)
def test_the_database_refuses_what_makes_no_sense(antai: Member, wrong: dict[str, str]) -> None:
    owe(antai)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxRow.objects.update(**wrong)


@pytest.mark.django_db
def test_an_inbox_holds_only_ones_own_delivered_messages(antai: Member) -> None:
    an, tai = accounts.user("安然"), accounts.user("邰宁")
    for person, key in ((an, "user:1"), (tai, "user:2")):
        owe(antai, channel="portal", recipient_key=key, person=person, address="")
    assert outbox.unread(an) == 0
    OutboxRow.objects.update(state=State.SENT, sent_at=clock.now())
    assert outbox.unread(an) == 1
    with clock.at("2020-06-01T10:00"):
        outbox.read(outbox.inbox(an))
    outbox.read(outbox.inbox(an))
    (row,) = outbox.inbox(an)
    assert row.read_at.astimezone(clock.TZ).isoformat().startswith("2020-06-01T10:00")
    assert (outbox.unread(an), outbox.unread(tai)) == (0, 1)


@pytest.fixture
def uncertain(antai: Member) -> OutboxRow:
    owe(antai)
    OutboxRow.objects.update(
        state=State.UNCERTAIN, reason="连接中断", attempts=1, leased_until=clock.now()
    )
    return OutboxRow.objects.get()


@pytest.mark.django_db
def test_a_person_with_the_right_confirms_with_a_reason_and_the_member_has_it_on_its_timeline(
    uncertain: OutboxRow, antai: Member, he: User
) -> None:
    outbox.decide(uncertain, "confirm", by=he, reason="服务器日志里有 250")
    uncertain.refresh_from_db()
    assert uncertain.state == State.SENT
    assert uncertain.sent_at is not None
    (entry,) = audit.timeline(antai)
    assert (entry.action, entry.reason, entry.actor) == ("确认已发", "服务器日志里有 250", he)


@pytest.mark.django_db
def test_sent_again_it_keeps_its_message_id_and_begins_anew(uncertain: OutboxRow, he: User) -> None:
    outbox.decide(uncertain, "resend", by=he, reason="对方说没有收到")
    again = OutboxRow.objects.get()
    assert (again.state, again.attempts, again.attempt) == (State.WAITING, 0, None)
    assert again.message_id == uncertain.message_id


@pytest.mark.django_db
def test_without_reason_or_right_or_twice_it_is_refused(
    uncertain: OutboxRow, he: User, chen: User
) -> None:
    with pytest.raises(Refused, match="理由"):
        outbox.decide(uncertain, "confirm", by=he, reason=" ")
    with pytest.raises(Refused, match="没有权限"):
        outbox.decide(uncertain, "confirm", by=chen, reason="日志")
    outbox.decide(uncertain, "confirm", by=he, reason="日志")
    with pytest.raises(Refused, match="已发送"):
        outbox.decide(uncertain, "resend", by=he, reason="日志")


@pytest.mark.django_db
def test_what_waits_and_ones_inbox_are_found_by_their_own_index(antai: Member) -> None:
    told = {
        "object_type": "members.member", "object_id": str(antai.pk), "state": "sent",
        "channel": "email", "address": "x@example.com", "created_at": clock.now(),
    }  # fmt: skip
    OutboxRow.objects.bulk_create(
        OutboxRow(
            # Of one rule and day, an index that begins with them would be skipped through as well.
            rule=f"dues.{number % 7}",
            due_on=DUE + timedelta(days=number % 500),
            recipient_key=f"contact:{number}",
            **told,
        )
        for number in range(3_000)
    )
    OutboxRow.objects.filter(recipient_key__endswith="77").update(state="waiting")
    with connection.cursor() as cursor:
        cursor.execute("analyze base_outboxrow")
    waiting = OutboxRow.objects.filter(channel="email", state="waiting").order_by("pk")[:200]
    assert "outbox_open" in waiting.explain()
    assert "outbox_inbox" in outbox.inbox(accounts.user())[:30].explain()


@pytest.mark.django_db
def test_a_person_is_told_once_by_portal_and_mail_and_without_an_address_it_says_so(
    antai: Member,
) -> None:
    with_mail, without = accounts.user(email="a@antai.example"), accounts.user(email="")
    for person in (with_mail, without, with_mail):
        outbox.tell(person, rule="told", obj=antai, due_on=DUE, subject="提醒", body="见内。")
    found = OutboxRow.objects.order_by("pk").values_list("person", "channel", "state", "reason")
    assert list(found) == [
        (with_mail.pk, "portal", "waiting", ""),
        (with_mail.pk, "email", "waiting", ""),
        (without.pk, "portal", "waiting", ""),
        (None, "email", "skipped", outbox.NO_MAIL),
    ]
