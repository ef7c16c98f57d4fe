"""assessed − relieved = payable = paid − refunded + balance, whatever was posted, in every line."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from association.base.money import grouped
from members.enums import EntryKind, OrganisationType, Tier
from members.models import Assessment, LedgerEntry
from members.money import income
from members.money.enums import Part
from tests.conftest import ClientFor
from tests.factories import dues, ledger
from tests.factories import members as make

pytestmark = pytest.mark.django_db
D = Decimal
fen = st.integers(1, 5_000_00).map(lambda n: D(n) / 100)
signed = st.integers(-5_000_00, 5_000_00).map(lambda n: D(n) / 100)
KINDS: dict[EntryKind, Any] = {
    EntryKind.RELIEF: fen.map(lambda amount: -amount),
    EntryKind.PAY: fen.map(lambda amount: -amount),
    EntryKind.REFUND: fen,
    EntryKind.CREDIT: signed,
    EntryKind.CORRECTION: signed,
}
entries = st.sampled_from(list(KINDS)).flatmap(lambda kind: st.tuples(st.just(kind), KINDS[kind]))
companies = st.tuples(
    st.sampled_from([*OrganisationType, None]),
    st.sampled_from(list(Tier)),
    st.sampled_from([2019, 2020]),
    fen,
    st.lists(entries, max_size=4),
)


def written(kind: OrganisationType | None, tier: Tier, year: int, fee: Decimal, lines: Any) -> None:
    row = dues.assessed(make.member(organisation_type=kind), year, str(fee))
    resolution = make.resolution()
    with connection.cursor() as cursor:  # the tier of an assessment is fixed: a test may choose it
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update members_assessment set tier = %s where id = %s", [tier, row.pk])
        cursor.execute("set local session_replication_role = origin")
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            assessment=row,
            kind=entry,
            amount=amount,
            posted_on=date(year, 3, 2),
            memo="随机",
            resolution=resolution,
        )
        for entry, amount in lines
    )


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(companies, max_size=6))
def test_the_identity_holds_for_every_ledger(found: list[Any]) -> None:
    with transaction.atomic():
        for company in found:
            written(*company)
        for line in income.years():
            year = income.year(int(line.key))
            assert year.complaints == []
            assert income.complaints([line]) == []
            assert (line.members, line.assessed) == (year.total.members, year.total.assessed)
            for lines in (year.tiers, year.types):
                for part in Part:
                    assert sum((one.of(part) for one in lines), D(0)) == year.total.of(part)
        assert brute_force() == {int(one.key): one.balance for one in income.years()}
        transaction.set_rollback(True)


def brute_force() -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for entry in LedgerEntry.objects.select_related("assessment"):
        sums[entry.assessment.year] += entry.amount
    return dict(sums)


@pytest.fixture
def year() -> int:
    """Three companies: one relieved of all, one that paid and got some back, one that owes."""
    he = make.resolution()
    private = make.member(organisation_type=OrganisationType.PRIVATE)
    state = make.member(organisation_type=OrganisationType.STATE)
    untyped = make.member(organisation_type=None)
    first, second, _ = (dues.assessed(one) for one in (private, state, untyped))
    _post(first, EntryKind.RELIEF, "-2000.00", he)
    ledger.paid(second, "3000.00")
    _post(second, EntryKind.REFUND, "500.00", None)
    return 2020


def _post(of: Assessment, kind: EntryKind, amount: str, resolution: Any) -> None:
    LedgerEntry.objects.create(
        assessment=of, kind=kind, amount=D(amount), posted_on=date(2020, 3, 2), memo="入账",
        resolution=resolution,
    )  # fmt: skip


def test_a_year_by_tier_and_type(year: int) -> None:
    found = income.year(year)
    total = found.total
    assert (total.members, total.assessed, total.relieved) == (3, D("6000.00"), D("2000.00"))
    assert (total.payable, total.paid, total.refunded) == (D("4000.00"), D("3000.00"), D("500.00"))
    assert (total.received, total.balance, total.off) == (D("2500.00"), D("1500.00"), D(0))
    assert [line.label for line in found.tiers] == ["会员单位"]
    assert [(line.label, line.balance) for line in found.types] == [
        ("民营企业", D("0.00")),
        ("国有企业", D("-500.00")),
        ("未登记", D("2000.00")),
    ]


def test_types_of_a_year_are_those_of_its_last_day() -> None:
    company = make.member(organisation_type=OrganisationType.STATE)
    make.typed(company, OrganisationType.PRIVATE, since=date(2020, 12, 31))
    make.typed(company, OrganisationType.FOREIGN, since=date(2021, 1, 1))
    dues.assessed(company)
    assert [line.key for line in income.year(2020).types] == ["private"]


def numbers(page: str) -> list[tuple[str, str]]:
    """Each number of the page that opens a list: address and text."""
    found = re.findall(r'<a href="(/admin/members/money/\d+/[^"]*)">([\d,.\-−]+)', page)
    return [(url.replace("&amp;", "&"), text) for url, text in found]


def test_every_number_is_the_sum_of_the_list_that_it_opens(
    year: int, client_for: ClientFor
) -> None:
    client = client_for("supervisor")
    page = client.get("/admin/members/money/", {"year": year}).content.decode()
    told = numbers(page)
    assert len(told) > 20
    for url, text in told:
        context = client.get(url).context
        sums, part = context["sums"], context["part"]
        rows = [entry["row"] for entry in context["rows"]]
        assert len(rows) == sums["members"]
        for one in Part:
            assert sum((getattr(row, one.value) for row in rows), D(0)) == sums[one.value]
        assert text == (grouped(sums[part.value]) if part else str(sums["members"]))


def test_a_broken_identity_is_told_in_words(year: int, client_for: ClientFor) -> None:
    client = client_for("finance")
    assert "账目不平" not in shown(client)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update members_ledgerentry set amount = 2100 where kind = 'assess'")
        cursor.execute("set local session_replication_role = origin")
    page = shown(client)
    assert "账目不平" in page
    assert "须缴 4,000.00 元，已缴减已退加余额是 4,300.00 元，相差 -300.00 元。" in page


def shown(client: Client) -> str:
    return client.get("/admin/members/money/?year=2020").content.decode()


def test_the_list_pages_and_keeps_its_sum(client_for: ClientFor) -> None:
    for _ in range(52):
        dues.assessed(make.member())
    client = client_for("finance")
    first = client.get("/admin/members/money/2020/")
    assert (len(first.context["rows"]), first.context["sums"]["members"]) == (50, 52)
    second = client.get(first.context["next"])
    assert (len(second.context["rows"]), second.context["sums"]["members"]) == (2, 52)


def test_the_page_asks_the_same_number_of_queries_for_ten_times_the_members(
    client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for("finance")
    for _ in range(30):
        dues.assessed(make.member())
    shown(client)
    with django_assert_max_num_queries(10):
        shown(client)
