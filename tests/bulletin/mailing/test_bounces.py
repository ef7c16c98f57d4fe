"""What comes back is noted on the very copy it is about; a mailbox that is gone is left alone."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.enums import IssueState
from bulletin.mailing import balance, bounces, sending, subscribing
from bulletin.mailing.enums import Outcome
from bulletin.models import Delivery, Subscriber, Suppression
from tests.factories import cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db

DSN = """From: MAILER-DAEMON@mx.example.org
To: portal@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; r1@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {kind}

From: portal@localhost
Message-ID: {identity}
Subject: =?utf-8?b?5Lya5YiK?=

--b--
"""


def filled(**told: str) -> bytes:
    fields = {
        "action": "failed", "status": "5.1.1", "said": "550 5.1.1 No such user",
        "kind": "message/rfc822", **told,
    }  # fmt: skip
    return DSN.format(**fields).encode()


def notification(row: Delivery, **told: str) -> bytes:
    assert row.row
    return filled(**{"identity": row.row.message_id, **told})


def sent(number: int = 2) -> Delivery:
    row = make.prepared(make.issue(number))
    sending.release(row, by=cast.person("head"))
    OutboxRow.objects.filter(letter=row.letter).update(state="sent", sent_at=clock.now())
    return Delivery.objects.get(mailing=row)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mailbox_that_is_not_there_is_written_to_no_more(kind: str) -> None:
    row = bounces.take(notification(sent(), kind=kind))
    assert (row.bounced, row.bounced_for_good) == ("5.1.1 550 5.1.1 No such user", True)
    stopped = Suppression.objects.get()
    assert (stopped.address, stopped.reason) == ("r1@example.org", "bounced")
    assert balance.of(row.mailing).by == {Outcome.BOUNCED: 1}
    assert make.prepared(make.issue(3)).deliveries.get().skipped == "地址已停发：退信"


@pytest.mark.parametrize("status", ["4.2.2", "4.4.7"])
def test_a_mailbox_that_is_full_is_given_three_issues(status: str) -> None:
    for number in (2, 3, 4):
        assert not Suppression.objects.exists()
        bounces.take(notification(sent(number), status=status))
    assert Suppression.objects.get().address == "r1@example.org"


def test_what_is_only_delayed_has_not_come_back() -> None:
    for number in (2, 3, 4):
        with pytest.raises(Refused, match="没有未送达"):
            bounces.take(notification(sent(number), action="delayed", status="4.4.1"))
    assert not Suppression.objects.exists()


def test_one_that_arrived_in_between_begins_the_count_anew() -> None:
    for number in (2, 3):
        bounces.take(notification(sent(number), status="4.2.2"))
    sent(4)
    bounces.take(notification(sent(5), status="4.2.2"))
    assert not Suppression.objects.exists()


def test_told_twice_it_is_one_and_for_good_outweighs() -> None:
    row = sent()
    bounces.take(notification(row, status="4.2.2"))
    bounces.take(notification(row))
    again = bounces.take(notification(row, status="4.2.2"))
    assert again.bounced_for_good
    assert Suppression.objects.count() == 1


def test_of_a_reader_who_was_erased_nothing_is_written_down_again() -> None:
    row = sent()
    told = notification(row)
    subscribing.erase(Subscriber.objects.get())
    with pytest.raises(Refused, match="已经清除"):
        bounces.take(told)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Subject: Out of office\n\nBack on Monday.", "不是退信通知"),
        (filled(action="relayed", identity="<a@example.net>"), "没有未送达"),
        (filled(identity="none"), "Message-ID"),
    ],
)
def test_what_is_no_notification_is_passed_over(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        bounces.take(content)


def test_a_mail_of_another_house_is_none_of_ours() -> None:
    row = sent()
    with pytest.raises(Refused, match="没有发出过"):
        bounces.take(notification(row, identity="<other@example.net>"))
    assert not Suppression.objects.exists()


def test_staff_note_one_by_hand_but_only_of_what_was_sent() -> None:
    editor: User = cast.person("bulletin")
    row = sent()
    with pytest.raises(Refused, match="没有权限"):
        bounces.note(row, said="查无此人", for_good=True, by=cast.person("finance"))
    with pytest.raises(Refused, match="原因"):
        bounces.note(row, said=" ", for_good=True, by=editor)
    assert bounces.note(row, said="查无此人", for_good=True, by=editor).bounced == "查无此人"
    listed = make.prepared(make.issue(3, state=IssueState.LOCKED), readers=3)
    waiting = listed.deliveries.filter(skipped="").first()
    assert waiting
    with pytest.raises(Refused, match="没有发出"):
        bounces.note(waiting, said="查无此人", for_good=True, by=editor)


def test_the_command_says_what_it_read_and_what_it_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(notification(sent()))
    (tmp_path / "b.eml").write_bytes(b"Subject: hello\n\nhello")
    out = io.StringIO()
    call_command(
        "read_bounces", str(tmp_path / "a.eml"), str(tmp_path / "b.eml"), json=True, stdout=out
    )
    told = json.loads(out.getvalue())
    assert (told["read"], told["for_good"]) == (1, 1)
    assert [each["file"] for each in told["passed_over"]] == ["b.eml"]
