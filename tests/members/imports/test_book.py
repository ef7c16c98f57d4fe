"""The workbook as a whole: what it is of, what in it is data, and what is no register at all."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from association.base import clock
from association.base.errors import Refused
from members.imports import book
from tests.association.base.sheets.books import book_of
from tests.factories import people
from tests.members.imports.registers import HEADINGS, TITLE, line, read, workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PLAIN = {"fee": "应缴会费"}  # a heading that names no year


@pytest.mark.parametrize(
    ("title", "heading", "year", "day"),
    [
        (TITLE, "应缴会费", 2020, date(2020, 1, 1)),
        ("会员名册", "2019年应缴会费（元）", 2019, date(2019, 1, 1)),
        ("２０２１ 年会员名册", "应缴会费", 2021, date(2021, 1, 1)),
        ("会员名册 制表日期：2019年12月30日", "应缴会费", 2026, date(2026, 1, 1)),
        ("会员名册（截至 2026-05-01）", "2025年应缴会费（元）", 2025, date(2026, 5, 1)),
        ("会员名册（截至 2026-05-01）", "应缴会费", 2026, date(2026, 5, 1)),
    ],
)
def test_the_register_tells_its_year_and_its_day(
    title: str, heading: str, year: int, day: date
) -> None:
    with clock.at("2026-11-21"):
        found = read(line(), title=title, fee=heading)
    assert (found.year, found.day) == (year, day)


def test_two_years_in_one_register_are_remarked_upon() -> None:
    found = read(line(), title="会员名册（2019年度）")
    assert found.year == 2019
    assert [each.problem for each in found.remarks] == [
        "标题写的是 2019 年，这一列是 2020 年，按 2019 年度处理，请核对"
    ]


@pytest.mark.parametrize("title", ["会员名册（2091年度）", "会员名册（1999年度）"])
def test_a_year_that_cannot_be_is_refused(title: str) -> None:
    with clock.at("2026-11-21"), pytest.raises(Refused, match="应在 2007 至 2027 之间"):
        read(line(), title=title)


@pytest.mark.parametrize(
    ("title", "said"), [("截至 2026-11-22", "还没有到"), ("截至 2026-02-30", "不是有效日期")]
)
def test_a_day_that_cannot_be_is_refused(title: str, said: str) -> None:
    with clock.at("2026-11-21"), pytest.raises(Refused, match=said):
        read(line(), title=title)


def test_blank_rows_totals_and_signatures_are_no_rows() -> None:
    good = line()
    rows = [tuple(good.get(field) for field in HEADINGS)]
    data = book_of(
        (TITLE,), ("填表部门：社会工作部",), tuple(HEADINGS.values()), (), *rows, (), (),
        ("合计", *[None] * 9, 2000), ("制表人：", None, None, "审核人："),
    )  # fmt: skip
    found = book.read(data)
    assert [draft.row for draft in found.drafts] == [5]
    assert found.wrong == ()


def test_columns_may_stand_in_any_order_under_other_names() -> None:
    found = read(
        {"level": "理事", "kind": "国企", **line(organisation_type=None, position=None)},
        organisation_type="甲",
        position="乙",
        kind="企业性质",
        level="会内职务",
    )
    assert (found.drafts[0].organisation_type, found.drafts[0].position) == ("state", "councillor")
    assert found.unknown == ("序号", "甲", "乙")


def test_progress_is_heard_every_500_rows() -> None:
    heard: list[tuple[int, int]] = []
    data = workbook(*[line() for _ in range(1001)])
    book.read(data, progress=lambda done, total: heard.append((done, total)))
    assert heard == [(500, 1001), (1000, 1001)]


def _csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS.values(), line().values()])
    return out.getvalue().encode("gb18030")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: b"", "文件是空的"),
        (lambda: b"%PDF-1.7", "文件不是 .xlsx 表格"),
        (_csv, "这是 CSV 文本文件"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "文件设有打开密码"),
        (lambda: OLE + "Workbook".encode("utf-16-le"), "这是旧版 .xls 文件"),
        (lambda: workbook(line())[:900], "文件已损坏"),
        (lambda: workbook(), "表头下面没有数据"),
        (lambda: book_of(("北京晴岭", "民营企业"), ("北京云麓", "国有企业")), "没有找到表头"),
        (lambda: book_of(("单位名称", "信用代码"), ("北京晴岭", people.credit_code())), "缺少“单位类型”列"),
        (lambda: workbook(line(), contact="手机号", mobile="手机号"), "请只保留一列"),
    ],
)  # fmt: skip
def test_what_is_no_register_is_refused_with_a_sentence(data: Any, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        book.read(data())
    assert refusal.value.message.endswith("。")


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert book.MOST_ROWS == 50_000
    monkeypatch.setattr(book, "MOST_ROWS", 2)
    assert len(read(line(), line()).drafts) == 2
    with pytest.raises(Refused, match="超过 2 行，请分成几个文件上传"):
        read(line(), line(), line())
