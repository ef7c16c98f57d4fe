from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock
from members import dues
from members.dues import extensions, statements
from members.dues.statements import Statement, statement
from members.enums import DuesLabel, EntryKind
from members.models import LedgerEntry, Member
from tests.factories.ledger import assessed, paid, relieved
from tests.factories.members import resolution

pytestmark = pytest.mark.django_db

IN_JUNE = date(2020, 6, 15)


def columns(account: Statement) -> list[tuple[Decimal | None, ...]]:
    return [(line.assessed, line.relieved, line.paid, line.balance) for line in account.lines()]


def test_a_member_that_was_never_assessed_has_an_empty_statement(antai: Member) -> None:
    account = statement(antai)
    assert (account.years, account.lines(), account.owed) == ([], [], [])
    assert account.total()["balance"] == Decimal("0.00")


def test_an_exempt_year_shows_what_was_assessed_and_relieved(antai: Member, he: User) -> None:
    assessed(antai, 2020, by=he)
    relieved(he)

    account = statement(antai, today=IN_JUNE)

    [year] = account.years
    assert (year.label, year.assessed, year.relieved, year.balance) == (
        DuesLabel.EXEMPT,
        Decimal("2000.00"),
        Decimal("2000.00"),
        Decimal("0.00"),
    )
    assert [entry.policy.code for entry in year.reliefs if entry.policy] == ["2020-SZSJ-1"]
    assert account.owed == []


def test_a_year_to_be_paid_knows_its_first_and_its_last_day(hengyuan: Member, he: User) -> None:
    assessed(hengyuan, 2020, by=he)
    relieved(he)

    [year] = statement(hengyuan, today=IN_JUNE).years

    assert (year.label, year.balance, year.fee) == (
        DuesLabel.DUE,
        Decimal("10000.00"),
        Decimal("10000.00"),
    )
    assert (year.assessment.due_on, year.due_until) == (date(2020, 6, 30), date(2020, 12, 31))
    assert year.left.days_left == 199
    assert [extension.due_on for extension in year.extensions] == [date(2020, 12, 31)]


def test_the_balance_runs_through_all_years_and_ends_at_the_total(
    hengyuan: Member, he: User
) -> None:
    first = assessed(hengyuan, 2020, by=he)
    paid(first, "4000.00")
    paid(first, "1000.00")
    assessed(hengyuan, 2021, by=he)

    account = statement(hengyuan)

    assert columns(account) == [
        (Decimal("10000.00"), None, None, Decimal("15000.00")),
        (None, None, Decimal("1000.00"), Decimal("5000.00")),
        (None, None, Decimal("4000.00"), Decimal("6000.00")),
        (Decimal("10000.00"), None, None, Decimal("10000.00")),
    ]
    assert account.total() == {
        "assessed": Decimal("20000.00"),
        "relieved": Decimal("0.00"),
        "paid": Decimal("5000.00"),
        "balance": Decimal("15000.00"),
    }


def test_what_is_owed_stands_in_the_order_of_its_deadlines(hengyuan: Member, he: User) -> None:
    for year in (2021, 2020, 2022):
        assessed(hengyuan, year, by=he)
    extensions.extend(year=2020, until=date(2023, 1, 31), reason="受疫情影响", by=he)
    account = statement(hengyuan)
    assert [year.year for year in account.years] == [2022, 2021, 2020]
    assert [year.year for year in account.owed] == [2021, 2022, 2020]


def test_a_reversed_relief_counts_no_more(antai: Member, he: User) -> None:
    assessment = assessed(antai, 2020, by=he)
    decision = relieved(he)
    given = assessment.entries.get(kind=EntryKind.RELIEF)
    LedgerEntry.objects.create(
        assessment=assessment,
        kind=EntryKind.RELIEF,
        amount=-given.amount,
        posted_on=IN_JUNE,
        memo="冲销减免",
        resolution=decision,
        reverses=given,
    )

    [year] = statement(antai).years

    assert (year.reliefs, year.balance) == ([], Decimal("2000.00"))


def test_what_is_neither_relief_nor_payment_is_shown_for_itself(hengyuan: Member, he: User) -> None:
    assessment = assessed(hengyuan, 2020, by=he)
    LedgerEntry.objects.create(
        assessment=assessment,
        kind=EntryKind.CREDIT,
        amount=Decimal("-1500.00"),
        posted_on=IN_JUNE,
        memo="上年度多缴结转",
    )
    account = statement(hengyuan)
    [year] = account.years
    assert (year.other, year.balance) == (Decimal("-1500.00"), Decimal("8500.00"))
    assert account.total()["paid"] == Decimal("1500.00")


def test_another_members_extension_is_not_ones_own(
    antai: Member, hengyuan: Member, he: User
) -> None:
    assessed(hengyuan, 2020, by=he)
    extensions.extend(year=2020, member=antai, until=date(2020, 9, 30), reason="困难", by=he)
    [year] = statement(hengyuan, today=IN_JUNE).years
    assert (year.extensions, year.due_until) == ([], date(2020, 6, 30))


def test_five_years_cost_the_queries_of_one(
    hengyuan: Member, he: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessed(hengyuan, 2020, by=he)
    relieved(he)
    with django_assert_num_queries(5):
        assert len(statement(hengyuan).lines()) == 1
    for year in range(2021, 2025):
        dues.assess(year, by=he)
        extensions.extend(year=year, until=date(year, 9, 30), reason="统一延期", by=he)
    with django_assert_num_queries(5):
        account = statement(hengyuan)
        assert (len(account.lines()), account.years[0].fee) == (5, Decimal("10000.00"))


def test_the_papers_of_a_member_are_those_its_dues_lean_on(
    antai: Member, hengyuan: Member, he: User
) -> None:
    dues.assess(2020, by=he)
    decision, stranger = relieved(he), resolution()
    with clock.at(date(2020, 7, 1)):
        for member in (antai, hengyuan):
            papers = statements.backed_by(member)
            assert decision in papers
            assert stranger not in papers
            assert "文号待核实（2020 版会费标准）" in {paper.number for paper in papers}
