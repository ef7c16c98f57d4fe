"""Who owes for how long: from the day after the last one, as the books stood on the day asked for."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from association.base import clock
from members.dues import extensions
from members.enums import EntryKind
from members.models import Assessment, LedgerEntry, Member
from members.money import arrears
from members.money.enums import Age
from tests.conftest import ClientFor
from tests.factories import cast, dues, ledger
from tests.factories import members as make

pytestmark = pytest.mark.django_db
D = Decimal
DUE = date(2020, 6, 30)


@pytest.fixture
def year(antai: Member) -> Assessment:
    return dues.assessed(antai)


def rows(day: date) -> list[tuple[str, Decimal]]:
    return [(row.member.number, row.balance) for row in arrears.overdue(day)]


def test_the_last_day_is_not_late_and_the_next_one_is(year: Assessment) -> None:
    assert rows(DUE) == []
    assert rows(DUE + timedelta(days=1)) == [(year.member.number, D("2000.00"))]


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (1, Age.MONTH),
        (30, Age.MONTH),
        (31, Age.TWO_MONTHS),
        (60, Age.TWO_MONTHS),
        (61, Age.QUARTER),
        (90, Age.QUARTER),
        (91, Age.YEAR),
        (365, Age.YEAR),
        (366, Age.TWO_YEARS),
        (730, Age.TWO_YEARS),
        (731, Age.LONGER),
    ],
)
def test_ages_by_days(year: Assessment, days: int, age: Age) -> None:
    day = DUE + timedelta(days=days)
    [one] = [bucket for bucket in arrears.buckets(day) if bucket.count]
    assert (one.age, one.count, one.total) == (age, 1, D("2000.00"))
    assert [row.pk for row in arrears.overdue(day, age=age)] == [year.pk]


def test_part_paid_by_the_end_of_2020_leaves_exactly_the_rest(year: Assessment) -> None:
    """S2: 15,000 left after relief, 10,000 paid in November; late from the first of January."""
    with clock.at("2020-05-01"):
        extensions.extend(
            year=2020, until=date(2020, 12, 31), reason="决议", by=cast.person("finance")
        )
    dear = dues.assessed(make.member(), 2020, "30000.00")
    _relieved(dear, "15000.00")
    ledger.paid(dear, "10000.00", on=date(2020, 11, 5))
    ledger.paid(year, "2000.00")
    assert rows(date(2020, 12, 31)) == []
    assert rows(date(2021, 1, 1)) == [(dear.member.number, D("5000.00"))]


def _relieved(of: Assessment, amount: str) -> None:
    LedgerEntry.objects.create(
        assessment=of,
        kind=EntryKind.RELIEF,
        amount=-D(amount),
        posted_on=date(2020, 6, 8),
        memo="减免",
        resolution=make.resolution(),
    )


def test_who_is_exempt_owes_nothing(year: Assessment) -> None:
    _relieved(year, "2000.00")
    assert rows(date(2021, 1, 1)) == []


def test_what_was_posted_or_granted_later_does_not_count(year: Assessment) -> None:
    ledger.paid(year, "500.00", on=date(2020, 8, 1))
    with clock.at("2020-09-01T23:30"):
        extensions.extend(
            year=2020, member=year.member, until=date(2020, 12, 31), reason="困难",
            by=cast.person("finance"),
        )  # fmt: skip
    assert rows(date(2020, 7, 31)) == [(year.member.number, D("2000.00"))]
    assert rows(date(2020, 8, 31)) == [(year.member.number, D("1500.00"))]
    assert rows(date(2020, 9, 1)) == []  # granted at 23:30 in Beijing: that day counts
    assert rows(date(2021, 1, 1)) == [(year.member.number, D("1500.00"))]


def test_leap_years_have_their_day(antai: Member) -> None:
    Assessment.objects.filter(pk=dues.assessed(antai, 2023).pk)
    day = date(2023, 6, 30) + timedelta(days=366)  # through 29 February 2024
    assert [one.age for one in arrears.buckets(day) if one.count] == [Age.TWO_YEARS]


def test_each_bucket_opens_as_many_as_it_says(client_for: ClientFor, year: Assessment) -> None:
    dues.assessed(make.member(), 2019)
    client = client_for("supervisor")
    page = client.get("/admin/members/money/arrears/", {"as_of": "2020-07-15"})
    assert (page.context["count"], page.context["total"]) == (2, D("4000.00"))
    for entry in page.context["buckets"]:
        listed = client.get(entry["url"]).context["rows"]
        assert len(listed) == entry["bucket"].count
        assert sum((row.balance for row in listed), D(0)) == entry["bucket"].total


def test_a_day_to_come_is_refused_in_words(client_for: ClientFor, year: Assessment) -> None:
    page = client_for("finance").get("/admin/members/money/arrears/", {"as_of": "2199-01-01"})
    assert "不能看以后的日子" in page.content.decode()
