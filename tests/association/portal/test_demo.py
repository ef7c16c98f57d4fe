"""The demo tells a year; whoever signs in finds something of it, and nobody outside hears of it."""

from collections import Counter

import pytest
from django.core import mail

from association.base import clock, delivery, outbox
from association.base.models import OutboxRow
from association.portal.demo import story
from members.models import Assessment, Need, Representative
from members.reminders.accounts import accounts, complaints
from training.models import Enrolment, TrainingCertificate


@pytest.fixture
def told(db: None) -> None:
    with clock.at("2028-01-02T23:00"):  # early in a leap year, and at night
        assert story.tell()


def test_who_owes_dues_has_a_message_about_them_and_who_is_exempt_has_none(told: None) -> None:
    acting = Representative.objects.select_related("user")
    unread = {
        one.user.name: outbox.inbox(one.user).exclude(rule__startswith="needs.").count()
        for one in acting
    }
    results = {"周明远": 1, "高一诺": 1}  # of their company's rescuers
    assert {name: n for name, n in unread.items() if n} == {"许正平": 3, "沈知远": 2} | results, (
        "dues, a vote, results, a piece that was sent back"
    )


def test_every_company_has_a_needs_card_three_are_invited_and_one_was_answered(
    told: None,
) -> None:
    acting = Representative.objects.select_related("user")
    asked = {
        one.user.name: outbox.inbox(one.user).filter(rule__startswith="needs.").count()
        for one in acting
    }
    assert asked == {
        "周明远": 3, "高一诺": 3, "沈知远": 2, "白牧云": 2, "许正平": 1, "纪行舟": 1,
    }  # fmt: skip
    assert Need.objects.filter(satisfied=True).count() == 1


def test_nobody_is_written_to_by_mail_and_the_account_balances(told: None) -> None:
    assert delivery.send_waiting() == 0
    assert mail.outbox == []
    outside = OutboxRow.objects.exclude(channel="portal")
    assert {row.state for row in outside} == {OutboxRow.State.SKIPPED}  # no rescuer has an address
    assert complaints() == []
    (account,) = accounts()
    assert account.members == account.owed > account.of("sent") > 0
    assert Assessment.objects.count() > account.members
    assert not story.tell()  # twice changes nothing


def test_somebody_has_passed_somebody_has_a_number_and_somebody_lacks_something(told: None) -> None:
    states = Counter(Enrolment.objects.values_list("state", flat=True))
    assert states == {
        "numbered": 2,
        "submitted": 1,
        "passed": 2,
        "failed": 1,
        "eligible": 1,
        "registered": 2,
        "returned": 1,
    }
    assert TrainingCertificate.objects.filter(in_force=True).count() == 5
