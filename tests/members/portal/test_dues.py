import io
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import clock, files
from members import dues
from members.dues import extensions
from members.enums import EntryKind
from members.models import LedgerEntry, Member
from tests.conftest import ClientFor
from tests.factories.ledger import assessed, paid, relieved
from tests.factories.members import resolution
from tests.factories.papers import licence
from tests.pages import links, main, primary, words

pytestmark = pytest.mark.django_db

DUES = reverse("members:dues")
NOTICE = reverse("members:dues_notice", args=[2020])
IN_JUNE = date(2020, 6, 15)


@pytest.fixture
def the_year(antai: Member, hengyuan: Member, guanghe: Member, he: User) -> None:
    """2020 as it stood in June: assessed, the private members relieved, the others given time."""
    with clock.at(date(2020, 1, 6)):
        dues.assess(2020, by=he)
    with clock.at(date(2020, 6, 8)):
        relieved(he, number="京安联〔2020〕3号")


def test_a_private_member_reads_that_it_pays_nothing_and_why(
    the_year: None, client_for: ClientFor
) -> None:
    with clock.at(IN_JUNE):
        page = client_for("antai_admin").get(DUES)

    text = words(page)
    assert '<span class="status" data-s="ok" data-size="mid">免缴</span>' in main(page)
    for sentence in (
        "民营企业 · 会员单位",
        "2,000.00 应缴（元） − 2,000.00 减免 ＝ 0.00 须缴",
        "截至 2020年6月1日，贵单位登记为民营企业，本年度会费全额减免，无须申请，不发缴费通知单。",
        "2020-SZSJ-1 民营企业和社会组织免缴 2020 年度会费",
        "常务理事会决议 京安联〔2020〕3号《关于减免会费的决议》",
        "2020年6月5日（周五） ， 2020年6月8日（周一） 入账",
        "2020 版会费标准，会员单位每年 2,000.00 元",
    ):
        assert sentence in text
    assert "缴费期限" not in text
    assert not [link for link in links(page) if "notice" in link]
    assert primary(page) == 0


def test_a_state_owned_standing_councillor_reads_what_is_due_and_when(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    with clock.at(IN_JUNE):
        page = client_for("hengyuan_admin").get(DUES)

    text = words(page)
    assert '<span class="status" data-s="due" data-size="mid">待缴</span>' in main(page)
    for sentence in (
        "2020年12月31日（周四），含当日；还剩 199 天",
        "10,000.00 应缴（元） − 0.00 减免 ＝ 10,000.00 须缴",
        "原定 2020年6月30日（周二） 延至 2020年12月31日（周四） ，含当日："
        "随减免政策 2020-SZSJ-1，未减免的会员一并延期",
        "人民币壹万元整",
        "收款账户见《收款账户告知书》",
        "本单不是发票或财政票据",
    ):
        assert sentence in text
    assert [link for link in links(page) if "notice" in link] == ["#notice-2020", NOTICE]
    assert primary(page) == 1


def test_a_decision_nobody_has_compared_is_marked(
    antai: Member, he: User, client_for: ClientFor
) -> None:
    assessed(antai, 2020, by=he)
    relieved(he, number="京安联〔2020〕3号", verified=False)
    text = words(client_for("antai_admin").get(DUES))
    assert "京安联〔2020〕3号《关于减免会费的决议》 待核实" in text


def test_a_decision_that_was_compared_is_not_marked(the_year: None, client_for: ClientFor) -> None:
    text = words(client_for("antai_admin").get(DUES))
    assert "京安联〔2020〕3号《关于减免会费的决议》 决定日期" in text


def test_a_member_without_any_assessment_reads_an_honest_sentence(
    antai: Member, client_for: ClientFor
) -> None:
    page = client_for("antai_admin").get(DUES)
    assert "还没有核定过会费" in words(page)
    assert "<table" not in main(page)


def test_a_year_that_nobody_has_assessed_yet_is_announced(
    the_year: None, client_for: ClientFor
) -> None:
    with clock.at(date(2021, 2, 1)):
        text = words(client_for("antai_admin").get(DUES))
    assert "2021 年度会费尚未核定，核定后显示在这里。" in text


@pytest.mark.parametrize(
    ("payment", "today", "shape", "word", "sentence"),
    [
        ("0", date(2021, 1, 1), "stop", "已逾期", "期限 2020年12月31日（周四），已逾期 1 天"),
        ("0", date(2020, 12, 31), "due", "待缴", "含当日；今天到期"),
        ("4000", IN_JUNE, "due", "部分缴纳", "4,000.00 已缴 ＝ 6,000.00 余额"),
        ("10000", IN_JUNE, "ok", "已缴", "本年度已缴清"),
        ("12000", IN_JUNE, "run", "多缴", "12,000.00 已缴 ＝ 2,000.00 多缴"),
    ],
)
def test_every_state_is_word_shape_and_sentence(
    the_year: None,
    client_for: ClientFor,
    hengyuan: Member,
    payment: str,
    today: date,
    shape: str,
    word: str,
    sentence: str,
) -> None:
    if Decimal(payment):
        paid(hengyuan.assessments.get(), payment)
    with clock.at(today):
        page = client_for("hengyuan_admin").get(DUES)
    assert f'<span class="status" data-s="{shape}" data-size="mid">{word}</span>' in main(page)
    assert sentence in words(page)


def test_more_time_of_ones_own_is_told_with_its_reason(
    the_year: None, client_for: ClientFor, hengyuan: Member, he: User
) -> None:
    extensions.extend(year=2020, member=hengyuan, until=date(2021, 3, 31), reason="停产检修", by=he)
    with clock.at(IN_JUNE):
        page = client_for("hengyuan_admin").get(DUES)
    assert ">缓缴</span>" in main(page)
    assert "延至 2021年3月31日（周三） ，含当日：停产检修" in words(page)


def test_what_was_carried_over_has_its_own_place_in_the_sum(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    LedgerEntry.objects.create(
        assessment=hengyuan.assessments.get(),
        kind=EntryKind.CREDIT,
        amount=Decimal("-1500.00"),
        posted_on=IN_JUNE,
        memo="上年度多缴结转",
    )
    page = client_for("hengyuan_admin").get(DUES)
    assert "0.00 减免 − 1,500.00 结转及更正 ＝ 8,500.00 余额" in words(page)


def test_several_years_to_be_paid_are_summed_and_the_earliest_is_put_forward(
    the_year: None, client_for: ClientFor, he: User
) -> None:
    dues.assess(2021, by=he)
    with clock.at(date(2021, 2, 1)):
        page = client_for("hengyuan_admin").get(DUES)
    assert "有 2 个年度待缴，共 20,000.00 元。" in words(page)
    assert 'data-kind="primary" href="#notice-2020"' in main(page)
    assert primary(page) == 1


def test_the_notice_comes_as_a_pdf_of_ones_own(
    the_year: None, client_for: ClientFor, hengyuan: Member
) -> None:
    with clock.at(IN_JUNE):
        response = client_for("hengyuan_admin").get(NOTICE)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    document = pypdfium2.PdfDocument(io.BytesIO(b"".join(response.streaming_content)))
    assert hengyuan.name in document[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("role", ["antai_admin", "guanghe_admin"])
def test_who_is_exempt_finds_no_notice_at_its_address(
    the_year: None, client_for: ClientFor, role: str
) -> None:
    assert client_for(role).get(NOTICE).status_code == 404


@pytest.mark.parametrize("year", [2019, 2021, 99999])
def test_a_year_without_an_assessment_has_no_notice(
    the_year: None, client_for: ClientFor, year: int
) -> None:
    address = reverse("members:dues_notice", args=[year])
    assert client_for("hengyuan_admin").get(address).status_code == 404


def test_the_paper_of_a_decision_is_for_those_whose_dues_lean_on_it(
    the_year: None, client_for: ClientFor, antai: Member, lin: User
) -> None:
    decision = antai.assessments.get().entries.get(kind=EntryKind.RELIEF).resolution
    assert decision is not None
    address = reverse("members:dues_resolution", args=[decision.pk])
    assert client_for("antai_admin").get(address).status_code == 404

    decision.file = files.keep(licence("决议.pdf"), by=lin)
    decision.save()
    page = client_for("antai_admin").get(DUES)
    assert address in links(page)
    response = client_for("antai_admin").get(address)
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_the_paper_of_another_decision_is_nobodys(
    the_year: None, client_for: ClientFor, lin: User
) -> None:
    stranger = resolution(file=files.keep(licence("决议.pdf"), by=lin))
    address = reverse("members:dues_resolution", args=[stranger.pk])
    assert client_for("antai_admin").get(address).status_code == 404


def test_a_member_reads_its_own_ledger_and_no_other(the_year: None, client_for: ClientFor) -> None:
    text = words(client_for("antai_admin").get(DUES))
    assert "10,000.00" not in text
    assert "恒远" not in text


@pytest.mark.parametrize("address", [DUES, NOTICE])
def test_a_stranger_signs_in_first_and_a_former_user_sees_nothing(
    the_year: None, client_for: ClientFor, address: str
) -> None:
    response = client_for("anonymous").get(address)
    assert (response.status_code, response["Location"]) == (
        302,
        f"{reverse('account_login')}?next={address}",
    )
    assert "免缴" not in client_for("former").get(address).content.decode()


def test_five_years_cost_the_queries_of_one(
    the_year: None,
    client_for: ClientFor,
    he: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = client_for("hengyuan_admin")
    browser.get(DUES)
    with django_assert_max_num_queries(15) as one:
        browser.get(DUES)
    for year in range(2021, 2025):
        dues.assess(year, by=he)
    with django_assert_max_num_queries(15) as five:
        browser.get(DUES)
    assert len(five) == len(one)
