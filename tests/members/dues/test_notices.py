from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from association.accounts.models import User
from association.base import clock, pdf
from association.base.errors import Refused
from members import dues
from members.dues import notices
from members.models import Member
from tests.factories.ledger import assessed, paid, relieved
from tests.factories.members import member

pytestmark = pytest.mark.django_db

IN_JUNE = date(2020, 6, 15)


def test_a_notice_says_how_much_by_when_to_whom_and_what_to_write(
    hengyuan: Member, he: User
) -> None:
    assessed(hengyuan, 2020, by=he)
    relieved(he, number="京安联〔2020〕3号")

    notice = notices.of_year(hengyuan, 2020, today=IN_JUNE)

    serial = hengyuan.number.removeprefix("BJAL-")
    assert (notice.amount, notice.in_words) == (Decimal("10000.00"), "人民币壹万元整")
    assert (notice.due_on, notice.overdue) == (date(2020, 12, 31), False)
    assert notice.number == f"HF-2020-{serial}"
    assert notice.reference == f"HF-2020-{serial} 北京恒远曜石能源集团有限公司"
    assert notice.payee == "北京市安全生产联合会"
    assert notice.letter == (
        "贵单位 2020 年度会费应缴 10,000.00 元。"
        "请于 2020年12月31日前（含当日）将下列款项汇入本会账户，并在附言中写明下列编号。"
    )
    assert notice.basis == (
        "2020 版会费标准（决议待核实）；延期至 2020年12月31日（京安联〔2020〕3号）"
    )
    assert notice.account == "收款账户见《收款账户告知书》"
    assert "不是发票或财政票据" in notice.caution


def test_a_notice_names_the_account_where_the_house_has_set_one(
    hengyuan: Member, he: User, settings: Any
) -> None:
    settings.DUES_ACCOUNT = "示例银行城中支行 1100 0000 0000 001"
    assessed(hengyuan, 2020, by=he)
    assert notices.of_year(hengyuan, 2020).account == "示例银行城中支行 1100 0000 0000 001"


def test_the_same_ledger_and_day_give_the_same_notice(hengyuan: Member, he: User) -> None:
    assessed(hengyuan, 2020, by=he)
    first = notices.of_year(hengyuan, 2020, today=IN_JUNE)
    assert notices.of_year(hengyuan, 2020, today=IN_JUNE) == first
    later = notices.of_year(hengyuan, 2020, today=date(2020, 6, 16))
    assert replace(later, issued_on=IN_JUNE) == first


def test_what_was_paid_is_not_asked_for_again(hengyuan: Member, he: User) -> None:
    paid(assessed(hengyuan, 2020, by=he), "2500.50")
    notice = notices.of_year(hengyuan, 2020, today=IN_JUNE)
    assert (notice.amount, notice.in_words) == (Decimal("7499.50"), "人民币柒仟肆佰玖拾玖元伍角")
    assert "应缴 10,000.00 元，已缴 2,500.50 元。" in notice.letter


def test_after_the_day_the_notice_says_so(hengyuan: Member, he: User) -> None:
    assessed(hengyuan, 2020, by=he)
    with clock.at(date(2020, 7, 1)):
        notice = notices.of_year(hengyuan, 2020)
    assert notice.overdue
    assert "缴费期限 2020年6月30日已过，请尽快" in notice.letter


def test_members_with_the_same_serial_of_different_years_get_different_numbers(he: User) -> None:
    earlier = member(number="BJAL-2018-0417", joined_on=date(2018, 3, 1))
    later = member(number="BJAL-2019-0417", joined_on=date(2019, 3, 1))
    assert [notices.number(one, 2020) for one in (earlier, later)] == [
        "HF-2020-2018-0417",
        "HF-2020-2019-0417",
    ]


def test_who_is_exempt_gets_no_notice(antai: Member, he: User) -> None:
    assessed(antai, 2020, by=he)
    relieved(he)
    with pytest.raises(Refused, match="2020 年度没有须缴的会费，不发缴费通知单"):
        notices.of_year(antai, 2020)


def test_who_has_paid_gets_no_notice(hengyuan: Member, he: User) -> None:
    paid(assessed(hengyuan, 2020, by=he), "10000.00")
    with pytest.raises(Refused, match="没有须缴的会费"):
        notices.of_year(hengyuan, 2020)


def test_a_year_that_was_not_assessed_has_no_notice(hengyuan: Member, he: User) -> None:
    dues.assess(2020, by=he)
    with pytest.raises(Refused, match="2021 年度会费尚未核定"):
        notices.of_year(hengyuan, 2021)


def test_the_printed_notice_can_be_read(hengyuan: Member, he: User) -> None:
    assessed(hengyuan, 2020, by=he)
    relieved(he, number="京安联〔2020〕3号")
    notice = notices.of_year(hengyuan, 2020, today=IN_JUNE)

    document = pypdfium2.PdfDocument(pdf.render("members/pdf/dues_notice.html", {"notice": notice}))

    assert len(document) == 1
    page = document[0].get_textpage()
    text = "".join(page.get_text_bounded().split())
    for words in (
        "缴费通知单",
        notice.number,
        "北京恒远曜石能源集团有限公司：",
        "10,000.00",
        "人民币壹万元整",
        "2020年12月31日（周四），含当日",
        "收款账户见《收款账户告知书》",
        "京安联〔2020〕3号",
        "本单不是发票或财政票据",
        "北京市安全生产联合会财务管理中心",
        "2020年6月15日（周一）",
    ):
        assert words in text
