from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members import dues, relief
from members.dues import extensions
from members.enums import DuesLabel, EffectKind, EntryKind, OrganisationType, PolicyState, Position
from members.models import Assessment, Extension, LedgerEntry, Member, ReliefPolicy
from members.queries import with_position
from members.relief import simulation
from tests.factories.members import member, resolution, typed

pytestmark = pytest.mark.django_db

Entry = tuple[str, str, Decimal]


@pytest.fixture
def policy() -> ReliefPolicy:
    """民营企业 and 社会组织 pay nothing in 2020; the reference date is 2020-06-01."""
    return ReliefPolicy.objects.get(code="2020-SZSJ-1")


def a_policy(code: str, **fields: object) -> ReliefPolicy:
    return ReliefPolicy.objects.create(
        **{
            "code": code,
            "title": f"{code} 减免",
            "year": 2020,
            "reference_date": date(2020, 6, 1),
            "valid_from": date(2020, 1, 1),
            "valid_to": date(2020, 12, 31),
            "basis": "会议决定",
            **fields,
        }
    )


def ledger() -> list[Entry]:
    rows = LedgerEntry.objects.order_by("assessment__member__number", "kind", "policy__code")
    return [(row.assessment.member.number, row.kind, row.amount) for row in rows]


def test_the_announced_policy_exempts_private_companies_and_social_organisations(
    he: User, antai: Member, hengyuan: Member, policy: ReliefPolicy
) -> None:
    social = member(organisation_type=OrganisationType.SOCIAL)
    dues.assess(2020, by=he)

    relieved = relief.activate(policy, resolution=resolution(), by=he).relieved

    rows = {row.member: row for row in with_position(Assessment.objects.all())}
    assert relieved == 2
    assert {company: DuesLabel(row.label) for company, row in rows.items()} == {
        antai: DuesLabel.EXEMPT,
        social: DuesLabel.EXEMPT,
        hengyuan: DuesLabel.OVERDUE,
    }
    assert rows[hengyuan].balance == Decimal("10000.00")


def test_before_or_after_the_assessment_ends_alike(
    he: User, antai: Member, hengyuan: Member, policy: ReliefPolicy
) -> None:
    decision = resolution()
    with transaction.atomic():
        dues.assess(2020, by=he)
        relief.activate(policy, resolution=decision, by=he)
        assessed_first = ledger()
        transaction.set_rollback(True)

    relief.activate(policy, resolution=decision, by=he)
    dues.assess(2020, by=he)

    assert ledger() == assessed_first
    assert len(assessed_first) == 3


def test_a_draft_relieves_nobody(he: User, antai: Member, policy: ReliefPolicy) -> None:
    assert dues.assess(2020, by=he).relieved == Decimal("0.00")


def test_running_again_changes_nothing(he: User, antai: Member, policy: ReliefPolicy) -> None:
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    before = ledger()

    again = dues.assess(2020, by=he)

    assert ledger() == before
    assert (again.assessed, again.relieved) == (0, Decimal("2000.00"))


def test_the_simulation_says_who_and_how_much_and_writes_nothing(
    he: User, antai: Member, hengyuan: Member, policy: ReliefPolicy
) -> None:
    member(position=Position.STANDING_COUNCILLOR)
    member(organisation_type=OrganisationType.SOCIAL)

    preview = simulation.preview(policy)

    assert (preview.members, preview.total) == (3, Decimal("14000.00"))
    assert preview.by_type["民营企业"].total == Decimal("12000.00")
    assert preview.by_type["社会组织"].members == 1
    assert preview.by_tier["常务理事单位"].total == Decimal("10000.00")
    assert not LedgerEntry.objects.exists()


def test_the_simulation_says_the_same_before_and_after(
    he: User, antai: Member, policy: ReliefPolicy
) -> None:
    before = simulation.preview(policy).total
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    policy.refresh_from_db()
    assert simulation.preview(policy).total == before == Decimal("2000.00")


def test_a_company_is_what_it_was_on_the_reference_date(he: User, policy: ReliefPolicy) -> None:
    turned_late = member(organisation_type=OrganisationType.STATE)
    typed(turned_late, OrganisationType.PRIVATE, since=date(2020, 8, 1))
    turned_in_time = member(organisation_type=OrganisationType.STATE)
    typed(turned_in_time, OrganisationType.PRIVATE, since=date(2020, 6, 1))

    assert [row.member for row in simulation.preview(policy).rows] == [turned_in_time]
    later = simulation.preview(policy, as_of=date(2020, 8, 1))
    assert {row.member for row in later.rows} == {turned_in_time, turned_late}


def test_a_member_whose_type_nobody_recorded_is_not_relieved(policy: ReliefPolicy) -> None:
    member(organisation_type=None)
    assert simulation.preview(policy).members == 0


def test_the_others_get_until_the_end_of_the_year_that_day_included(
    he: User, hengyuan: Member, policy: ReliefPolicy
) -> None:
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)

    for today, label in (
        (date(2020, 12, 31), DuesLabel.DUE),
        (date(2021, 1, 1), DuesLabel.OVERDUE),
    ):
        row = with_position(Assessment.objects.all(), today=today).get()
        assert (row.due_on, row.due_until) == (date(2020, 6, 30), date(2020, 12, 31))
        assert row.label == label


def test_an_extension_given_before_stays_as_it_is(he: User, policy: ReliefPolicy) -> None:
    extensions.extend(year=2020, until=date(2021, 3, 31), reason="疫情", by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    assert Extension.objects.count() == 1


def test_relief_names_the_decision_that_backs_it(
    he: User, antai: Member, policy: ReliefPolicy
) -> None:
    decision = resolution()
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=decision, by=he)

    entry = LedgerEntry.objects.get(kind=EntryKind.RELIEF)
    assert (entry.policy, entry.resolution) == (policy, decision)
    assert audit.timeline(antai)[0].action == "减免 2020 年度会费 2,000.00 元"


def test_a_policy_that_gives_more_than_is_owed_is_refused_and_nothing_is_written(
    he: User, antai: Member
) -> None:
    policy = a_policy("TEST-1", effect=EffectKind.AMOUNT, value=Decimal("3000.00"))
    dues.assess(2020, by=he)

    with pytest.raises(Refused, match="每家减 3,000.00 元，超过应缴的有 1 家.*安泰.*2,000.00"):
        relief.activate(policy, resolution=resolution(), by=he)

    policy.refresh_from_db()
    assert policy.state == PolicyState.DRAFT
    assert not LedgerEntry.objects.filter(kind=EntryKind.RELIEF).exists()


def test_a_resolution_from_after_the_policys_term_is_refused(
    he: User, policy: ReliefPolicy
) -> None:
    late = resolution(decided_on=date(2021, 1, 1))
    with pytest.raises(Refused, match="决议作出于 2021-01-01，晚于政策执行截止日 2020-12-31"):
        relief.activate(policy, resolution=late, by=he)


def test_only_those_who_may_can_bring_a_policy_into_force(lin: User, policy: ReliefPolicy) -> None:
    with pytest.raises(Refused, match="没有权限执行减免政策"):
        relief.activate(policy, resolution=resolution(), by=lin)


def test_a_policy_comes_into_force_once(he: User, policy: ReliefPolicy) -> None:
    relief.activate(policy, resolution=resolution(), by=he)
    with pytest.raises(Refused, match="不能再次执行"):
        relief.activate(policy, resolution=resolution(), by=he)


def test_a_policy_in_force_can_be_edited_by_nobody(he: User, policy: ReliefPolicy) -> None:
    relief.activate(policy, resolution=resolution(), by=he)
    with pytest.raises(IntegrityError, match="已经执行，不能更改"), transaction.atomic():
        ReliefPolicy.objects.filter(pk=policy.pk).update(value=Decimal("5.00"))


def test_stacked_policies_take_their_turn_on_what_is_left(he: User, hengyuan: Member) -> None:
    first = a_policy(
        "TEST-A", effect=EffectKind.PERCENT, value=Decimal(50), order=1, stackable=True
    )
    second = a_policy(
        "TEST-B", effect=EffectKind.PERCENT, value=Decimal(50), order=2, stackable=True
    )
    relief.activate(first, resolution=resolution(), by=he)
    dues.assess(2020, by=he)
    relief.activate(second, resolution=resolution(), by=he)

    amounts = LedgerEntry.objects.filter(kind=EntryKind.RELIEF).values_list("amount", flat=True)
    assert sorted(amounts) == [Decimal("-5000.00"), Decimal("-2500.00")]


def test_a_policy_that_stands_alone_lets_no_other_follow(he: User, hengyuan: Member) -> None:
    alone = a_policy("TEST-A", effect=EffectKind.PERCENT, value=Decimal(50), order=1)
    second = a_policy(
        "TEST-B", effect=EffectKind.PERCENT, value=Decimal(50), order=2, stackable=True
    )
    dues.assess(2020, by=he)
    relief.activate(alone, resolution=resolution(), by=he)
    assert relief.activate(second, resolution=resolution(), by=he).relieved == 0


def test_the_simulation_leaves_out_whom_a_policy_that_stands_alone_has_relieved(
    he: User, hengyuan: Member
) -> None:
    half = {"effect": EffectKind.PERCENT, "value": Decimal(50)}
    alone = a_policy("TEST-A", order=1, **half)
    second = a_policy("TEST-B", order=2, stackable=True, **half)
    dues.assess(2020, by=he)
    assert simulation.preview(second).members == 1
    relief.activate(alone, resolution=resolution(), by=he)
    assert simulation.preview(second).members == 0
    assert relief.activate(second, resolution=resolution(), by=he).relieved == 0
    assert simulation.preview(alone).total == Decimal("5000.00"), "its own stays as it was"


def test_what_stood_alone_stays_alone_when_its_policy_has_ended(he: User, hengyuan: Member) -> None:
    half = {"effect": EffectKind.PERCENT, "value": Decimal(50)}
    alone = a_policy("TEST-A", order=5, **half)
    dues.assess(2020, by=he)
    relief.activate(alone, resolution=resolution(), by=he)
    relief.end(alone, by=he, reason="理事会决定不再延续")
    with pytest.raises(Refused, match="排在已执行的“TEST-A”（5）之前"):
        relief.activate(a_policy("TEST-B", order=3, **half), resolution=resolution(), by=he)
    after = a_policy("TEST-C", order=6, stackable=True, **half)
    assert relief.activate(after, resolution=resolution(), by=he).relieved == 0


def test_relief_that_was_reversed_is_not_given_again_and_stops_nobody(
    he: User, antai: Member, policy: ReliefPolicy
) -> None:
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    given = LedgerEntry.objects.get(kind=EntryKind.RELIEF)
    LedgerEntry.objects.create(
        assessment=given.assessment, kind=EntryKind.RELIEF, amount=-given.amount,
        posted_on=date(2020, 6, 20), memo="冲销减免", resolution=given.resolution, reverses=given,
    )  # fmt: skip
    late = member(joined_on=date(2020, 3, 1))
    dues.assess(2020, by=he)
    rows = {row.member: row.label for row in with_position(Assessment.objects.all())}
    assert rows == {antai: DuesLabel.OVERDUE, late: DuesLabel.EXEMPT}
    half = a_policy("TEST-B", order=policy.order + 1, effect=EffectKind.PERCENT, value=Decimal(50))
    assert relief.activate(half, resolution=resolution(), by=he).relieved == 1


def test_a_policy_cannot_be_slipped_under_relief_already_posted(he: User, hengyuan: Member) -> None:
    relief.activate(a_policy("TEST-B", order=20), resolution=resolution(), by=he)
    earlier = a_policy("TEST-A", order=10)
    with pytest.raises(Refused, match="次序 10 排在已执行的“TEST-B”（20）之前.*改为大于 20"):
        relief.activate(earlier, resolution=resolution(), by=he)


def test_an_ended_policy_relieves_nobody_new_and_takes_nothing_back(
    he: User, antai: Member, policy: ReliefPolicy
) -> None:
    dues.assess(2020, by=he)
    relief.activate(policy, resolution=resolution(), by=he)
    relief.end(policy, by=he, reason="理事会决定不再延续")
    late = member(joined_on=date(2020, 9, 1))

    dues.assess(2020, by=he)

    rows = {row.member: row.label for row in with_position(Assessment.objects.all())}
    assert rows[antai] == DuesLabel.EXEMPT
    assert rows[late] == DuesLabel.OVERDUE


@pytest.mark.django_db(transaction=True)
def test_an_assessment_and_a_policy_at_the_same_moment_miss_nobody() -> None:
    policy = ReliefPolicy.objects.get(code="2020-SZSJ-1")
    for _ in range(10):
        member()
    decision, start = resolution(), Barrier(2)

    def at_once(action: object) -> None:
        start.wait()
        try:
            action()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [
        Thread(target=at_once, args=[lambda: dues.assess(2020, by=None)]),
        Thread(
            target=at_once, args=[lambda: relief.activate(policy, resolution=decision, by=None)]
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert LedgerEntry.objects.filter(kind=EntryKind.ASSESS).count() == 10
    assert LedgerEntry.objects.filter(kind=EntryKind.RELIEF).count() == 10
