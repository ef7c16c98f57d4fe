from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members import dues
from members.dues import extensions
from members.dues.assessing import assess_first_year
from members.enums import DuesLabel, EntryKind, MemberState, Position
from members.models import Assessment, FeeStandard, LedgerEntry, Member
from members.queries import totals, with_position
from tests.factories.members import member, seated

pytestmark = pytest.mark.django_db


def test_every_member_owes_what_its_seat_costs(he: User) -> None:
    expected = {
        Position.PRESIDENT: "50000.00",
        Position.VICE_PRESIDENT: "20000.00",
        Position.STANDING_COUNCILLOR: "10000.00",
        Position.COUNCILLOR: "5000.00",
        Position.MEMBER: "2000.00",
        Position.SUPERVISOR: "2000.00",
    }
    members = {member(position=position): amount for position, amount in expected.items()}

    outcome = dues.assess(2020, by=he)

    assert outcome.assessed == 6
    assert outcome.total == Decimal("89000.00")
    assert {row.member: str(row.amount) for row in Assessment.objects.all()} == members


def test_a_second_run_adds_nothing_and_tells_the_same_year(he: User, hengyuan: Member) -> None:
    first = dues.assess(2020, by=he)
    again = dues.assess(2020, by=he)

    assert (first.assessed, first.already) == (1, 0)
    assert (again.assessed, again.already, again.total) == (0, 1, first.total)
    assert LedgerEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_assess_everybody_once() -> None:
    for _ in range(20):
        member()
    start, outcomes = Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            outcomes.append(dues.assess(2020, by=None).assessed)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [0, 20]
    assert Assessment.objects.count() == LedgerEntry.objects.count() == 20


def test_a_preview_writes_nothing_and_foretells_the_run(he: User, hengyuan: Member) -> None:
    foretold = dues.preview(2020)
    assert Assessment.objects.count() == 0

    done = dues.assess(2020, by=he)
    assert (foretold.assessed, foretold.total, foretold.relieved) == (
        done.assessed,
        done.total,
        done.relieved,
    )


def test_whoever_is_left_out_is_named_with_the_reason(he: User) -> None:
    gone = member(state=MemberState.WITHDRAWN)
    waiting = member(state=MemberState.SUSPENDED)
    later = member(joined_on=date(2021, 2, 3))

    outcome = dues.assess(2020, by=he)

    assert {row.member: row.reason for row in outcome.excluded} == {
        gone: "会籍状态为“已退会”",
        waiting: "会籍状态为“暂停”",
        later: "2021-02-03 才入会",
    }


def test_a_year_without_a_standard_is_refused_with_the_mend(he: User, hengyuan: Member) -> None:
    with pytest.raises(Refused, match="2019 年度没有可用的会费标准.*登记并公布"):
        dues.assess(2019, by=he)


def test_a_later_year_goes_by_the_last_standard(he: User, hengyuan: Member) -> None:
    assert dues.assess(2026, by=he).total == Decimal("10000.00")
    assert Assessment.objects.get().standard == FeeStandard.objects.get(code="2020")


def test_a_seat_gained_within_the_year_counts_from_the_next(he: User) -> None:
    company = member()
    seated(company, Position.COUNCILLOR, start=date(2020, 5, 1))

    dues.assess(2020, by=he)
    dues.assess(2021, by=he)

    assert list(company.assessments.order_by("year").values_list("year", "tier")) == [
        (2020, "member"),
        (2021, "councillor"),
    ]


def test_whoever_joins_with_a_seat_within_the_year_pays_for_it(he: User) -> None:
    company = member(position=Position.COUNCILLOR, joined_on=date(2020, 3, 9))
    dues.assess(2020, by=he)
    assert company.assessments.get().amount == Decimal("5000.00")


def test_only_those_who_may_can_assess(lin: User, hengyuan: Member) -> None:
    with pytest.raises(Refused, match="没有权限核定会费"):
        dues.assess(2020, by=lin)


def test_the_members_timeline_tells_who_assessed_what(he: User, hengyuan: Member) -> None:
    dues.assess(2020, by=he)
    entry = audit.timeline(hengyuan).get()
    assert entry.action == "核定 2020 年度会费 10,000.00 元"
    assert entry.actor == he
    assert entry.after == {"档次": "常务理事单位", "标准": "2020 版会费标准"}


@pytest.mark.parametrize("statement", ["update", "delete", "truncate"])
def test_posted_money_can_be_neither_changed_nor_removed(
    he: User, hengyuan: Member, statement: str
) -> None:
    dues.assess(2020, by=he)
    sql = {
        "update": "update members_ledgerentry set amount = 1",
        "delete": "delete from members_ledgerentry",
        "truncate": "truncate members_ledgerentry cascade",
    }[statement]
    with (
        pytest.raises(IntegrityError, match="只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set constraints all immediate")  # or truncate stumbles over those first
        cursor.execute(sql)
    assert LedgerEntry.objects.get().amount == Decimal("10000.00")


def test_an_amount_may_not_be_negative(he: User, hengyuan: Member) -> None:
    dues.assess(2020, by=he)
    row = Assessment.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            member=row.member, year=2021, tier="member", amount=Decimal("-1.00"),
            due_on=row.due_on, standard=row.standard, run=row.run,
        )  # fmt: skip


def test_the_balance_is_the_sum_of_the_ledger(he: User, hengyuan: Member) -> None:
    dues.assess(2020, by=he)
    row = Assessment.objects.get()
    _pay(row, "4000.00")

    assert dues.balance(row) == Decimal("6000.00")
    year = totals(2020)
    assert year.payable == year.paid + year.balance == Decimal("10000.00")


def _pay(row: Assessment, amount: str) -> None:
    LedgerEntry.objects.create(
        assessment=row, kind=EntryKind.PAY, amount=-Decimal(amount),
        posted_on=date(2020, 5, 1), memo="银行转账",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("paid", "today", "label"),
    [
        (None, date(2020, 6, 30), DuesLabel.DUE),
        (None, date(2020, 7, 1), DuesLabel.OVERDUE),
        ("4000.00", date(2020, 6, 30), DuesLabel.PARTLY),
        ("4000.00", date(2020, 7, 1), DuesLabel.OVERDUE),
        ("10000.00", date(2020, 7, 1), DuesLabel.PAID),
        ("12000.00", date(2020, 7, 1), DuesLabel.OVERPAID),
    ],
)
def test_where_a_year_stands_follows_from_ledger_and_calendar(
    he: User, hengyuan: Member, paid: str | None, today: date, label: DuesLabel
) -> None:
    dues.assess(2020, by=he)
    if paid:
        _pay(Assessment.objects.get(), paid)
    assert with_position(Assessment.objects.all(), today=today).get().label == label


def test_who_was_given_a_month_on_arrival_is_not_extended_to_an_earlier_day(he: User) -> None:
    late = member(joined_on=date(2020, 11, 1))
    with clock.at(date(2020, 11, 1)):
        year = assess_first_year(late, by=he)
    assert extensions.due_on(2020, member=late) == year.due_on == date(2020, 12, 1)
    with pytest.raises(Refused, match="现在的期限是 2020-12-01"):
        extensions.extend(year=2020, member=late, until=date(2020, 11, 15), reason="困难", by=he)
