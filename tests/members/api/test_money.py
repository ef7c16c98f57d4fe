"""``dues/``, ``ledger/`` and ``standards/``: the numbers of the desk, to the fen."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock
from members.dues import extensions
from members.models import LedgerEntry, Member
from members.queries import with_position
from tests.factories import api, dues, ledger, members

pytestmark = pytest.mark.django_db

DUES, LEDGER, STANDARDS = "/api/v1/dues/", "/api/v1/ledger/", "/api/v1/standards/"


@pytest.fixture
def client(db: None) -> Client:
    return api.client()


@pytest.fixture
def year(antai: Member, hengyuan: Member, he: User) -> None:
    """2020 is assessed; 安泰 is relieved, 恒远 has paid a part."""
    with clock.at("2020-05-10"):
        ledger.assessed(antai, 2020, by=he)
    with clock.at("2020-06-08"):
        ledger.relieved(he)
    ledger.paid(hengyuan.assessments.get(), "4000.00")


def rows(client: Client, address: str, **asked: object) -> list[dict[str, object]]:
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


class TestDues:
    def test_a_row_adds_up_and_says_how_it_stands(
        self, client: Client, year: None, hengyuan: Member
    ) -> None:
        with clock.at("2020-07-01"):
            row = rows(client, DUES, member=hengyuan.number)[0]
        assert (row["assessed"], row["relieved"], row["paid"], row["balance"]) == (
            "10000.00",
            "0.00",
            "4000.00",
            "6000.00",
        )
        assert (row["due_on"], row["due_until"]) == ("2020-06-30", "2020-12-31")
        assert (row["status"], row["status_label"]) == ("partly", "部分缴纳")
        assert (row["tier_label"], row["standard"]) == ("常务理事单位", "2020")

    def test_who_is_relieved_owes_nothing(self, client: Client, year: None, antai: Member) -> None:
        row = rows(client, DUES, status="exempt")[0]
        assert (row["member"], row["relieved"], row["balance"]) == (
            antai.number,
            "2000.00",
            "0.00",
        )

    def test_every_amount_is_the_desks(self, client: Client, year: None) -> None:
        told = {row["id"]: row for row in rows(client, DUES)}
        for row in with_position(LedgerEntry.assessment.field.related_model.objects.all()):
            for name in ("relieved", "paid", "balance"):
                assert Decimal(str(told[row.pk][name])) == getattr(row, name)

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"year": 2020}, 2),
            ({"year": 2019}, 0),
            ({"tier": "member"}, 1),
            ({"status": "due"}, 0),
            ({"member": "BJAL-1999-0001"}, 0),
        ],
    )
    def test_they_are_narrowed(
        self, client: Client, year: None, asked: dict[str, object], count: int
    ) -> None:
        assert len(rows(client, DUES, **asked)) == count

    def test_a_later_date_for_everybody_is_a_change_of_the_year(
        self, client: Client, year: None, he: User
    ) -> None:
        assert rows(client, DUES, changed_since="2020-08-01T00:00:00") == []
        with clock.at("2020-08-01T09:00:00"):
            extensions.extend(year=2020, until=date(2021, 3, 31), by=he, reason="疫情")
        assert len(rows(client, DUES, changed_since="2020-08-01T00:00:00")) == 2

    @pytest.mark.parametrize("stray", ["1999", "2101", "2020.0", "²⁰²⁰", "99999999999999999999"])
    def test_a_year_that_is_none_is_refused(self, client: Client, stray: str) -> None:
        answer = client.get(DUES, {"year": stray})
        assert (answer.status_code, answer.json()["field"]) == (400, "year")


class TestLedger:
    def test_a_relief_names_policy_and_decision(
        self, client: Client, year: None, antai: Member
    ) -> None:
        row = rows(client, LEDGER, kind="relief")[0]
        entry = antai.assessments.get().entries.get(kind="relief")
        assert row == {
            "id": entry.pk,
            "dues": entry.assessment_id,
            "member": antai.number,
            "year": 2020,
            "kind": "relief",
            "kind_label": "减免",
            "amount": "-2000.00",
            "posted_on": "2020-06-08",
            "memo": entry.memo,
            "policy": "2020-SZSJ-1",
            "resolution": entry.resolution.number,
            "reverses": None,
        }

    def test_the_lines_of_a_year_add_up_to_its_balance(self, client: Client, year: None) -> None:
        for due in rows(client, DUES):
            lines = rows(client, LEDGER, dues=due["id"])
            total = sum((Decimal(str(line["amount"])) for line in lines), Decimal(0))
            assert total == Decimal(str(due["balance"]))

    def test_days_are_included_on_both_ends(self, client: Client, year: None) -> None:
        day = {"posted_from": "2020-03-02", "posted_to": "2020-03-02"}
        assert [row["kind"] for row in rows(client, LEDGER, **day)] == ["pay"]
        assert rows(client, LEDGER, posted_from="2020-06-09") == []


class TestStandards:
    def test_the_standard_of_2020_has_its_lines_and_its_decision(self, client: Client) -> None:
        row = rows(client, STANDARDS, year=2020)[0]
        assert (row["code"], row["state_label"]) == ("2020", "已公布")
        amounts = [(line["tier"], line["amount"]) for line in row["lines"]]
        assert amounts == [
            ("president", "50000.00"),
            ("vice_president", "20000.00"),
            ("standing_councillor", "10000.00"),
            ("councillor", "5000.00"),
            ("member", "2000.00"),
        ]
        assert row["resolution"]["body_label"] == "会员代表大会"
        assert row["resolution"]["verified"] is False

    def test_a_draft_says_so_and_has_no_decision(self, client: Client) -> None:
        dues.draft_standard()
        row = rows(client, STANDARDS, state="draft")[0]
        assert (row["published_on"], row["resolution"]) == (None, None)


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("address", [DUES, LEDGER, STANDARDS])
def test_queries_do_not_grow_with_the_rows(
    client: Client,
    address: str,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(count):
        if address == STANDARDS:
            dues.draft_standard()
        else:
            dues.assessed(members.member())
    client.get(address)  # notes the use of the token
    with django_assert_max_num_queries(5):
        assert len(rows(client, address)) >= count
