"""The demo tells a year; whoever signs in finds something of it, and nobody outside hears of it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import DjangoDbBlocker

from association.base import clock, delivery, outbox
from association.base.models import OutboxRow
from association.portal.demo import story
from bulletin.enums import EditionState, IssueState, Stage, Visibility
from bulletin.mailing.enums import MailingState
from bulletin.models import Article, Issue
from members.models import Assessment, Need, Representative
from members.reminders.accounts import accounts, complaints
from training.models import Enrolment, TrainingCertificate

pytestmark = pytest.mark.xdist_group("demo")  # which is told once


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Told once for all: each test begins with the whole year, and what it changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.at("2028-01-02T23:00"):  # early in a leap year, and at night
            assert story.tell()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def told(once: None, db: None) -> None:
    """What is asked of it later is asked today."""


def test_who_owes_dues_has_a_message_about_them_and_who_is_exempt_has_none(told: None) -> None:
    acting = Representative.objects.select_related("user")
    unread = {one.user.name: outbox.unread(one.user) for one in acting}
    # dues, a vote or results; a notice, what of it is due and late; a card of needs and its answers;
    # pieces that were sent back or have appeared
    expected = {
        "许正平": 7, "沈知远": 7, "周明远": 6, "高一诺": 6, "白牧云": 5, "纪行舟": 4,
    }  # fmt: skip
    assert {name: n for name, n in unread.items() if n} == expected


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


def test_the_last_issue_is_out_with_its_pdf_and_its_mailing_waits(told: None) -> None:
    issue = Issue.objects.get(state=IssueState.RELEASED)
    assert (issue.year, issue.number) == (2027, 4)  # told early in 2028, of the quarter before
    facts = issue.editions.get(state=EditionState.DONE).facts
    assert (facts["toc_mismatches"], facts["figures_without_alt"]) == (0, 0)
    public = Article.objects.filter(stage=Stage.PUBLISHED, visibility=Visibility.PUBLIC)
    assert {item.article for item in issue.items.all()} == set(public)
    assert issue.mailings.get().state == MailingState.PREPARED
    assert issue.printed_copies.filter(copies__gt=0).count() > 1


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
