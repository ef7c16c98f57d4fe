"""A year made known: finance writes what was spent, another person publishes, nothing is edited."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from association.base import clock
from association.base.errors import Refused
from members.models import Assessment, Member, PublishedAccounts
from members.money import charges, publishing
from members.orders import discounts
from tests.conftest import ClientFor
from tests.factories import accounts, cast, dues, ledger, orders

pytestmark = pytest.mark.django_db
D = Decimal
PUBLIC = "/disclosure/dues/"


@pytest.fixture
def year(antai: Member) -> Assessment:
    row = dues.assessed(antai)
    ledger.paid(row, "1500.00")
    return row


def drafted(correction: str = "", spent: str = "1200.00") -> PublishedAccounts:
    return publishing.draft(
        2020, spent=D(spent), purpose="会员活动", correction=correction, by=cast.person("finance")
    )


def test_a_publication_has_the_ledgers_figures_of_that_moment(year: Assessment) -> None:
    row = drafted()
    assert "1,500.00" not in Client().get(PUBLIC).content.decode()
    ledger.paid(year, "500.00")
    publishing.publish(row, by=cast.person("head"))
    row.refresh_from_db()
    assert (row.members, row.assessed, row.received) == (1, D("2000.00"), D("2000.00"))
    page = Client().get(PUBLIC).content.decode()
    assert "2,000.00" in page
    assert "1,200.00" in page


def test_who_wrote_it_does_not_publish_it(year: Assessment) -> None:
    row = drafted()
    with pytest.raises(Refused, match="是您编制的，须由另一位"):
        publishing.publish(row, by=cast.person("finance"))
    publishing.publish(row, by=accounts.staff("finance", "秦越"))


def test_what_was_published_is_corrected_by_the_next_version(year: Assessment) -> None:
    head = cast.person("head")
    publishing.publish(drafted(), by=head)
    with pytest.raises(Refused, match="请写明更正什么"):
        drafted()
    second = drafted("漏计会刊印刷费", "1500.00")
    assert [row.spent for row in publishing.published()] == [D("1200.00")]
    publishing.publish(second, by=head)
    assert [(row.version, row.spent) for row in publishing.published()] == [(2, D("1500.00"))]
    assert "漏计会刊印刷费" in Client().get(PUBLIC).content.decode()


def test_the_database_keeps_what_was_published(year: Assessment) -> None:
    row = publishing.publish(drafted(), by=cast.person("head"))
    for change in (lambda: PublishedAccounts.objects.update(spent=1), row.delete):
        with pytest.raises(IntegrityError, match="已经公示，不能更改"), transaction.atomic():
            change()


def test_a_year_whose_books_do_not_hold_is_not_published(year: Assessment) -> None:
    row = drafted()
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update members_ledgerentry set amount = 2100 where kind = 'assess'")
        cursor.execute("set local session_replication_role = origin")
    with pytest.raises(Refused, match="账目不平，不能公示"):
        publishing.publish(row, by=cast.person("head"))


def test_a_year_that_nobody_assessed_has_nothing_to_publish() -> None:
    with pytest.raises(Refused, match="没有核定过会费"):
        drafted()


def test_the_desk_writes_and_another_one_publishes(year: Assessment, client_for: ClientFor) -> None:
    finance, head = client_for("finance"), client_for("head")
    wrong = finance.post(
        "/admin/members/money/2020/publication/", {"spent": "一千", "purpose": "会"}
    )
    assert wrong.status_code == 422
    assert "一千" in wrong.content.decode()
    finance.post("/admin/members/money/2020/publication/", {"spent": "1,200元", "purpose": "会"})
    row = PublishedAccounts.objects.get()
    assert 'name="csrf' not in _row(finance)
    assert f"/admin/members/money/published/{row.pk}/publish/" in _row(head)
    head.post(f"/admin/members/money/published/{row.pk}/publish/")
    row.refresh_from_db()
    assert (row.state, row.published_by) == ("published", cast.person("head"))


def _row(client: Client) -> str:
    page = client.get("/admin/members/money/published/").content.decode()
    return page[page.index("第 1 版") :]


def test_every_charge_is_listed_with_its_basis() -> None:
    orders.service("PG", "20000")
    orders.discount()
    page = Client().get("/disclosure/charges/").content.decode()
    for said in ("会费", "50,000.00", "会员代表大会决议", "（待核实）", "入会、退会自愿"):
        assert said in page
    for said in ("风险评估", "20,000.00", "2020 年价目表", "自愿委托", "尚未定价"):
        assert said in page


def test_a_discount_that_was_ended_is_listed_as_long_as_it_holds() -> None:
    orders.service("PG", "20000")
    policy = orders.discount()
    with clock.at(orders.IN_FORCE):
        discounts.end(policy, by=cast.person("finance"), reason="不再续", on=date(2020, 10, 1))
    notes = {
        day: [note for row in charges.charges(day) for note in row.notes]
        for day in (date(2020, 9, 30), date(2020, 10, 1))
    }
    assert "2020-09-30 前签约" in notes[date(2020, 9, 30)][0]
    assert notes[date(2020, 10, 1)] == []


def test_a_service_that_is_no_longer_offered_is_not_charged_for() -> None:
    service = orders.service("PG", "20000")
    service.offered = False
    service.save()
    assert "风险评估" not in Client().get("/disclosure/charges/").content.decode()


def test_both_pages_are_linked_from_everywhere(client_for: ClientFor) -> None:
    for page in (Client().get("/"), client_for("finance").get("/admin/members/money/")):
        text = page.content.decode()
        foot = text[text.index("<footer") :]
        assert PUBLIC in foot
        assert "/disclosure/charges/" in foot
