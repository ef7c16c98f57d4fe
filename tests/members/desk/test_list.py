from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from members import dues
from members.enums import MemberState, OrganisationType, Position
from members.models import Member
from tests.conftest import ClientFor
from tests.factories import payments
from tests.factories.members import member

LIST = reverse("admin:members_member_changelist")


def names(client: Client, query: str = "") -> list[str]:
    return [line["name"] for line in client.get(LIST + query).context["lines"]]


def test_a_member_is_found_by_part_of_its_name_and_by_initials(
    client_for: ClientFor, antai: Member, hengyuan: Member
) -> None:
    client = client_for("social")
    assert names(client, "?q=恒远") == [hengyuan.name]
    assert names(client, "?q=bjhyys") == [hengyuan.name]
    assert names(client, "?q=没有这家") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?organisation_type=social", "social"),
        ("?organisation_type=none", "unknown"),
        ("?position=councillor", "councillor"),
        ("?district=110118", "miyun"),
        ("?state=withdrawn", "gone"),
        ("?position=councillor&district=110118", None),
    ],
)
def test_a_chip_narrows_the_list_and_chips_add_up(
    client_for: ClientFor, query: str, found: str | None
) -> None:
    rows = {
        "social": member(organisation_type=OrganisationType.SOCIAL),
        "unknown": member(organisation_type=None),
        "councillor": member(position=Position.COUNCILLOR),
        "miyun": member(district="110118"),
        "gone": member(state=MemberState.WITHDRAWN),
    }
    assert names(client_for("social"), query) == ([rows[found].name] if found else [])


def test_a_tab_counts_what_its_list_shows(
    client_for: ClientFor, he: User, antai: Member, hengyuan: Member
) -> None:
    with clock.at("2020-02-01"):
        dues.assess(2020, by=he)
        context = client_for("finance").get(LIST).context
        for tab in context["tabs"]:
            shown = names(client_for("finance"), tab["url"])
            assert tab.get("count") in (None, len(shown)), tab["label"]


def test_the_tabs_hold_everybody_assessed_and_count_under_the_other_conditions(
    client_for: ClientFor, he: User, antai: Member, hengyuan: Member
) -> None:
    client = client_for("finance")
    with clock.at("2020-02-01"):
        dues.assess(2020, by=he)
        payments.confirmed(hengyuan, "500.00", paid_on=clock.today())
        counts = {tab["label"]: tab.get("count") for tab in client.get(LIST).context["tabs"]}
        few = client.get(f"{LIST}?organisation_type=private").context["tabs"]
    assert counts == {"全部": None, "待缴": 1, "部分缴纳": 1, "已逾期": 0, "免缴": 0, "已缴": 0}
    assert {tab["label"]: tab.get("count") for tab in few} == {
        "全部": None, "待缴": 1, "已逾期": 0, "免缴": 0, "已缴": 0,
    }  # fmt: skip


def test_every_member_stands_on_exactly_one_page_in_every_order(client_for: ClientFor) -> None:
    for _ in range(120):
        member("北京晨岭同名有限公司")
    client = client_for("social")
    for sort in ("number", "-number", "name", "-name", "joined", "-joined"):
        url, seen = f"?sort={sort}", []
        while url:
            context = client.get(LIST + url).context
            seen += [line["number"] for line in context["lines"]]
            url = context["next"]
        assert len(seen) == len(set(seen)) == 120, sort
        back = client.get(LIST + context["previous"]).context
        assert [line["number"] for line in back["lines"]] == seen[50:100]


def test_a_page_costs_the_same_for_five_rows_and_for_fifty(
    client_for: ClientFor, he: User, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_for("social")
    for rows in (5, 50):
        while Member.objects.count() < rows:
            member()
        dues.assess(2020, by=he)
        client.get(LIST)
        with django_assert_max_num_queries(8):
            page = client.get(LIST)
        assert len(page.context["lines"]) == rows


def test_a_stray_page_token_leads_to_the_first_page(client_for: ClientFor, antai: Member) -> None:
    assert names(client_for("social"), "?after=xyz&sort=nonsense") == [antai.name]


def test_an_empty_register_says_how_it_is_filled(client_for: ClientFor) -> None:
    page = client_for("social").get(LIST).content.decode()
    assert "名册还是空的" in page
    assert reverse("admin:members_import") in page
