from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock
from members import dealings, dues
from members.enums import DealingKind
from members.models import Dealing, LedgerEntry, Member, ReliefPolicy
from members.relief import policies
from tests.factories import members
from tests.factories.ledger import relieved

pytestmark = pytest.mark.django_db


def told(member: Member, **facts: Any) -> Dealing:
    return dealings.record(
        member,
        **{
            "kind": DealingKind.RESCUER_TRAINING,
            "what": "应急救援员初级班",
            "on": date(2020, 9, 1),
            "source": "training.seat:7",
            "label": "班次 2020-3",
            "saved": Decimal("480.00"),
            **facts,
        },
    )


def test_told_twice_of_one_source_it_counts_once_and_the_later_word_stands(antai: Member) -> None:
    told(antai)
    told(antai, saved=Decimal("500.00"))
    assert dealings.saved_in(antai, 2020) == Decimal("500.00")
    dealings.take_back("training.seat:7")
    assert dealings.saved_in(antai, 2020) == 0


def test_a_year_lists_what_its_sum_is_made_of_and_nobody_elses(
    antai: Member, guanghe: Member
) -> None:
    told(antai)
    told(antai, source="b", on=date(2020, 12, 31), saved=Decimal("20.00"))
    told(antai, source="c", on=date(2021, 1, 1))
    told(guanghe, source="d")
    rows = dealings.of_year(antai, 2020)
    assert [row.source for row in rows] == ["b", "training.seat:7"]
    assert dealings.saved_in(antai, 2020) == sum(row.saved for row in rows)
    assert dealings.years(antai) == [2021, 2020]


def test_who_worked_for_whom_lately_is_asked_by_kind(antai: Member) -> None:
    told(antai, kind=DealingKind.CONSULTING, source="a")
    told(antai, kind=DealingKind.WAIVER, source="b")
    kinds = (DealingKind.CONSULTING, DealingKind.TRAINING)
    within = dealings.between(antai, date(2020, 9, 1), date(2020, 9, 1), kinds=kinds)
    assert [row.source for row in within] == ["a"]
    assert not dealings.between(antai, date(2020, 9, 2), date(2021, 9, 1), kinds=kinds)


def test_relief_is_one_dealing_a_member_and_policy(
    antai: Member, hengyuan: Member, he: User
) -> None:
    """Whether the policy or the assessment came first, and however often either is run."""
    dues.assess(2020, by=he)
    with clock.at(date(2021, 2, 1)):
        relieved(he)
        newcomer = members.member(joined_on=date(2020, 3, 1))
        dues.assess(2020, by=he)
        policies.post(2020, by=he)
    rows = Dealing.objects.order_by("pk")
    assert [(row.member, row.kind, row.year, row.saved) for row in rows] == [
        (antai, "waiver", 2020, Decimal("2000.00")),
        (newcomer, "waiver", 2020, Decimal("2000.00")),
    ]
    assert dealings.saved_in(hengyuan, 2020) == 0
    total = sum(row.saved for row in rows)
    assert total == policies.posted(2020)


def test_hundreds_of_reliefs_take_as_many_queries_as_one(
    antai: Member, he: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        members.member()
    dues.assess(2020, by=he)
    policy = ReliefPolicy.objects.get(code="2020-SZSJ-1")
    ReliefPolicy.objects.filter(pk=policy.pk).update(
        resolution=members.resolution(), state="active"
    )
    with django_assert_max_num_queries(12):
        policies.post(2020, by=he)
    assert Dealing.objects.count() == LedgerEntry.objects.filter(kind="relief").count() == 61
