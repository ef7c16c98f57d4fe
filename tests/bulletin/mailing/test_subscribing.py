"""Nobody is written to who didn't say so; whoever wants out is out at once."""

import re
from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import audit, clock, outbox
from association.base.errors import Refused
from association.base.models import AuditEntry, OutboxRow
from bulletin.mailing import links, sending, subscribing, suppressing
from bulletin.mailing.enums import Consent, SubscriberState, SuppressionReason
from bulletin.mailing.erasure import ERASERS
from bulletin.models import Column, Delivery, Subscriber, Suppression
from tests.factories import accounts, cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db
S = SubscriberState


@pytest.fixture
def editor() -> User:
    return cast.person("bulletin")


def link() -> str:
    found = re.search(r"https?://\S+/confirm/(\S+)/", OutboxRow.objects.latest("pk").body)
    assert found
    return found[1]


def test_whoever_asks_gets_a_link_and_nothing_else_until_it_is_opened() -> None:
    row, sent = subscribing.ask(address="  Reader@Example.ORG ", name="邵一")
    assert (row.address, row.state, sent) == ("reader@example.org", S.PENDING, True)
    assert not make.preparing.candidates().exists()
    found = links.confirmed(link())
    assert found == row
    subscribing.confirm(found)
    row.refresh_from_db()
    assert row.state == S.ACTIVE
    assert row.consented_at is not None
    assert list(make.preparing.candidates()) == [row]


def test_a_link_that_is_old_or_somebody_elses_work_confirms_nothing() -> None:
    subscribing.ask(address="reader@example.org")
    signed = link()
    assert links.confirmed(signed + "x") is None
    assert links.confirmed("made-up") is None


def test_asked_twice_within_the_hour_there_is_one_mail() -> None:
    with clock.at("2020-06-01T10:00"):
        subscribing.ask(address="reader@example.org")
    with clock.at("2020-06-01T10:30"):
        assert subscribing.ask(address="reader@example.org")[1] is False
    with clock.at("2020-06-01T11:30"):
        assert subscribing.ask(address="reader@example.org")[1] is True
    assert OutboxRow.objects.count() == 2


def test_who_is_subscribed_gets_no_second_mail() -> None:
    make.reader(1)
    assert subscribing.ask(address="r1@example.org")[1] is False
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize(
    "typed",
    ["", "nobody", "a@b.org,c@d.org", "a@b.org\r\nBcc: all@example.org", "a b@example.org"],
    ids=repr,
)
def test_what_is_no_single_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="邮箱地址"):
        subscribing.ask(address=typed)
    assert not Subscriber.objects.exists()


def test_full_width_signs_are_the_same_address() -> None:
    assert subscribing.ask(address="ｒ１＠example.org")[0].address == "r1@example.org"


def test_staff_say_on_what_grounds(editor: User) -> None:
    with pytest.raises(Refused, match="怎样同意"):
        make.reader(1, note=" ", by=editor)
    row = make.reader(1, by=editor)
    assert (row.consent_from, row.consent_note) == (Consent.STAFF, "年会签到表")
    with pytest.raises(Refused, match="已经订阅"):
        make.reader(1, by=editor)
    with pytest.raises(Refused, match="没有权限"):
        make.reader(2, by=cast.person("finance"))


def test_who_left_comes_back_only_by_themselves(editor: User) -> None:
    row = subscribing.unsubscribe(make.reader(1))
    with pytest.raises(Refused, match="自己退订"):
        make.reader(1, by=editor)
    old = row.token
    subscribing.ask(address=row.address)
    row.refresh_from_db()
    assert row.state == S.PENDING
    assert row.token != old  # what an old mail says ends nothing any more
    subscribing.confirm(row)
    row.refresh_from_db()
    assert (row.state, row.consent_from) == (S.ACTIVE, Consent.FORM)


def test_a_user_subscribes_with_one_click_at_the_address_of_the_account() -> None:
    user = accounts.user("安然", email="an.ran@antai.example")
    row = subscribing.subscribe_user(user, address="An.Ran@antai.example")
    assert (row.state, row.consent_from, row.user) == (S.ACTIVE, Consent.PORTAL, user)
    again = subscribing.subscribe_user(user, address="an.ran@antai.example")
    assert again.pk == row.pk


def test_another_address_than_the_accounts_is_confirmed_by_mail() -> None:
    user = accounts.user("安然", email="an.ran@antai.example")
    row = subscribing.subscribe_user(user, address="home@example.org")
    assert (row.state, row.user) == (S.PENDING, user)
    assert OutboxRow.objects.get().address == "home@example.org"


def test_nobody_takes_over_what_another_subscribed() -> None:
    subscribing.subscribe_user(
        accounts.user("安然", email="shared@antai.example"), address="shared@antai.example"
    )
    other = accounts.user("邰宁", email="tai@antai.example")
    with pytest.raises(Refused, match="别人"):
        subscribing.subscribe_user(other, address="shared@antai.example")


def test_nobody_takes_over_what_a_reader_without_an_account_subscribed() -> None:
    row, other = make.reader(1), accounts.user("邰宁", email="tai@antai.example")
    with pytest.raises(Refused, match="邮件末尾的链接"):
        subscribing.subscribe_user(other, address=row.address)
    row.refresh_from_db()
    assert row.user is None
    owner = accounts.user("邵一", email=row.address)  # whose account has that very address
    assert subscribing.subscribe_user(owner, address=row.address).user == owner


def bounced(address: str = "r1@example.org") -> None:
    suppressing.suppress(address=address, reason=SuppressionReason.BOUNCED, note="5.1.1", by=None)


def test_a_click_in_the_portal_does_not_show_that_a_mailbox_works_again() -> None:
    user = accounts.user("安然", email="an.ran@antai.example")
    bounced("an.ran@antai.example")
    row = subscribing.subscribe_user(user, address="an.ran@antai.example")
    assert (row.state, row.user) == (S.PENDING, user)
    assert Suppression.objects.exists()
    subscribing.confirm(row)
    row.refresh_from_db()
    assert (row.state, Suppression.objects.count()) == (S.ACTIVE, 0)


def test_who_complained_is_not_subscribed_again_by_a_click(editor: User) -> None:
    user = accounts.user("安然", email="an.ran@antai.example")
    suppressing.suppress(
        address="an.ran@antai.example", reason=SuppressionReason.COMPLAINED, note="投诉", by=editor
    )
    with pytest.raises(Refused, match="停发"):
        subscribing.subscribe_user(user, address="an.ran@antai.example")
    assert not Subscriber.objects.exists()


def test_a_reader_whose_mailbox_works_again_asks_once_more_and_keeps_what_they_chose() -> None:
    with clock.at("2020-06-01T10:00"):
        row, column = make.reader(1), Column.objects.earliest("position")
        subscribing.prefer(row, name="邵一", wants_issues=True, columns=[column])
        bounced()
    with clock.at("2020-06-02T10:00"):
        assert subscribing.ask(address=row.address, name="别人")[1] is True
        assert subscribing.ask(address=row.address)[1] is False  # one mail an hour
        found = links.confirmed(link())
        assert found
        assert subscribing.to_confirm(found)
        subscribing.confirm(found)
    row.refresh_from_db()
    assert (row.state, row.name, list(row.columns.all())) == (S.ACTIVE, "邵一", [column])
    assert not Suppression.objects.exists()
    assert not subscribing.to_confirm(row)


def test_an_old_link_lifts_nothing_that_came_back_since() -> None:
    with clock.at("2020-06-01T10:00"):
        row, _ = subscribing.ask(address="r1@example.org")
        subscribing.confirm(row)
    with clock.at("2020-06-02T10:00"):
        bounced()
        subscribing.confirm(row)
    assert Suppression.objects.exists()


def test_preferences_are_kept_while_subscribed() -> None:
    row, column = make.reader(1), Column.objects.earliest("position")
    subscribing.prefer(row, name="新称呼", wants_issues=False, columns=[column])
    row.refresh_from_db()
    assert (row.name, row.wants_issues, list(row.columns.all())) == ("新称呼", False, [column])
    assert not make.preparing.candidates().exists()
    subscribing.unsubscribe(row)
    with pytest.raises(Refused, match="没有生效"):
        subscribing.prefer(row, name="", wants_issues=True, columns=[])


def test_unsubscribed_is_at_once_also_for_what_waits_and_twice_is_once() -> None:
    make.released(readers=2)
    row = Subscriber.objects.get(address="r1@example.org")
    subscribing.unsubscribe(row)
    subscribing.unsubscribe(row)
    states = dict(Delivery.objects.values_list("address", "row__state"))
    assert states == {"r1@example.org": "skipped", "r2@example.org": "waiting"}
    assert AuditEntry.objects.filter(action="退订会刊").count() == 1


def test_a_suppressed_address_is_not_asked_or_entered_until_it_is_lifted(editor: User) -> None:
    stop = suppressing.suppress(
        address="R1@example.org", reason=SuppressionReason.COMPLAINED, note="来电投诉", by=editor
    )
    with pytest.raises(Refused, match="停发"):
        subscribing.ask(address="r1@example.org")
    with pytest.raises(Refused, match="来电投诉"):
        make.reader(1, by=editor)
    with pytest.raises(Refused, match="为什么"):
        suppressing.lift(stop, by=editor, reason=" ")
    suppressing.lift(stop, by=editor, reason="本人来电恢复")
    assert make.reader(1, by=editor).state == S.ACTIVE


def test_a_mailbox_that_works_again_is_written_to_once_it_confirmed(editor: User) -> None:
    suppressing.suppress(
        address="r1@example.org", reason=SuppressionReason.BOUNCED, note="5.1.1", by=None
    )
    row, _ = subscribing.ask(address="r1@example.org")
    assert Suppression.objects.exists()
    subscribing.confirm(row)
    assert not Suppression.objects.exists()


def test_erased_a_reader_is_nowhere_and_the_numbers_stay(editor: User) -> None:
    mailing = make.released(readers=2)
    row = Subscriber.objects.get(address="r1@example.org")
    token = row.token
    outbox.enqueue(
        rule="other", obj=row, due_on=clock.today(), channel="email", recipient_key="x",
        address=row.address, subject="请确认", body=f"https://example.org/{token}",
    )  # fmt: skip
    subscribing.erase(row)
    assert mailing.deliveries.count() == 2
    planted = [
        str(list(model.objects.values())) for model in (Subscriber, Delivery, OutboxRow, AuditEntry)
    ]
    assert not any("r1@example.org" in text or token in text for text in planted)
    assert "读者1" not in "".join(planted)


def test_erased_before_the_link_went_out_there_is_no_mail_to_nowhere() -> None:
    row, _ = subscribing.ask(address="r1@example.org")
    subscribing.erase(row)
    assert OutboxRow.objects.get().state == OutboxRow.State.SKIPPED


def test_addresses_of_a_mailing_go_two_years_after_it_was_over_or_given_up(editor: User) -> None:
    dropped = make.prepared(make.issue(3), readers=2)
    sending.drop(dropped, by=editor, reason="重做")
    sent = make.released(readers=2)
    for row in Subscriber.objects.all():  # as rows that have gone out
        OutboxRow.objects.filter(address=row.address).update(state="sent", sent_at=clock.now())
    assert sending.follow() == 1
    eraser = next(each for each in ERASERS if each.data == "会刊邮件的投递地址")
    with clock.at(clock.now() + timedelta(days=729)):
        assert eraser.run() == 0
    with clock.at(clock.now() + timedelta(days=731)):
        assert eraser.run() == 2
        assert eraser.run() == 0
    told = str(list(Delivery.objects.values())) + str(list(OutboxRow.objects.values()))
    assert "r1@example.org" not in told
    assert [row.deliveries.count() for row in (dropped, sent)] == [2, 2]


def test_a_reader_is_told_all_that_is_kept() -> None:
    make.released(readers=1)
    told = subscribing.told(Subscriber.objects.get())
    assert told["邮箱"] == "r1@example.org"
    assert told["同意的依据"] == "年会签到表"
    assert told["发给您的会刊"][0]["刊期"] == "2020 年第 2 期"


def test_the_audit_keeps_no_whole_address(editor: User) -> None:
    row = make.reader(1, by=editor)
    (entry,) = audit.timeline(row)
    assert entry.object_label == "读者 r***@example.org"
