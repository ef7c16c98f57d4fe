"""A letter is kept once; each receiver gets a copy of their own, at the pace that it allows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from association.base import channels, clock, delivery, letters, outbox
from association.base.errors import Refused
from association.base.letters import Copy
from association.base.models import Letter, OutboxRow
from members.models import Member
from tests import postbox as post
from tests.postbox import Postbox

pytestmark = pytest.mark.django_db
State = OutboxRow.State
LINK = "https://bulletin.example/u/{token}/"


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Postbox]:
    box = Postbox()
    with post.listening(box) as port:
        settings.EMAIL_BACKEND = "association.base.channels.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box


def written(**told: Any) -> Letter:
    return letters.write(
        **{
            "subject": "会刊 2020 年第 2 期",
            "html": f'<style>a {{color:red}}</style><p>{{name}}：<a href="{LINK}">退订</a></p>',
            "text": f"{{name}}：退订 {LINK}",
            "headers": {
                "List-Unsubscribe": f"<{LINK}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            **told,
        }
    )


def copies(*numbers: int, domain: str = "antai.example") -> list[Copy]:
    return [
        Copy(
            f"reader:{domain}:{number}",
            f"p{number}@{domain}",
            {"name": f"<读者 {number}>", "token": f"t-{number}"},
        )
        for number in numbers
    ]


def owe(letter: Letter, obj: Any, found: list[Copy], rule: str = "issue") -> list[OutboxRow]:
    return letters.owe(letter, found, rule=rule, obj=obj, due_on=date(2020, 6, 30))


def part(mail: Message, kind: str) -> str:
    found = next(each for each in mail.walk() if each.get_content_type() == kind)
    return bytes(found.get_payload(decode=True)).decode()


def states() -> list[str]:
    return list(OutboxRow.objects.order_by("pk").values_list("state", flat=True))


def test_a_copy_is_page_and_text_with_what_is_the_receivers_own(
    antai: Member, server: Postbox
) -> None:
    owe(written(), antai, copies(1, 2))
    assert delivery.send_waiting() == 2
    first, second = server.mails()
    assert first.get_content_type() == "multipart/alternative"
    assert "&lt;读者 1&gt;" in part(first, "text/html")
    assert "https://bulletin.example/u/t-1/" in part(first, "text/html")
    assert "a {color:red}" in part(first, "text/html")
    assert part(first, "text/plain").strip() == "<读者 1>：退订 https://bulletin.example/u/t-1/"
    assert second["List-Unsubscribe"] == "<https://bulletin.example/u/t-2/>"
    assert second["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Message-ID"] != second["Message-ID"]


def test_a_letter_is_kept_once_however_many_receive_it(antai: Member) -> None:
    rows = owe(written(), antai, copies(*range(30)))
    assert Letter.objects.count() == 1
    assert {row.body for row in OutboxRow.objects.all()} == {""}
    assert [row.recipient_key for row in rows] == [f"reader:antai.example:{n}" for n in range(30)]
    assert all(row.pk for row in rows)


def test_the_same_copy_is_owed_once(antai: Member) -> None:
    letter = written()
    owe(letter, antai, copies(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(letter, antai, copies(1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "会刊\r\nBcc: all@example.com"},
        {"headers": {"List-Unsubscribe": "<x>\nBcc: all@example.com"}},
        {"html": " "},
        {"per_minute": 0},
    ],
    ids=str,
)
def test_a_letter_that_no_mail_can_carry_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        written(**wrong)


def test_an_address_of_two_lines_is_refused(antai: Member) -> None:
    two = Copy("reader:1", "a@antai.example\r\nBcc: all@example.com")
    with pytest.raises(Refused, match="换行"):
        owe(written(), antai, [two])


def test_a_value_that_would_add_a_header_fails_alone(antai: Member, server: Postbox) -> None:
    bad = Copy("reader:x", "x@antai.example", {"name": "甲", "token": "t>\r\nBcc: all@example.com"})
    owe(written(), antai, [bad, *copies(1)])
    delivery.send_waiting()
    assert states() == [State.FAILED, State.SENT]
    assert len(server.mails()) == 1


def test_a_notice_does_not_wait_behind_a_letter(
    antai: Member, server: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(written(), antai, copies(*range(delivery.FEW + 5)))
    sent = channels.Mail.send

    def also_owes(mail: channels.Mail, row: OutboxRow) -> None:
        sent(mail, row)
        if row.recipient_key.endswith(":0"):
            outbox.enqueue(
                rule="dues", obj=antai, due_on=date(2020, 6, 30), channel="email",
                recipient_key="contact:1", address="own@antai.example", subject="您的决定",
                body="见内。",
            )  # fmt: skip

    monkeypatch.setattr(channels.Mail, "send", also_owes)
    delivery.send_waiting()
    assert server.addressees().index("own@antai.example") == delivery.FEW
    assert len(server.mails()) == delivery.FEW + 6
    assert server.connections == 1


def test_no_more_go_out_than_the_letter_allows_and_the_rest_follows(
    antai: Member, server: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(written(per_minute=40), antai, copies(*range(25)))
    now = clock.now()
    counts = []
    for seconds in (0, 0, 6, 15, 60):
        stand(monkeypatch, now + timedelta(seconds=seconds))
        counts.append(delivery.send_waiting())
    assert counts == [10, 0, 4, 6, 5]


def stand(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    """What a letter may send is reckoned by the moment: here sending takes no time."""
    patch.setattr(clock, "now", lambda: moment)


def test_one_domain_waits_while_another_goes_on(
    antai: Member, server: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = written(per_domain=8)
    owe(
        letter,
        antai,
        [*copies(*range(5), domain="qq.example"), *copies(1, 2, domain="163.example")],
    )
    now = clock.now()
    stand(monkeypatch, now)
    assert delivery.send_waiting() == 4
    assert delivery.send_waiting() == 0
    domains = [address.partition("@")[2] for address in server.addressees()]
    assert sorted(domains) == ["163.example"] * 2 + ["qq.example"] * 2
    stand(monkeypatch, now + timedelta(seconds=8))
    assert delivery.send_waiting() == 1


def test_other_mail_is_not_counted_against_a_letters_pace(antai: Member, server: Postbox) -> None:
    owe(written(per_minute=4), antai, copies(1, 2, 3))
    for number in range(5):
        outbox.enqueue(
            rule="dues", obj=antai, due_on=date(2020, 6, 30), channel="email",
            recipient_key=f"contact:{number}", address=f"own{number}@antai.example",
            subject="提醒", body="见内。",
        )  # fmt: skip
    assert delivery.send_waiting() == 6


def test_a_letter_that_is_held_stays_at_home_also_in_the_middle(
    antai: Member, server: Postbox
) -> None:
    letter = written()
    owe(letter, antai, copies(1, 2, 3))
    rows = delivery._claim()
    letters.hold(letter, reason="标题有错")
    with channels.mail() as mail:
        assert delivery._send(rows, mail) == (0, True)
    assert delivery.send_waiting() == 0
    assert set(states()) == {State.WAITING}
    letters.let_go(letter)
    assert delivery.send_waiting() == 3


def test_a_server_that_refuses_one_after_the_other_stops_the_letter(
    antai: Member, server: Postbox
) -> None:
    letter = written()
    found = copies(*range(30))
    for copy in found:
        server.refuses[copy.address] = "451 4.7.1 Too much"
    owe(letter, antai, found)
    delivery.send_waiting()
    letter.refresh_from_db()
    assert letter.held
    assert letter.held_because == "连续 20 封没有发出"
    assert sum(OutboxRow.objects.values_list("attempts", flat=True)) == letters.IN_A_ROW


def test_three_of_a_hundred_refused_stop_the_letter_but_never_a_handful(
    antai: Member, server: Postbox
) -> None:
    letter = written()
    found = copies(*range(100))
    for copy in found[1:8:2]:
        server.refuses[copy.address] = "550 5.1.1 No such user"
    owe(letter, antai, found)
    delivery.send_waiting()
    letter.refresh_from_db()
    assert not letter.held  # four of a hundred are a handful
    more = copies(*range(200, 210))
    server.refuses[more[1].address] = "550 5.1.1 No such user"
    owe(letter, antai, more, rule="more")
    with clock.at(clock.now() + timedelta(minutes=1)):
        delivery.send_waiting()
    letter.refresh_from_db()
    assert letter.held
    assert "5 封被拒收" in letter.held_because


def test_one_that_gets_through_forgets_the_failures_before_it(
    antai: Member, server: Postbox
) -> None:
    letter = written()
    found = copies(1, 2, 3)
    for copy in found[:2]:
        server.refuses[copy.address] = "550 5.1.1 No such user"
    owe(letter, antai, found)
    delivery.send_waiting()
    letter.refresh_from_db()
    assert letter.failures == 0


def test_without_the_shared_cache_no_copy_goes_out_and_other_mail_does(
    antai: Member, server: Postbox, settings: LazySettings
) -> None:
    owe(written(), antai, copies(1))
    outbox.enqueue(
        rule="dues", obj=antai, due_on=date(2020, 6, 30), channel="email",
        recipient_key="contact:1", address="own@antai.example", subject="提醒", body="见内。",
    )  # fmt: skip
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{post.free_port()}",
        }
    }
    assert delivery.send_waiting() == 1
    assert server.addressees() == ["own@antai.example"]
    assert OutboxRow.objects.get(state=State.WAITING).not_before > clock.now()
