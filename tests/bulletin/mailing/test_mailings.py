"""A mailing is prepared by one and released by another; each reader gets one copy or a reason."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.urls import reverse

from association.accounts.models import User
from association.base import clock, delivery, letters, outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.articles import adoption, publishing
from bulletin.enums import Channel, IssueState
from bulletin.mailing import balance, content, preparing, sending, subscribing, suppressing
from bulletin.mailing.enums import MailingState, Outcome, SuppressionReason
from bulletin.models import (
    Article,
    Column,
    Delivery,
    Issue,
    IssueColumn,
    Mailing,
    Publication,
    Subscriber,
)
from tests import postbox as post
from tests.conftest import signed_in
from tests.factories import bulletin, cast, issues
from tests.factories import mailing as make
from tests.postbox import Postbox

pytestmark = pytest.mark.django_db
M = MailingState


@pytest.fixture
def editor() -> User:
    return cast.person("bulletin")


@pytest.fixture
def head() -> User:
    return cast.person("head")


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Postbox]:
    box = Postbox()
    with post.listening(box) as port:
        settings.EMAIL_BACKEND = "association.base.channels.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield box


def outcomes(row: Mailing) -> dict[str, int]:
    found = balance.of(row)
    assert found.comes_out, found
    return dict(found.by)


def test_who_gets_it_is_written_down_once_with_reasons_for_the_others(editor: User) -> None:
    issue = make.issue()
    inside, outside = Column.objects.order_by("position")[:2]
    under = IssueColumn.objects.create(issue=issue, column=inside, position=1)
    issues.put(under, bulletin.published(column=inside.slug), position=1)
    IssueColumn.objects.create(issue=issue, column=outside, position=2)  # which stays empty
    for number in range(1, 5):
        make.reader(number)
    rows = {row.address: row for row in Subscriber.objects.all()}
    subscribing.prefer(rows["r2@example.org"], name="", wants_issues=True, columns=[outside])
    subscribing.prefer(rows["r3@example.org"], name="", wants_issues=True, columns=[inside])
    suppressing.suppress(
        address="r4@example.org", reason=SuppressionReason.BOUNCED, note="5.1.1", by=editor
    )
    make.reader(5)
    subscribing.unsubscribe(Subscriber.objects.get(address="r5@example.org"))
    row = make.prepared(issue)
    make.reader(6)  # too late for this one
    assert dict(row.deliveries.values_list("address", "skipped")) == {
        "r1@example.org": "",
        "r2@example.org": "本期没有所选栏目的稿件",
        "r3@example.org": "",
        "r4@example.org": "地址已停发：退信",
    }
    assert outcomes(row) == {Outcome.LISTED: 2, Outcome.SKIPPED: 2}
    assert not OutboxRow.objects.exists()


def test_an_issue_is_mailed_once(editor: User, head: User) -> None:
    row = make.prepared()
    with pytest.raises(Refused, match="已经有会刊邮件"):
        make.prepared()
    sending.drop(row, by=editor, reason="标题写错")
    assert make.prepared().pk != row.pk


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"html": "<p>没有链接</p>"}, "退订链接"),
        ({"text": "没有链接"}, "退订链接"),
        ({"html": "{unsubscribe}" + "长" * 40_000}, "100,000"),
        ({"subject": "两行\r\nBcc: all@example.org"}, "换行"),
    ],
    ids=["no link", "no link in the text", "too long", "two lines"],
)
def test_a_letter_that_should_not_go_out_is_refused(told: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        make.prepared(**told)
    assert not Mailing.objects.exists()


def test_an_issue_that_is_still_planned_has_no_mailing() -> None:
    with pytest.raises(Refused, match="组稿"):
        make.prepared(make.issue(3, state=IssueState.PLANNING))


def test_an_issue_that_is_not_out_is_not_mailed(head: User) -> None:
    row = make.prepared(make.issue(3, state=IssueState.LOCKED))
    with pytest.raises(Refused, match="还没有发布"):
        sending.release(row, by=head)


def test_nobody_releases_what_they_prepared(editor: User, head: User) -> None:
    row = make.prepared()
    with pytest.raises(Refused, match="自己放行"):
        sending.release(row, by=editor)
    with pytest.raises(Refused, match="没有权限"):
        sending.release(row, by=cast.person("finance"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.filter(pk=row.pk).update(
            state=M.SENDING, released_by=editor, released_at=clock.now()
        )
    assert sending.release(row, by=head).state == M.SENDING
    with pytest.raises(Refused, match="发送中"):
        sending.release(row, by=cast.person("general"))


def test_released_it_reaches_each_reader_with_their_own_way_out(
    head: User, server: Postbox
) -> None:
    row = make.released(readers=3)
    assert outcomes(row) == {Outcome.QUEUED: 3}
    assert sending.follow() == 0
    delivery.send_waiting()
    assert outcomes(row) == {Outcome.SENT: 3}
    tokens = dict(Subscriber.objects.values_list("address", "token"))
    for mail in server.mails():
        token = tokens[str(mail["To"])]
        assert mail["List-Unsubscribe"].endswith(f"/bulletin/unsubscribe/{token}/>")
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}
    assert len(server.identities()) == 3
    assert sending.follow() == 1
    row.refresh_from_db()
    assert row.state == M.DONE


def test_who_left_after_it_was_prepared_gets_nothing(head: User) -> None:
    row = make.prepared(readers=3)
    subscribing.unsubscribe(Subscriber.objects.get(address="r1@example.org"))
    subscribing.erase(Subscriber.objects.get(address="r2@example.org"))
    sending.release(row, by=head)
    assert outcomes(row) == {Outcome.SKIPPED: 2, Outcome.QUEUED: 1}


def test_a_test_goes_to_oneself_before_the_release_alone(editor: User, server: Postbox) -> None:
    editor.email = "jian@example.org"
    editor.save()
    row = make.prepared(readers=2)
    assert preparing.send_test(row, by=editor) == "jian@example.org"
    preparing.send_test(row, by=editor)
    delivery.send_waiting()
    assert server.addressees() == ["jian@example.org"] * 2
    assert outcomes(row) == {Outcome.LISTED: 2}
    sending.release(row, by=cast.person("head"))
    with pytest.raises(Refused, match="放行以后"):
        preparing.send_test(row, by=editor)


def test_paused_nothing_goes_out_until_it_goes_on(
    editor: User, head: User, server: Postbox
) -> None:
    row = make.released(readers=2)
    sending.pause(row, by=editor, reason="标题写错")
    assert delivery.send_waiting() == 0
    assert sending.follow() == 0
    with pytest.raises(Refused, match="没有权限"):
        sending.resume(row, by=editor, reason="看过了")
    sending.resume(row, by=head, reason="看过了")
    assert delivery.send_waiting() == 2


def test_a_mailing_that_is_refused_pauses_and_says_so_to_both(
    editor: User, head: User, server: Postbox
) -> None:
    row = make.released(readers=letters.IN_A_ROW + 5)
    for address in Subscriber.objects.values_list("address", flat=True):
        server.refuses[address] = "550 5.7.1 Blocked"
    delivery.send_waiting()
    assert sending.follow() == 1
    row.refresh_from_db()
    assert row.state == M.PAUSED
    delivery.send_waiting()
    told = [outbox.inbox(person).get() for person in (editor, head)]
    assert {message.subject for message in told} == {f"{row}已自动暂停"}
    assert outcomes(row) == {Outcome.FAILED: 5, Outcome.QUEUED: 20}
    assert balance.reasons(row) == [("被拒收", "邮件服务器答复 550：5.7.1 Blocked", 5)]


def test_every_outcome_is_counted_and_the_numbers_come_out(head: User, server: Postbox) -> None:
    row = make.prepared(readers=6)
    subscribing.unsubscribe(Subscriber.objects.get(address="r1@example.org"))
    sending.release(row, by=head)
    server.refuses["r2@example.org"] = "550 5.1.1 No such user"
    server.refuses["r3@example.org"] = "451 4.7.1 Later"
    server.hangs_up_on.add("r4@example.org")
    delivery.send_waiting()
    with clock.at(clock.now() + timedelta(seconds=30)):
        delivery.send_waiting()
    assert outcomes(row) == {
        Outcome.SKIPPED: 1,
        Outcome.FAILED: 1,
        Outcome.QUEUED: 1,
        Outcome.UNCERTAIN: 1,
        Outcome.SENT: 2,
    }


def test_a_balance_that_lost_one_says_so(head: User) -> None:
    row = make.prepared(readers=2)
    Delivery.objects.filter(mailing=row).first().delete()
    assert not balance.of(row).comes_out


def test_who_wants_no_issue_or_other_columns_by_the_release_gets_nothing(head: User) -> None:
    issue = make.issue()
    inside, outside = Column.objects.order_by("position")[:2]
    under = IssueColumn.objects.create(issue=issue, column=inside, position=1)
    issues.put(under, bulletin.published(column=inside.slug), position=1)
    row = make.prepared(issue, readers=3)
    readers = {each.address: each for each in Subscriber.objects.all()}
    subscribing.prefer(readers["r1@example.org"], name="", wants_issues=False, columns=[])
    subscribing.prefer(readers["r2@example.org"], name="", wants_issues=True, columns=[outside])
    sending.release(row, by=head)
    assert dict(row.deliveries.values_list("address", "skipped")) == {
        "r1@example.org": "本人停收每期会刊",
        "r2@example.org": "本期没有所选栏目的稿件",
        "r3@example.org": "",
    }


def test_who_wants_no_issues_any_more_is_not_sent_what_waits() -> None:
    row = make.released(readers=2)
    first = Subscriber.objects.get(address="r1@example.org")
    subscribing.prefer(first, name="", wants_issues=True, columns=[])
    assert outcomes(row) == {Outcome.QUEUED: 2}
    subscribing.prefer(first, name="", wants_issues=False, columns=[])
    assert outcomes(row) == {Outcome.QUEUED: 1, Outcome.SKIPPED: 1}


def test_a_letter_of_an_issue_that_was_unlocked_since_is_written_anew(
    editor: User, head: User
) -> None:
    issue = make.issue(3, state=IssueState.LOCKED)
    row = make.prepared(issue)
    with clock.at(clock.now() + timedelta(hours=1)):
        Issue.objects.filter(pk=issue.pk).update(
            state=IssueState.RELEASED, locked_at=clock.now(), released_at=clock.now()
        )
        row.issue.refresh_from_db()
        with pytest.raises(Refused, match="解锁改过.*作废"):
            sending.release(row, by=head)
        sending.drop(row, by=editor, reason="重做")
        issue.refresh_from_db()
        sending.release(make.prepared(issue), by=head)


def test_what_was_taken_down_is_recommended_in_no_letter(editor: User, head: User) -> None:
    issue = issues.released()
    told = content.of(issue)
    row = make.prepared(issue, html=told.html, text=told.text)
    gone = Article.objects.get(title="十分钟班前会")
    publishing.take_down(gone, by=None, reason="作者来函")
    with pytest.raises(Refused, match="十分钟班前会.*作废"):
        sending.release(row, by=head)
    sending.drop(row, by=editor, reason="重做")
    told = content.of(issue)
    assert "十分钟班前会" not in told.html + told.text
    sending.release(make.prepared(issue, html=told.html, text=told.text), by=head)


def test_where_a_piece_was_mailed_is_written_down_once_it_is(editor: User, head: User) -> None:
    issue = issues.released()
    mailed = Publication.objects.filter(channel=Channel.MAIL)
    row = make.prepared(issue)
    assert not mailed.exists()
    sending.release(row, by=head)
    assert {each.article.title for each in mailed} == {
        "一次没有脚本的演练", "把隐患画在图上", "十分钟班前会"
    }  # fmt: skip
    assert {(each.issue, each.on) for each in mailed} == {(issue, clock.today())}
    with pytest.raises(Refused, match="还没有刊出"):  # the letter leads to it, and prints nothing
        adoption.issue(mailed[0].article, by=editor)
    page = signed_in("bulletin").get(
        reverse("admin:bulletin_appeared", args=[mailed[0].article_id])
    )
    assert "2026 年第 1 期，邮件" in page.content.decode()
