from datetime import timedelta
from typing import Any

import pytest

from association.base import clock
from association.base.models import OutboxRow
from association.base.reminding import since_when
from tests.factories import accounts, cast
from tests.factories import training as make
from training.enums import ClassState, EnrolmentState
from training.models import Enrolment, TrainingClass, TrainingReminder, TrainingReminderRule
from training.reminders import turns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_office_hours() -> Any:
    """Everything here happens at ten on some day."""
    with clock.at(clock.now().replace(hour=10, minute=0)):
        yield


def switched_on(code: str, *, days_ago: int = 30) -> TrainingReminderRule:
    rule = TrainingReminderRule.objects.get(code=code)
    rule.active, rule.switched_on_at = True, clock.now() - timedelta(days_ago)
    rule.save()
    return rule


def soon(days: int = 5) -> TrainingClass:
    """A class whose enrolment ends in so many days."""
    return make.training_class(enrol_until=clock.today() + timedelta(days))


def lacking(of: TrainingClass, **fields: Any) -> Enrolment:
    return make.enrolment(of, cast.team("chenling"), make.trainee(**fields))


def test_rules_come_switched_off_and_remind_nobody() -> None:
    lacking(soon(), email="a@example.com")
    assert not TrainingReminderRule.objects.filter(active=True).exists()
    assert turns.remind() == 0


def test_a_person_is_told_by_mail_what_is_missing_with_the_own_link() -> None:
    switched_on("person-7")
    row = lacking(soon(), name="陶然", email="tao@example.com")
    assert turns.remind() == 1
    sent = OutboxRow.objects.get()
    assert (sent.address, sent.state) == ("tao@example.com", OutboxRow.State.WAITING)
    assert "还没有交照片" in sent.body
    assert "/training/me/" in sent.body
    assert "申报条件待审核" not in sent.body, "that is the office's turn"
    assert TrainingReminder.objects.get().enrolment == row


def test_nobody_is_reminded_twice() -> None:
    switched_on("person-7")
    lacking(soon(), email="tao@example.com")
    assert (turns.remind(), turns.remind()) == (1, 0)
    with clock.at(clock.now() + timedelta(1)):
        assert turns.remind() == 0
    assert OutboxRow.objects.count() == 1


def test_who_has_no_mail_is_accounted_for() -> None:
    switched_on("person-7")
    lacking(soon())
    turns.remind()
    assert OutboxRow.objects.get().reason == "没有登记邮箱"


@pytest.mark.parametrize(("days", "reminded"), [(8, 0), (7, 1), (1, 1), (0, 1)])
def test_a_rule_begins_its_days_before_the_deadline(days: int, reminded: int) -> None:
    switched_on("person-7")
    lacking(soon(days), email="tao@example.com")
    assert turns.remind() == reminded


def test_a_deadline_that_had_passed_when_the_rule_was_switched_on_is_not_its_matter() -> None:
    switched_on("person-7", days_ago=0)
    lacking(soon(-1), email="tao@example.com")
    assert turns.remind() == 0


def test_who_lacks_nothing_is_left_alone_until_something_goes_missing() -> None:
    switched_on("person-7")
    row = make.whole(lacking(soon(), email="tao@example.com"))
    assert turns.remind() == 0
    Enrolment.objects.filter(pk=row.pk).update(state=EnrolmentState.RETURNED, answer="补证明")
    assert turns.remind() == 1


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.REJECTED])
def test_who_has_left_is_left_alone(state: EnrolmentState) -> None:
    switched_on("person-7")
    make.enrolment(soon(), cast.team("chenling"), state=state)
    assert turns.remind() == 0


def test_a_cancelled_class_reminds_nobody() -> None:
    switched_on("person-7")
    of = soon()
    lacking(of, email="tao@example.com")
    of.state = ClassState.CANCELLED
    of.save()
    assert turns.remind() == 0


class TestTeams:
    def test_a_contact_gets_one_message_with_everybody_on_it(self) -> None:
        switched_on("team-7")
        contact, of = cast.person("team_contact"), soon()
        for name in ("陶然", "顾北辰", "宋清和"):
            lacking(of, name=name)
        assert turns.remind() == 6, "three people, two channels"
        sent = OutboxRow.objects.get(channel="portal")
        assert sent.person_id == contact.pk
        assert "还有 3 人没有备齐" in sent.subject
        assert all(name in sent.body for name in ("陶然", "顾北辰", "宋清和"))

    def test_who_comes_later_is_on_another_message(self) -> None:
        switched_on("team-7")
        cast.person("team_contact")
        of = soon()
        lacking(of, name="陶然")
        turns.remind()
        lacking(of, name="顾北辰")
        turns.remind()
        bodies = (
            OutboxRow.objects.filter(channel="portal").order_by("pk").values_list("body", flat=True)
        )
        assert ["顾北辰" in body for body in bodies] == [False, True]
        assert "陶然" not in bodies[1]

    def test_a_contact_who_left_hears_nothing(self) -> None:
        switched_on("team-7")
        team = cast.team("chenling")
        left = make.contact(team, accounts.user("旧联系人"))
        left.ended_at = clock.now()
        left.save()
        lacking(soon())
        turns.remind()
        assert set(OutboxRow.objects.values_list("reason", flat=True)) == {"队伍没有在任的联系人"}

    def test_teams_hear_of_their_own_people_alone(self) -> None:
        switched_on("team-7")
        cast.person("team_contact")
        cast.person("other_contact")
        of = soon()
        lacking(of, name="陶然")
        make.enrolment(of, cast.team("yunlu"), make.trainee("顾北辰"))
        turns.remind()
        for row in OutboxRow.objects.filter(channel="portal"):
            assert ("陶然" in row.body) is not ("顾北辰" in row.body)


def test_after_a_long_silence_only_the_latest_rule_speaks() -> None:
    early = switched_on("person-7")
    late = TrainingReminderRule.objects.create(
        code="person-1", title="前一天", whom="person", deadline="enrol_until", days=-1,
        channels=["email"], subject="{班次}", body="{缺什么}", active=True,
        switched_on_at=early.switched_on_at,
    )  # fmt: skip
    lacking(soon(0), email="tao@example.com")
    assert turns.remind() == 1
    assert TrainingReminder.objects.get().rule == late


def test_at_night_nobody_is_woken_up() -> None:
    switched_on("person-7")
    lacking(soon(), email="tao@example.com")
    for hour in (7, 20):
        with clock.at(clock.now().replace(hour=hour)):
            assert turns.remind() == 0


def test_a_rule_that_was_moved_begins_anew() -> None:
    rule = switched_on("person-7")
    former = TrainingReminderRule.objects.get(pk=rule.pk)
    assert since_when(rule, former) == former.switched_on_at
    rule.days = -3
    anew = since_when(rule, former)
    assert anew
    assert anew > former.switched_on_at
    rule.active = False
    assert since_when(rule, former) is None
