"""Scenario S1: what the association decided for 2020, over a whole register, to the fen."""

from decimal import Decimal

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.models import OutboxRow
from members import dues, relief
from members.enums import DuesLabel, EntryKind, OrganisationType, Position
from members.models import Assessment, LedgerEntry, ReliefPolicy, Reminder
from members.queries import with_position
from members.relief import simulation
from members.reminders import turns
from tests.factories.members import member, resolution
from tests.factories.reminders import rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_register() -> None:
    """By the standard of an empty portal: 150 private companies and 20 social organisations at
    2,000, six private 常务理事 at 10,000; beside them four whom the policy doesn't reach."""
    for _ in range(150):
        member(organisation_type=OrganisationType.PRIVATE)
    for _ in range(20):
        member(organisation_type=OrganisationType.SOCIAL)
    for _ in range(6):
        member(organisation_type=OrganisationType.PRIVATE, position=Position.STANDING_COUNCILLOR)
    for _ in range(3):
        member(organisation_type=OrganisationType.STATE)
    member(organisation_type=None)


def test_176_members_are_relieved_of_400000_and_hear_of_no_bill(
    the_register: None, he: User
) -> None:
    policy = ReliefPolicy.objects.get(code="2020-SZSJ-1")
    rule(-30)
    with clock.at("2020-01-06T10:00"):
        dues.assess(2020, by=he)
        before = simulation.preview(policy)
    assert (len(before.rows), before.total) == (176, Decimal("400000.00"))

    with clock.at("2020-06-08T10:00"):
        assert relief.activate(policy, resolution=resolution(), by=he).relieved == 176
        exempt = with_position(Assessment.objects.all()).filter(label=DuesLabel.EXEMPT)
        assert exempt.count() == 176
    with clock.at("2020-12-10T10:00"):
        turns.remind()
    reminded = Reminder.objects.values_list("assessment", flat=True)
    assert len(reminded) == 4
    assert not exempt.filter(pk__in=reminded).exists()
    spoken_of = {int(pk) for pk in OutboxRow.objects.values_list("about_id", flat=True)}
    assert len(spoken_of) == 4
    assert not spoken_of & set(exempt.values_list("member", flat=True))

    posted = LedgerEntry.objects.filter(kind=EntryKind.RELIEF)
    assert (posted.count(), -sum(row.amount for row in posted)) == (176, Decimal("400000.00"))
    with clock.at("2020-12-11T10:00"):
        dues.assess(2020, by=he)
    assert (posted.count(), exempt.count()) == (176, 176)
