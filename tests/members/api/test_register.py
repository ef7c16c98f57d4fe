"""``/api/v1/members/``: the register as of a day, page by page."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock, paging
from members import register
from members.enums import OrganisationType, Position
from members.models import Assessment, Member
from tests.factories import api, members

pytestmark = pytest.mark.django_db

MEMBERS = "/api/v1/members/"


@pytest.fixture
def client(db: None) -> Client:
    return api.client()


def rows(client: Client, **asked: object) -> list[dict[str, object]]:
    answer = client.get(MEMBERS, asked)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def names(client: Client, **asked: object) -> set[object]:
    return {row["name"] for row in rows(client, **asked)}


def test_a_row_says_what_the_member_is(client: Client, hengyuan: Member) -> None:
    with clock.at("2026-11-22"):
        assert rows(client) == [
            {
                "number": hengyuan.number,
                "name": "北京恒远曜石能源集团有限公司",
                "credit_code": hengyuan.credit_code,
                "state": "active",
                "state_label": "在册",
                "district": "110105",
                "district_label": "朝阳区",
                "joined_on": "2018-03-01",
                "as_of": "2026-11-22",
                "organisation_type": "state",
                "organisation_type_label": "国有企业",
                "position": "standing_councillor",
                "position_label": "常务理事单位",
                "tier": "standing_councillor",
                "tier_label": "常务理事单位",
                "version": 1,
            }
        ]


def test_type_and_seat_are_those_of_the_day(client: Client) -> None:
    company = members.member("北京晨岭第一制品有限公司")
    members.typed(company, OrganisationType.STATE, since=date(2020, 7, 1))
    members.seated(company, Position.COUNCILLOR, start=date(2020, 7, 1))
    before, after = (rows(client, as_of=day)[0] for day in ("2020-06-30", "2020-07-01"))
    assert (before["organisation_type"], before["tier"]) == ("private", "member")
    assert (after["organisation_type"], after["tier"]) == ("state", "councillor")


def test_what_nobody_registered_is_null(client: Client) -> None:
    members.member(organisation_type=None, joined_on=None, district="")
    row = rows(client)[0]
    assert row["organisation_type"] is None
    assert row["organisation_type_label"] is None
    assert row["joined_on"] is None
    assert (row["district"], row["district_label"]) == ("", "")


def test_a_supervisor_pays_as_a_member(client: Client) -> None:
    members.member(position=Position.SUPERVISOR)
    row = rows(client, tier="member")[0]
    assert (row["position"], row["tier_label"]) == ("supervisor", "会员单位")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"organisation_type": "private"}, {"北京安泰晨岭建材有限公司"}),
        ({"position": "standing_councillor"}, {"北京恒远曜石能源集团有限公司"}),
        ({"tier": "member"}, {"北京安泰晨岭建材有限公司"}),
        ({"state": "withdrawn"}, set()),
        ({"district": "110108"}, set()),
    ],
)
def test_it_is_narrowed(
    client: Client, antai: Member, hengyuan: Member, asked: dict[str, str], found: set[str]
) -> None:
    assert names(client, **asked) == found


def test_a_whole_code_finds_its_member_and_a_part_finds_nobody(
    client: Client, antai: Member, hengyuan: Member
) -> None:
    assert names(client, credit_code=antai.credit_code) == {antai.name}
    assert names(client, credit_code=antai.credit_code[:17]) == set()


def test_what_changed_since_is_read_from_the_timeline(
    client: Client, antai: Member, hengyuan: Member, lin: User
) -> None:
    with clock.at("2020-06-02T12:00:00"):
        register.amend(
            antai, by=lin, changes={"note": "电话核实"}, version=antai.version, reason="核实"
        )
    assert names(client, changed_since="2020-06-02T11:00:00+08:00") == {antai.name}
    assert names(client, changed_since="2020-06-02T11:00:00") == {antai.name}
    assert names(client, changed_since="2020-06-02T04:30:00Z") == set()


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({"state": "gone"}, "state", "active"),
        ({"as_of": "2020-02-30"}, "as_of", "2020-06-30"),
        ({"as_of": "20200230"}, "as_of", "2020-06-30"),
        ({"changed_since": "gestern"}, "changed_since", "加号"),
        ({"changed_since": "0001-01-01T00:00:00+14:00"}, "changed_since", "时间"),
        ({"size": "0"}, "size", "1 至 200"),
        ({"size": "201"}, "size", "1 至 200"),
        ({"size": "²"}, "size", "1 至 200"),
        ({"after": "abc"}, "after", "next"),
        ({"yaer": "2020"}, "yaer", "as_of、"),
        ({"state": ""}, "state", "没有值"),
        ({"format": "xml"}, "format", "没有“format”"),
        ({"state": ["active", "lapsed"]}, "state", "只能写一次"),
        ({"credit_code": "\0"}, "credit_code", "字符"),
    ],
)
def test_a_slip_is_answered_with_its_field_and_the_mend(
    client: Client, asked: dict[str, object], field: str, said: str
) -> None:
    answer = client.get(MEMBERS, asked)
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (400, "invalid", field)
    assert said in told["message"]


class TestPages:
    @pytest.fixture
    def seven(self, db: None) -> list[str]:
        return sorted(members.member().number for _ in range(7))

    def test_following_next_meets_every_row_once(self, client: Client, seven: list[str]) -> None:
        address, met, pages = f"{MEMBERS}?size=3&state=active", [], 0
        while address:
            answer = client.get(address).json()
            met += [row["number"] for row in answer["results"]]
            address, pages = answer["next"], pages + 1
        assert met == seven
        assert pages == 3

    def test_previous_leads_back_with_the_same_conditions(
        self, client: Client, seven: list[str]
    ) -> None:
        first = client.get(MEMBERS, {"size": 3, "state": "active"}).json()
        second = client.get(first["next"]).json()
        assert "state=active" in second["previous"]
        again = client.get(second["previous"]).json()
        assert [row["number"] for row in again["results"]] == seven[:3]
        assert again["previous"] is None

    def test_a_mark_of_another_list_is_refused(self, client: Client, seven: list[str]) -> None:
        stray = paging.token(Assessment(pk=1), ("id",))
        assert client.get(MEMBERS, {"after": stray}).json()["field"] == "after"

    def test_forth_and_back_at_once_is_refused(self, client: Client, seven: list[str]) -> None:
        mark = paging.token(Member(number=seven[2]), ("number",))
        answer = client.get(MEMBERS, {"after": mark, "before": mark})
        assert (answer.status_code, answer.json()["field"]) == (400, "before")


class TestOne:
    def test_it_has_the_rows_fields_and_the_contacts_masked(
        self, client: Client, antai: Member
    ) -> None:
        person = members.contact(antai, "田禾", roles=["finance"])
        record = client.get(f"{MEMBERS}{antai.number}/").json()
        assert {**record, **rows(client)[0]} == record
        assert record["contacts"] == [
            {
                "name": "田禾",
                "mobile": f"{person.mobile[:3]}****{person.mobile[-4:]}",
                "duties": [{"code": "finance", "label": "财务联系人"}],
            }
        ]

    def test_it_is_known_as_of_a_day(self, client: Client, antai: Member) -> None:
        record = client.get(f"{MEMBERS}{antai.number}/", {"as_of": "2017-01-01"}).json()
        assert (record["as_of"], record["organisation_type"]) == ("2017-01-01", None)

    def test_an_unknown_number_is_not_found(self, client: Client) -> None:
        answer = client.get(f"{MEMBERS}BJAL-1999-0001/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("count", [1, 50])
def test_queries_do_not_grow_with_the_rows(
    client: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        members.member()
    client.get(MEMBERS)  # notes the use of the token
    with django_assert_max_num_queries(5):
        assert len(rows(client)) == count
