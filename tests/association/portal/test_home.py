from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock
from members import dues, register
from members.dues import extensions
from members.enums import Position
from members.governance import ballots, motions
from members.models import ChangeRequest, Member
from members.payments import vouchers
from members.register import changes
from members.relief import applications
from tests.conftest import ClientFor
from tests.factories import cast, governance, orders, payments, relief
from tests.factories.ledger import paid, relieved
from tests.factories.members import contact, seated
from tests.factories.papers import licence
from tests.pages import links, main, primary, words

pytestmark = pytest.mark.django_db

HOME = reverse("portal")
DUES = reverse("members:dues")
IN_JUNE = date(2020, 6, 15)


@pytest.fixture
def the_year(antai: Member, hengyuan: Member, guanghe: Member, he: User) -> None:
    """2020 as it stood in June: assessed, the private members relieved, the others given time."""
    with clock.at(date(2020, 1, 6)):
        dues.assess(2020, by=he)
    with clock.at(date(2020, 6, 8)):
        relieved(he)


def a_request(member: Member) -> ChangeRequest:
    return changes.request(
        member,
        changes={"name": "北京安泰晨岭新材料有限公司"},
        by=cast.person("antai_admin"),
        evidence=licence(),
    )


def test_who_is_exempt_has_nothing_to_do_and_reads_what_was_saved(
    the_year: None, client_for: ClientFor, antai: Member
) -> None:
    with clock.at(IN_JUNE):
        page = client_for("antai_admin").get(HOME)

    text = words(page)
    for part in (
        "6月15日（周一） 北京安泰晨岭建材有限公司 民营企业 · 会员单位",
        f"会员编号 {antai.number}",
        "现在没有要办的事 2020 年度会费免缴，本年度无须缴费。",
        "¥ 2,000.00 今年会员服务为您节省",
        "看每一笔和依据",
    ):
        assert part in text
    assert reverse("members:benefits") in links(page)
    assert primary(page) == 0
    assert "待办 按期限排列" not in text


def test_who_owes_reads_first_how_much_and_how_long(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    contact(hengyuan, roles=["finance"])
    with clock.at(IN_JUNE):
        page = client_for("hengyuan_admin").get(HOME)

    text = words(page)
    for part in (
        "现在要办 1 件 最近一件 12月31日（周四）到期。",
        "199 天内 12月31日（周四） 缴费：2020 年度会费 10,000.00 元",
        "原定 2020年6月30日，已延至 2020年12月31日（含当日）。",
        f"财务管理中心 · 通知单 HF-2020-{hengyuan.number.removeprefix('BJAL-')}",
    ):
        assert part in text
    assert f"{DUES}#notice-2020" in links(page)
    assert primary(page) == 1
    assert "为您节省" not in text


def test_after_the_day_it_says_overdue(the_year: None, client_for: ClientFor) -> None:
    with clock.at(date(2021, 1, 3)):
        page = client_for("hengyuan_admin").get(HOME)
    text = words(page)
    assert "1 件已过期限。2021 年度会费尚未核定。" in text
    assert "期限 2020年12月31日，已逾期 3 天。已经汇出的，请等财务入账。" in text
    assert '<p class="until" data-level="past">' in main(page)


def test_what_is_paid_is_nothing_to_do(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    paid(hengyuan.assessments.get(), "10000.00")
    with clock.at(IN_JUNE):
        text = words(client_for("hengyuan_admin").get(HOME))
    assert "现在没有要办的事 2020 年度会费已缴，本年度已缴清。" in text


def test_who_owes_and_has_nobody_for_money_is_asked_to_name_somebody(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    contact(hengyuan, roles=["main"])
    page = client_for("hengyuan_admin").get(HOME)
    assert "现在要办 2 件" in words(page)
    assert "指定财务联系人" in words(page)
    assert f"{reverse('members:contact_add')}?role=finance" in links(page)
    assert primary(page) == 1


def test_a_member_never_assessed_is_told_so(antai: Member, client_for: ClientFor) -> None:
    with clock.at(date(2020, 1, 3)):
        text = words(client_for("antai_admin").get(HOME))
    assert "现在没有要办的事 2020 年度会费尚未核定。" in text


def test_a_request_that_waits_is_under_way_and_one_refused_is_to_do(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    change = a_request(antai)
    address = reverse("members:change", args=[change.pk])
    page = client_for("antai_agent").get(HOME)
    assert "我的办件 在办 1 件" in words(page)
    assert address in links(page)

    changes.reject(change, by=lin, answer="执照照片看不清")
    page = client_for("antai_agent").get(HOME)
    assert "未采纳 信息变更未采纳：单位名称 理由：执照照片看不清" in words(page)
    assert "我的办件" not in words(page)
    assert address in links(page)


def test_a_refusal_leaves_the_first_page_with_the_next_request_or_after_a_month(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    changes.reject(a_request(antai), by=lin, answer="执照照片看不清")
    browser = client_for("antai_agent")
    with clock.at(clock.now() + timedelta(days=31)):
        assert "未采纳" not in words(browser.get(HOME)).split("近期记录")[0]
    a_request(antai)
    assert "信息变更未采纳" not in words(browser.get(HOME))


def test_membership_and_its_seat_stand_there(antai: Member, client_for: ClientFor) -> None:
    seated(antai, Position.COUNCILLOR, start=date(2019, 5, 6), end=date(2024, 5, 5))
    with clock.at(IN_JUNE):
        text = words(client_for("antai_admin").get(HOME))
    assert "职务 理事单位 2019年5月6日（周一）起，至 2024年5月5日（周日）" in text


def test_what_happened_names_departments_and_nobody_of_the_staff(
    the_year: None, client_for: ClientFor, antai: Member, lin: User
) -> None:
    register.amend(antai, by=lin, version=1, changes={"note": "难缠", "email": "a@antai.example"})
    with clock.at(IN_JUNE):
        text = words(client_for("antai_admin").get(HOME))
    assert "减免 2020 年度会费 2,000.00 元 财务管理中心" in text
    assert "变更登记信息：单位邮箱 社会工作部" in text
    for unsaid in ("林思远", "贺敏", "难缠", "备注"):
        assert unsaid not in text


def test_a_member_sees_nothing_of_another(the_year: None, client_for: ClientFor) -> None:
    text = words(client_for("antai_admin").get(HOME))
    assert "恒远" not in text
    assert "10,000.00" not in text


def test_a_stranger_signs_in_and_who_acts_for_nobody_sees_no_member(
    the_year: None, client_for: ClientFor
) -> None:
    assert client_for("anonymous").get(HOME)["Location"].startswith(reverse("account_login"))
    for role in ("former", "social"):
        assert "为您节省" not in client_for(role).get(HOME).content.decode()


def test_an_application_to_be_completed_waits_on_the_first_page_until_it_is_handed_in_again(
    the_year: None, client_for: ClientFor, hengyuan: Member, lin: User
) -> None:
    contact(hengyuan, roles=["finance"])
    heng = cast.person("hengyuan_admin")
    row = relief.accepted(hengyuan.assessments.get(), by=heng)
    applications.send_back(row, reason="请补充停工证明。", by=lin)
    browser = client_for("hengyuan_admin")

    page = browser.get(HOME)
    assert "现在要办 2 件" in words(page)
    assert "请补正 补正减免申请：2020 年度会费 要求：请补充停工证明。 社会工作部 看申请" in words(
        page
    )
    assert reverse("members:relief_application", args=[row.pk]) in links(page)

    applications.submit(row, by=heng)
    page = browser.get(HOME)
    assert "现在要办 1 件" in words(page)
    assert "补正减免申请" not in words(page)


def test_nobody_else_is_asked_to_complete_it(
    the_year: None, client_for: ClientFor, hengyuan: Member, lin: User
) -> None:
    row = relief.submitted(hengyuan.assessments.get(), by=cast.person("hengyuan_admin"))
    applications.send_back(row, reason="请补充停工证明。", by=lin)
    assert "补正减免申请" not in words(client_for("guanghe_admin").get(HOME))


def test_a_vote_waits_on_the_first_page_until_ones_ballot_is_in(
    the_year: None, client_for: ClientFor
) -> None:
    of = governance.term()
    heng, guang = cast.person("hengyuan_admin"), cast.person("guanghe_admin")
    seat, other = governance.seat(of, user=heng), governance.seat(of, user=guang)
    motion = governance.voting(of)
    motions.recuse(motion, other, reason="本单位的事", by=governance.officer())
    browser = client_for("hengyuan_admin")

    page = browser.get(HOME)
    assert "投票：有议题等您表决" in words(page)
    assert reverse("members:votes") in links(page)
    assert "等您表决" not in words(client_for("guanghe_admin").get(HOME)), "recused"
    assert "等您表决" not in words(client_for("antai_admin").get(HOME)), "sits nowhere"

    ballots.cast(motion, seat, choice="in_favour", by=heng)
    assert "等您表决" not in words(browser.get(HOME))


@pytest.mark.parametrize(
    ("role", "place", "asked"),
    [("hengyuan_admin", "portal", 1), ("antai_admin", "portal", 0), ("hengyuan_admin", "members:dues", 0)],
)  # fmt: skip
def test_only_the_first_page_of_who_has_a_seat_asks_which_votes_wait(
    the_year: None, client_for: ClientFor, role: str, place: str, asked: int
) -> None:
    governance.seat(governance.term(), user=cast.person("hengyuan_admin"))
    browser = client_for(role)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(reverse(place)).status_code == 200
    assert sum("members_motion" in query["sql"] for query in queries) == asked


def test_what_others_have_to_decide_is_under_way_with_its_state(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    heng = cast.person("hengyuan_admin")
    row = relief.submitted(hengyuan.assessments.get(), by=heng)
    slip = payments.voucher(hengyuan, role="hengyuan_admin")
    browser = client_for("hengyuan_admin")
    page = browser.get(HOME)
    text = words(page)
    assert "我的办件 在办 2 件" in text
    assert f"减免申请：2020 年度会费 {row.get_state_display()}" in text
    assert "转账凭证 2,000.00 元 待处理" in text
    assert {
        reverse("members:relief_application", args=[row.pk]), reverse("members:payments")
    } <= set(links(page))  # fmt: skip
    payments.entered(hengyuan, voucher=slip)
    assert "转账凭证 2,000.00 元 到账确认中" in words(browser.get(HOME))
    applications.withdraw(row, by=heng)
    assert "我的办件 在办 1 件" in words(browser.get(HOME))


def test_a_slip_that_waits_is_said_at_the_payment_and_among_what_is_under_way(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    slip = payments.voucher(hengyuan, role="hengyuan_admin", amount=Decimal("6000.00"))
    browser = client_for("hengyuan_admin")
    with clock.at(IN_JUNE):
        assert "（含当日）。凭证 6,000.00 元待财务核对。" in words(browser.get(HOME))
    with clock.at(date(2021, 1, 3)):
        text = words(browser.get(HOME))
    assert "已逾期 3 天。凭证 6,000.00 元待财务核对。" in text
    vouchers.withdraw(slip, by=cast.person("hengyuan_admin"))
    assert "待财务核对" not in words(browser.get(HOME))


def test_a_company_with_everything_under_way_reads_it_in_fifteen_queries(
    the_year: None,
    client_for: ClientFor,
    hengyuan: Member,
    lin: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    heng = cast.person("hengyuan_admin")
    row = relief.submitted(hengyuan.assessments.get(), by=heng)
    applications.send_back(row, reason="请补充停工证明。", by=lin)
    orders.quoted(hengyuan, orders.service("ZX", "8000"))
    changes.request(hengyuan, changes={"name": "北京恒远能源有限公司"}, by=heng, evidence=licence())
    contact(hengyuan)
    payments.voucher(hengyuan, role="hengyuan_admin", amount=Decimal("6000.00"))
    browser = client_for("hengyuan_admin")
    browser.get(HOME)
    with django_assert_max_num_queries(15):
        page = browser.get(HOME)
    assert "现在要办 4 件" in words(page)
    assert "凭证 6,000.00 元待财务核对" in words(page)
    assert "我的办件 在办 4 件" in words(page)


def test_five_years_cost_the_queries_of_one(
    the_year: None,
    client_for: ClientFor,
    hengyuan: Member,
    he: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = client_for("hengyuan_admin")
    browser.get(HOME)
    with django_assert_max_num_queries(15) as one:
        browser.get(HOME)
    for year in range(2021, 2025):
        dues.assess(year, by=he)
        extensions.extend(year=year, until=date(year, 9, 30), reason="统一延期", by=he)
        paid(hengyuan.assessments.get(year=year), str(Decimal("1000.00")))
    contact(hengyuan)
    with django_assert_max_num_queries(15) as five:
        page = browser.get(HOME)
    assert "现在要办 6 件" in words(page)
    assert len(five) == len(one)


def test_the_foot_says_how_to_reach_the_secretariat_where_that_is_set(
    client: Client, settings: Any
) -> None:
    assert "联系秘书处：" not in client.get("/").content.decode()
    settings.CONTACT = "电话 179-2026-0000"
    assert "联系秘书处：电话 179-2026-0000" in client.get("/").content.decode()


def test_the_front_page_leads_to_what_is_done_here(client_for: ClientFor) -> None:
    page = client_for("anonymous").get(reverse("home"))
    assert "向秘书处办理" not in words(page)
    assert {
        reverse("standardization:company_cases"), reverse("training:classes"),
        reverse("bulletin:call"), reverse("bulletin:subscribe"),
    } <= set(links(page))  # fmt: skip
