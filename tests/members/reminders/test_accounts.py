"""Owed = sent + not sent by reason + failed + uncertain + waiting, whatever happens to them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from association.accounts.models import User
from association.base import clock, delivery, outbox
from association.base.models import OutboxRow
from members import dues
from members.dues import extensions
from members.models import Assessment, Member, Reminder, ReminderRule
from members.register import membership
from members.reminders.accounts import accounts, complaints, overlooked
from members.reminders.turns import remind
from tests.factories import cast
from tests.factories import members as make
from tests.factories.dues import assessed
from tests.factories.ledger import paid
from tests.factories.reminders import rule

State = OutboxRow.State
BEGIN = datetime(2020, 5, 1, 10, tzinfo=clock.TZ)


@pytest.fixture
def told(antai: Member) -> ReminderRule:
    """安泰 was reminded on 2020-05-31: one mail waits, one in-portal message, one of no address."""
    cast.person("antai_admin")
    make.contact(antai, "田禾", email="tian@antai.example", roles=["finance"])
    make.contact(antai, "禾田", roles=["finance"])
    assessed(antai)
    row: ReminderRule = rule(-30)
    with clock.at("2020-05-31T09:00"):
        remind()
    return row


@pytest.mark.django_db
def test_the_account_counts_every_message_in_its_state_and_why(told: ReminderRule) -> None:
    (before,) = accounts()
    delivery.send_waiting()
    (after,) = accounts()
    assert (before.members, before.owed, before.recorded) == (1, 3, 3)
    assert before.states == {State.WAITING: 2, State.SKIPPED: 1}
    assert after.states == {State.SENT: 2, State.SKIPPED: 1}
    assert after.skipped == {"联系人没有登记邮箱": 1}
    assert after.balances
    assert complaints() == []


@pytest.mark.django_db
def test_a_message_that_is_gone_is_missed(told: ReminderRule) -> None:
    OutboxRow.objects.filter(channel="portal").delete()
    with clock.at("2020-06-01T11:00"):
        assert complaints() == ["“期限后 -30 天”期限 2020-06-30：应发 3 条，记录 2 条，不相等。"]


@pytest.mark.django_db
def test_a_message_that_nobody_decided_on_is_noticed(told: ReminderRule) -> None:
    Reminder.objects.all().delete()
    with clock.at("2020-06-01T11:00"):
        assert len(complaints()) == 2  # the account, and the turn that seems to be overdue


@pytest.mark.django_db
def test_a_turn_that_was_missed_is_told_once_the_day_is_well_under_way(antai: Member) -> None:
    assessed(antai)
    rule(-30)
    with clock.at("2020-05-31T09:59"):
        assert overlooked() == {}
    with clock.at("2020-05-31T10:01"):
        assert overlooked() == {"期限后 -30 天": 1}
        assert complaints() == [
            "“期限后 -30 天”有 1 家已到提醒的日子，还没有处理。自动提醒可能停了，请告诉系统管理员。"
        ]


@pytest.mark.django_db
def test_a_rule_just_switched_on_is_given_a_day(antai: Member) -> None:
    assessed(antai)
    rule(-30, since="2020-06-10T15:00")
    with clock.at("2020-06-10T16:00"):
        assert overlooked() == {}
    with clock.at("2020-06-11T16:00"):
        assert overlooked() == {"期限后 -30 天": 1}


@pytest.mark.django_db
def test_dues_just_assessed_are_given_a_day_as_nobody_is_reminded_at_night(
    antai: Member, he: User
) -> None:
    rule(-30)
    with clock.at("2020-06-10T20:30"):
        dues.assess(2020, by=he)
        assert complaints() == []
    with clock.at("2020-06-11T10:30"):
        assert complaints() == []
    with clock.at("2020-06-11T21:00"):
        assert overlooked() == {"期限后 -30 天": 1}


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_ends_with_one(
    told: ReminderRule, capsys: pytest.CaptureFixture[str]
) -> None:
    with clock.at("2020-05-31T11:00"):
        call_command("check_reminders", "--json")
        assert '"owed": 3' in capsys.readouterr().out
        OutboxRow.objects.filter(channel="portal").delete()
        with pytest.raises(CommandError, match="应发 3 条，记录 2 条，不相等。") as error:
            call_command("check_reminders")
    assert error.value.returncode == 1


class Year:
    """A year in which anything may happen, in any order."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.now = BEGIN
        self.members = [make.member(email=f"m{n}@example.com" if n else "") for n in range(3)]
        self.years: list[Assessment] = [assessed(member) for member in self.members]
        for days in (-30, -7, 7):
            rule(days, since="2020-01-01T09:00")

    def days(self, count: int) -> None:
        self.now += timedelta(days=count)

    def run(self, _: int) -> None:
        remind()

    def send(self, _: int) -> None:
        delivery.send_waiting()

    def die(self, _: int) -> None:
        """A sender is killed in the middle of its first mail."""
        for row in delivery._claim()[:1]:
            delivery._begin(row)

    def pay(self, which: int) -> None:
        paid(self.years[which % 3], "500.00")

    def extend(self, which: int) -> None:
        member = self.members[which % 3]
        until = extensions.due_on(2020, member=member) + timedelta(days=20)
        extensions.extend(year=2020, until=until, reason="困难", by=None, member=member)

    def suspend(self, which: int) -> None:
        member = Member.objects.get(pk=self.members[which % 3].pk)
        verb = "suspend" if member.state == "active" else "resume"
        membership.move(member, verb, by=None, reason="改制")

    def contact(self, which: int) -> None:
        make.contact(
            self.members[which % 3], email=f"c{which}@example.com" if which % 2 else "",
            roles=["finance"],
        )  # fmt: skip

    def switch(self, which: int) -> None:
        found = ReminderRule.objects.order_by("pk")[which % 3]
        ReminderRule.objects.filter(pk=found.pk).update(
            active=not found.active, switched_on_at=clock.now()
        )

    def decide(self, which: int) -> None:
        verb = "resend" if which % 2 else "confirm"
        for row in OutboxRow.objects.filter(state=State.UNCERTAIN)[:1]:
            outbox.decide(row, verb, by=None, reason="查过日志")


STEPS = ["run", "send", "die", "pay", "extend", "suspend", "contact", "switch", "decide"]
_step = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 40)),
    st.tuples(st.sampled_from(STEPS), st.integers(0, 5)),
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(_step, min_size=5, max_size=25))
def test_whatever_happens_the_account_balances_and_no_mail_goes_twice(
    steps: list[tuple[str, int]], he: User
) -> None:
    with transaction.atomic():
        mail.outbox.clear()
        year = Year(he)
        for verb, argument in steps:
            with clock.at(year.now):
                getattr(year, verb)(argument)
                assert all(account.balances for account in accounts())
        with clock.at(year.now):
            remind()
            delivery.send_waiting()
            assert_settled(resent={argument % 2 for verb, argument in steps if verb == "decide"})
        transaction.set_rollback(True)


def assert_settled(*, resent: set[int]) -> None:
    assert complaints() == []
    found: list[Any] = list(OutboxRow.objects.filter(channel="email"))
    assert {row.state for row in found} <= {State.SENT, State.SKIPPED, State.UNCERTAIN}
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(ids) == len(set(ids))
    sent = {row.message_id for row in found if row.state == State.SENT}
    confirmed = sent - set(ids)
    assert not confirmed or 0 in resent  # sent without a mail is only what a person said
    assert set(ids) <= sent | {row.message_id for row in found if row.state == State.UNCERTAIN}
