"""What one row says, in whatever way an office writes it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from association.base import clock, identifiers
from members.enums import District, OrganisationType
from members.imports.rows import Draft, Remark, Wrong
from tests.factories import people
from tests.members.imports.registers import FIRST, line, read

CODE = people.credit_code()


def draft(**cells: Any) -> Draft:
    found = read(line(**cells))
    assert found.wrong == ()
    return found.drafts[0]


def wrong(**cells: Any) -> Wrong:
    found = read(line(**cells))
    assert found.drafts == ()
    return found.wrong[0]


def remark(**cells: Any) -> Remark:
    found = read(line(**cells))
    assert len(found.drafts) == 1
    return found.remarks[0]


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


@pytest.mark.parametrize(
    "written",
    [CODE, CODE.lower(), full_width(CODE), f" {CODE[:8]} {CODE[8:]} ", f"{CODE[:8]}-{CODE[8:]}"],
)
def test_a_code_is_read_however_it_is_typed(written: str) -> None:
    assert draft(credit_code=written).credit_code == CODE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((word, OrganisationType.PRIVATE) for word in ("民营企业", "民企", "私营企业", " 民 营 ")),
        *((word, OrganisationType.STATE) for word in ("国有企业", "国企", "国有", "央企")),
        *((word, OrganisationType.FOREIGN) for word in ("外资", "外资企业", "外商投资企业")),
        ("事业单位", OrganisationType.INSTITUTION),
        *((word, OrganisationType.SOCIAL) for word in ("社会组织", "社团", "社会团体", "基金会")),
        ("个体户", OrganisationType.INDIVIDUAL),
        ("其他", OrganisationType.OTHER),
    ],
)
def test_a_type_goes_by_many_words(written: str, meant: OrganisationType) -> None:
    assert draft(organisation_type=written).organisation_type == meant


@pytest.mark.parametrize(
    "written",
    [
        "2018/12/06", "2018-12-06", "2018.12.06", "2018年12月6日", datetime(2018, 12, 6), 43440,
        "２０１８．１２．０６",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_shape(written: object) -> None:
    assert draft(joined_on=written).joined_on == date(2018, 12, 6)


@pytest.mark.parametrize(
    "written", [10000, 10000.0, "10,000", "10,000.00", "¥10,000", "１００００元"]
)
def test_an_amount_is_read_with_or_without_commas(written: object) -> None:
    assert draft(fee=written).fee == Decimal("10000.00")


@pytest.mark.parametrize("written", ["138 0013-8000", 13800138000, "+86 13800138000"])
def test_a_mobile_is_read_with_or_without_gaps(written: object) -> None:
    assert draft(mobile=written).mobile == "13800138000"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("朝阳区", District.CHAOYANG),
        ("北京市海淀区", District.HAIDIAN),
        ("密云", District.MIYUN),
        ("亦庄", District.ECONOMIC),
        ("外埠", District.ELSEWHERE),
    ],
)
def test_a_district_is_read_with_or_without_its_city(written: str, meant: District) -> None:
    assert draft(district=written).district == meant


def test_a_name_loses_its_stray_spaces_and_half_width_brackets() -> None:
    assert draft(name=" 北京晴岭(集团) 有限公司　").name == "北京晴岭（集团）有限公司"


def test_what_stands_in_no_cell_is_left_empty() -> None:
    bare = draft(
        position=None, contact="无", mobile="-", email="/", district="", joined_on=None, fee=None
    )
    assert bare == Draft(
        row=FIRST,
        name=bare.name,
        credit_code=bare.credit_code,
        organisation_type=OrganisationType.PRIVATE,
    )


@pytest.mark.parametrize(
    ("cells", "code", "column", "said"),
    [
        ({"name": None}, "noname", "单位名称", "没有填写"),
        ({"name": "长" * 121}, "noname", "单位名称", "最多 120 个字"),
        ({"credit_code": None}, "code", "统一社会信用代码", "没有填写"),
        ({"credit_code": CODE[:17]}, "code", "统一社会信用代码", "应为 18 位，现在是 17 位"),
        ({"credit_code": full_width(CODE[:17] + "I")}, "code", "统一社会信用代码", "是否应为数字 1"),
        ({"organisation_type": "其它类"}, "type", "单位类型", "“其它类”不是单位类型"),
        ({"position": "荣誉会员"}, "type", "会员级别", "“荣誉会员”不是会员级别"),
        ({"mobile": "134035"}, "mobile", "手机", "应为 11 位数字，现在是 6 位"),
        ({"joined_on": "2019年13月45日"}, "date", "入会日期", "不是有效日期"),
        ({"fee": "待定"}, "fee", "2020年应缴会费（元）", "“待定”不是金额"),
        ({"fee": -2000}, "fee", "2020年应缴会费（元）", "不能是负数"),
        ({"name": "=1+1"}, "formula", "单位名称", "是公式"),
        ({"fee": "=SUM(A1:A2)"}, "formula", "2020年应缴会费（元）", "是公式"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_code(
    cells: dict[str, Any], code: str, column: str, said: str
) -> None:
    found = wrong(**cells)
    assert (found.row, found.code, found.column) == (FIRST, code, column)
    assert said in found.problem


def test_a_row_with_several_mistakes_is_one_error_that_tells_them_all() -> None:
    found = wrong(name=None, mobile="1", fee="待定")
    assert (found.code, found.column) == ("noname", "单位名称")
    assert "另有：手机：手机号应为 11 位数字" in found.problem
    assert "2020年应缴会费（元）：“待定”不是金额" in found.problem


def test_a_formula_says_more_than_what_is_missing_because_of_it() -> None:
    assert wrong(name='=HYPERLINK("x","北京")', credit_code="1").code == "formula"


def test_a_full_mobile_is_never_repeated_in_a_sentence() -> None:
    assert "2380013800" not in wrong(mobile="23800138001").problem


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"email": "office(at)example"}, "邮箱", "不是电子邮箱，没有采用"),
        ({"district": "浦东新区"}, "所在区", "不是所在区，没有采用"),
        ({"contact": "甲" * 41}, "联系人", "最多 40 个字"),
        ({"joined_on": "2031-01-01"}, "入会日期", "还没有到"),
    ],
)
def test_what_decides_nothing_is_left_out_with_a_remark(
    cells: dict[str, Any], column: str, said: str
) -> None:
    with clock.at("2026-11-21"):
        found = remark(**cells)
    assert (found.row, found.column) == (FIRST, column)
    assert said in found.problem


def test_what_is_left_out_is_empty() -> None:
    taken = draft(email="none at all", district="浦东新区", contact="甲" * 41)
    assert (taken.email, taken.district, taken.contact) == ("", "", "")


@pytest.mark.parametrize("name", ["@晴岭", "-晴岭", "+8610晴岭", "007晴岭"])
def test_text_that_only_looks_like_a_formula_is_text(name: str) -> None:
    assert draft(name=name).name == name


def test_codes_of_the_tests_are_valid() -> None:
    assert identifiers.credit_code(CODE) == CODE
