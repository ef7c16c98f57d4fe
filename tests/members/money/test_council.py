"""What was relieved, on whose decision, and what was discounted: on the page, in Excel, on paper."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from association.base import clock
from members.enums import OrganisationType
from members.models import LedgerEntry, Member
from members.money import council
from members.relief import decisions
from tests.conftest import ClientFor
from tests.factories import cast, dues, governance, ledger, orders, relief
from tests.factories import members as make

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def report(antai: Member, hengyuan: Member) -> council.Report:
    """2020: two private members by policy, 恒远 half by application, a discount of 2,000."""
    make.member(organisation_type=OrganisationType.PRIVATE)
    with clock.at("2020-06-08"):
        year = ledger.assessed(hengyuan, 2020, by=cast.person("finance"))
        ledger.relieved(cast.person("finance"), number="常决〔2020〕1号")
        row = relief.advised(year, by=cast.person("hengyuan_admin"))
        relief.placed(row, governance.attended(governance.term(seats=9), 9))
        relief.voted(row, 9, 0)
        decisions.settle(row, by=cast.person("finance"))
    orders.discount()
    orders.signed(antai, orders.service("PG", "20000"), "2020-07-01T10:00:00")
    return council.report(2020)


def test_each_relief_has_its_decision_and_they_add_up(report: council.Report) -> None:
    [policy] = report.policies
    assert (policy.members, policy.total) == (2, D("4000.00"))
    assert policy.policy.resolution.number == "常决〔2020〕1号"
    [application] = report.applications
    assert (application.asked, application.granted) == (D("5000.00"), D("5000.00"))
    assert council.decision(application) == "常决〔2020〕9号"
    assert (report.relieved, report.other) == (D("9000.00"), D("0.00"))


def test_discounts_come_from_the_dealings(report: council.Report) -> None:
    [line] = report.discounts
    assert (line.members, line.times, line.total) == (1, 1, D("2000.00"))
    assert report.given == D("11000.00")


def test_relief_taken_back_by_hand_is_told_apart(report: council.Report, antai: Member) -> None:
    LedgerEntry.objects.create(
        assessment=antai.assessments.get(),
        kind="relief",
        amount=D("-100.00"),
        posted_on=date(2020, 7, 1),
        memo="另行减免",
        resolution=make.resolution(),
    )
    assert council.report(2020).other == D("100.00")


def test_the_workbook_reads_back_and_ends_with_the_sum(report: council.Report) -> None:
    page = load_workbook(io.BytesIO(council.workbook(report))).active
    assert page is not None
    title, head, *rows = list(page.values)
    assert title[0] == "2020 年度会费减免和服务优惠情况"
    assert head == council.HEADERS
    assert [row[0] for row in rows] == ["按政策减免", "依申请减免", "服务优惠", "合计"]
    assert [row[-1] for row in rows] == [4000, 5000, 2000, 11000]


def test_page_workbook_and_paper_open_for_a_supervisor(
    report: council.Report, client_for: ClientFor
) -> None:
    client = client_for("supervisor")
    page = client.get("/admin/members/money/council/?year=2020").content.decode()
    for said in ("9,000.00", "常决〔2020〕1号", "常决〔2020〕9号", "2,000.00"):
        assert said in page
    paper = client.get("/admin/members/money/2020/council.pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    book = client.get("/admin/members/money/2020/council.xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")


def test_a_year_without_anything_says_so(client_for: ClientFor, antai: Member) -> None:
    dues.assessed(antai)
    page = client_for("head").get("/admin/members/money/council/?year=2020").content.decode()
    assert "本年度没有按政策减免的会费" in page
