"""What waits is delivered once; what nobody knows about is left to a person; nothing is lost."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import InterfaceError, connection, connections

from association.base import channels, clock, delivery, outbox
from association.base.models import OutboxRow
from members.models import Member
from tests import postbox as post
from tests.factories import accounts
from tests.postbox import Postbox

State = OutboxRow.State
WAIT_SECONDS = 30


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox, settings: LazySettings) -> Iterator[Postbox]:
    """A mail server that really listens, and the settings that lead to it."""
    with post.listening(postbox) as port:
        settings.EMAIL_BACKEND = "association.base.channels.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield postbox


@pytest.fixture
def nobody_listens(settings: LazySettings) -> None:
    with post.listening(Postbox()) as port:
        settings.EMAIL_BACKEND = "association.base.channels.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def owe(obj: Any, *numbers: int, **fields: Any) -> None:
    for number in numbers:
        outbox.enqueue(
            **{
                "rule": "dues-1",
                "obj": obj,
                "due_on": date(2020, 6, 30),
                "channel": "email",
                "recipient_key": f"contact:{number}",
                "address": f"p{number}@antai.example",
                "subject": f"会费提醒 {number}",
                "body": "请缴费。",
                **fields,
            }
        )


def states() -> dict[str, str]:
    return dict(OutboxRow.objects.values_list("recipient_key", "state"))


@pytest.mark.django_db
def test_what_waits_is_sent_over_one_connection_and_once(antai: Member, server: Postbox) -> None:
    owe(antai, 1, 2, 3)
    assert delivery.send_waiting() == 3
    assert delivery.send_waiting() == 0
    assert server.addressees() == ["p1@antai.example", "p2@antai.example", "p3@antai.example"]
    assert server.subjects() == ["会费提醒 1", "会费提醒 2", "会费提醒 3"]
    assert server.connections == 1
    rows = OutboxRow.objects.all()
    assert server.identities() == Counter(row.message_id for row in rows)
    assert {(row.state, row.attempts, row.sent_at is None) for row in rows} == {("sent", 1, False)}


@pytest.mark.django_db
def test_a_chunk_has_one_connection_and_the_next_another(
    antai: Member, server: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CHUNK", 2)
    owe(antai, 1, 2, 3)
    assert delivery.send_waiting() == 3
    assert server.connections == 2


@pytest.mark.django_db
def test_an_in_portal_message_is_delivered_by_its_row_alone(
    antai: Member, nobody_listens: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CHUNK", 2)
    an = accounts.user("安然")
    owe(antai, 1, 2, 3, channel="portal", person=an, address="")
    assert delivery.send_waiting() == 3
    assert [row.subject for row in outbox.inbox(an)] == ["会费提醒 3", "会费提醒 2", "会费提醒 1"]


@pytest.mark.django_db
def test_a_server_that_is_away_changes_nothing(antai: Member, nobody_listens: None) -> None:
    owe(antai, 1, 2)
    assert delivery.send_waiting() == 0
    assert set(states().values()) == {State.WAITING}
    assert set(OutboxRow.objects.values_list("attempts", flat=True)) == {0}


@pytest.mark.django_db
def test_a_refused_address_fails_with_the_servers_words_and_the_others_go_out(
    antai: Member, server: Postbox
) -> None:
    server.refuses["p2@antai.example"] = "550 5.1.1 No such user"
    owe(antai, 1, 2, 3)
    assert delivery.send_waiting() == 3
    assert states() == {"contact:1": "sent", "contact:2": "failed", "contact:3": "sent"}
    refused = OutboxRow.objects.get(state=State.FAILED)
    assert refused.reason == "邮件服务器答复 550：5.1.1 No such user"


@pytest.mark.django_db
def test_not_now_waits_ever_longer_and_gives_up_in_the_end(antai: Member, server: Postbox) -> None:
    server.refuses["p1@antai.example"] = "451 4.7.1 Greylisted"
    owe(antai, 1)
    now, pauses = clock.now(), []
    for _ in range(delivery.TRIES):
        with clock.at(now):
            delivery.send_waiting()
            assert delivery.send_waiting() == 0  # not before its time
        row = OutboxRow.objects.get()
        if row.state == State.WAITING:
            pauses.append(round((row.not_before - now).total_seconds() / 60))
            now = row.not_before + timedelta(seconds=1)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]
    assert row.state == State.FAILED
    assert row.reason == "邮件服务器答复 451：4.7.1 Greylisted（共试 12 次）"


@pytest.mark.django_db
def test_greylisted_once_it_arrives_later(antai: Member, server: Postbox) -> None:
    server.refuses["p1@antai.example"] = "451 4.7.1 Greylisted"
    owe(antai, 1)
    delivery.send_waiting()
    server.refuses.clear()
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert delivery.send_waiting() == 1
    assert states() == {"contact:1": State.SENT}


@pytest.mark.django_db
def test_a_connection_that_breaks_while_a_mail_is_handed_over_leaves_that_one_uncertain(
    antai: Member, server: Postbox
) -> None:
    server.hangs_up_on.add("p2@antai.example")
    owe(antai, 1, 2, 3)
    delivery.send_waiting()
    delivery.send_waiting()
    assert states() == {"contact:1": "sent", "contact:2": "uncertain", "contact:3": "sent"}
    assert set(server.identities().values()) == {1}  # it had arrived, and wasn't sent again
    assert "不知道" in OutboxRow.objects.get(state=State.UNCERTAIN).reason


@pytest.mark.django_db
def test_an_address_that_no_mail_can_carry_fails_alone(antai: Member, server: Postbox) -> None:
    owe(antai, 1, address="two@lines.example\nBcc: all@example.com")
    owe(antai, 2)
    delivery.send_waiting()
    assert states() == {"contact:1": State.FAILED, "contact:2": State.SENT}
    assert len(server.mails()) == 1


@pytest.mark.django_db
def test_what_is_withdrawn_while_its_chunk_is_sent_stays_at_home(
    antai: Member, server: Postbox
) -> None:
    owe(antai, 1, 2)
    rows = delivery._claim()
    outbox.withdraw(OutboxRow.objects.filter(recipient_key="contact:1"), reason="已缴清或免缴")
    with channels.mail() as mail:
        assert delivery._send(rows, mail) == (1, True)
    assert states() == {"contact:1": State.SKIPPED, "contact:2": State.SENT}


def dies_while_sending(antai: Member) -> OutboxRow:
    """A sender that is killed closes nothing: its row stays as it was marked."""
    owe(antai, 1, 2)
    first = delivery._claim()[0]
    assert delivery._begin(first)
    return first


@pytest.mark.django_db
def test_what_a_dead_sender_was_sending_waits_for_a_person_and_the_rest_goes_out(
    antai: Member, server: Postbox
) -> None:
    dies_while_sending(antai)
    delivery.send_waiting()
    assert states() == {"contact:1": State.UNCERTAIN, "contact:2": State.SENT}
    assert server.addressees() == ["p2@antai.example"]
    with clock.at(clock.now() + timedelta(days=30)):
        assert delivery.send_waiting() == 0  # never by itself


@pytest.mark.django_db
def test_a_sender_thought_dead_still_writes_down_what_it_knows_and_begins_nothing_new(
    antai: Member, server: Postbox
) -> None:
    owe(antai, 1, 2)
    first, second = delivery._claim()
    assert delivery._begin(first)
    delivery.send_waiting()  # somebody else took the turn meanwhile
    assert states() == {"contact:1": State.UNCERTAIN, "contact:2": State.SENT}
    delivery._settle(first, state=State.SENT, reason="", sent_at=clock.now())
    assert not delivery._begin(second)
    assert set(states().values()) == {State.SENT}
    assert server.addressees() == ["p2@antai.example"]


@pytest.mark.django_db
def test_what_a_person_has_decided_is_not_overwritten_by_a_late_sender(
    antai: Member, server: Postbox, he: Any
) -> None:
    row = dies_while_sending(antai)
    delivery.send_waiting()
    outbox.decide(OutboxRow.objects.get(pk=row.pk), "resend", by=he, reason="没有收到")
    delivery._settle(row, state=State.FAILED, reason="550")
    assert states()["contact:1"] == State.WAITING


def together(*doors: Callable[[], Any]) -> None:
    start = threading.Barrier(len(doors), timeout=WAIT_SECONDS)

    def play(door: Callable[[], Any]) -> None:
        try:
            start.wait()
            door()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=play, args=[door]) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_eight_senders_at_once_send_everything_once(antai: Member, server: Postbox) -> None:
    an = accounts.user("安然")
    owe(antai, *range(40))
    owe(antai, *range(100, 400), channel="portal", person=an, address="")
    together(*[delivery.send_waiting] * 8)
    assert set(states().values()) == {State.SENT}
    assert len(server.mails()) == 40
    assert set(server.identities().values()) == {1}
    assert set(OutboxRow.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_while_one_sends_another_keeps_away_and_its_end_frees_the_turn(
    antai: Member, server: Postbox
) -> None:
    owe(antai, 1)
    took, done = threading.Event(), threading.Event()

    def hold() -> None:
        with delivery._sender() as alone:
            assert alone
            took.set()
            done.wait(WAIT_SECONDS)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert took.wait(WAIT_SECONDS)
    assert delivery.send_waiting() == 0
    done.set()
    holder.join(WAIT_SECONDS)
    assert delivery.send_waiting() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_an_outcome_is_written_down_although_the_database_connection_died(
    antai: Member, server: Postbox
) -> None:
    owe(antai, 1)
    row = delivery._claim()[0]
    assert delivery._begin(row)
    connection.connection.close()  # as after a restart: Django learns of it at the next query
    assert delivery._settle(row, state=State.SENT, sent_at=clock.now()) is False
    assert states() == {"contact:1": State.SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_a_mail_that_was_only_marked_when_the_connection_died_goes_on_waiting(
    antai: Member, server: Postbox
) -> None:
    owe(antai, 1)
    row = delivery._claim()[0]
    assert delivery._begin(row)  # committed, but suppose that the answer never came
    connection.connection.close()
    with pytest.raises(InterfaceError):
        delivery._begin(row)
    assert states() == {"contact:1": State.WAITING}
    assert delivery.send_waiting() == 1
