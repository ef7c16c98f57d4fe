"""The workbook in and out, and everything that may be wrong in one."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from association.base import sheets
from association.base.errors import Refused
from standardization.library import checking, content, workbook
from standardization.library.checking import Places
from standardization.library.differences import differences
from standardization.library.edition import Edition
from tests.standardization.library.books import altered, book, cell, oil


def faults(data: bytes) -> list[tuple[str, int | None, str, str]]:
    """All that a look at the workbook finds, place by place."""
    found = workbook.read(data)
    wrong = list(found.problems)
    if found.edition:
        wrong = checking.problems(found.edition, Places(found.rows, found.lines))
    return [dataclasses.astuple(each) for each in wrong]


@pytest.mark.parametrize("name", content.NAMES)
def test_what_was_written_reads_back_as_it_was(name: str) -> None:
    told = content.edition(name)
    found = workbook.read(workbook.written(told))
    assert found.problems == ()
    assert found.edition == told
    assert found.edition
    assert found.edition.fingerprint == told.fingerprint


@pytest.mark.parametrize(
    ("name", "total", "elements", "items", "vetoes"),
    [
        ("oil-depot", 1000, 8, 60, 12),
        ("hazchem", 1200, 12, 31, 6),
        ("emergency-readiness", 47, 14, 47, 0),
    ],
)
def test_each_content_holds_together(
    name: str, total: int, elements: int, items: int, vetoes: int
) -> None:
    told = content.edition(name)
    assert checking.problems(told) == []
    assert (told.total, len(told.elements), len(told.items)) == (total, elements, items)
    assert sum(1 for item in told.items if item.veto_effect) == vetoes


def test_an_empty_template_asks_for_every_needed_line() -> None:
    wrong = faults(workbook.written(None))
    assert ("基本信息", 2, "标准编号", "没有填写") in wrong
    assert ("要素", None, "", "“要素”的表头下面没有数据") in wrong
    words = sheets.read(workbook.written(None), columns={"what": ["填什么"]}, sheet="填写说明")
    assert "查资料、看现场、询问、抽查" in {row.text("what") for row in words.rows}


def _merge(pages: Any) -> None:
    pages["项目"].merge_cells("A2:A4")


def _no_rules(pages: Any) -> None:
    del pages["扣分"]


def _twice(pages: Any) -> None:
    pages["基本信息"].append(["版本", "2020"])


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (cell("项目", "B3", "1.1"), ("项目", 3, "编号"), "1.1 与第 2 行重复"),
        (cell("扣分", "C3", "1.1-1"), ("扣分", 3, "编号"), "1.1-1 与第 2 行重复"),
        (cell("基本信息", "B11", 990), ("基本信息", 11, "标明的总分"), "相加是 1000，与标明的 990"),
        (cell("项目", "H2", "=10+5"), ("项目", 2, "满分"), "是公式"),
        (_merge, ("项目", 2, "A2:A4"), "合并"),
        (cell("项目", "H1", "分数"), ("项目", None, ""), "缺少“满分”列"),
        (_no_rules, ("扣分", None, ""), "没有名为“扣分”的工作表"),
        (_twice, ("基本信息", 17, "版本"), "写了两次"),
        (cell("项目", "A2", "9"), ("项目", 2, "要素编号"), "“要素”表里没有 9"),
        (cell("项目", "F2", "望闻问切"), ("项目", 2, "方式"), "应为查资料、看现场、询问、抽查之一"),
        (cell("项目", "H2", -3), ("项目", 2, "满分"), "不小于 0"),
        (cell("项目", "I2", "大概"), ("项目", 2, "可以不适用"), "应写“是”或“否”"),
        (cell("项目", "D2", "长" * 501), ("项目", 2, "考评内容"), "最多 500 个字，现在有 501 个"),
        (cell("项目", "L5", None), ("项目", 5, "否决"), "须同时填写"),
        (cell("扣分", "B2", "8.8"), ("扣分", 2, "项目编号"), "“项目”表里没有 8.8"),
        (cell("扣分", "A2", "2"), ("扣分", 2, "项目编号"), "属于要素 1，不属于 2"),
        (cell("扣分", "E2", 0), ("扣分", 2, "扣分"), "须大于 0"),
        (cell("分数线", "B3", 95), ("分数线", 3, "最低分"), "二级的最低分不能高于一级的"),
        (cell("事故要求", "A2", "特级"), ("事故要求", 2, "等级"), "“分数线”表里没有 特级"),
        (cell("要素", "C2", 0.1), ("要素", 2, "权重"), "不写权重"),
        (cell("基本信息", "B9", "元旦"), ("基本信息", 9, "发布日期"), "不是有效日期"),
    ],
)
def test_what_is_wrong_is_told_by_sheet_row_and_column(
    change: Callable[[Any], object], place: tuple[str, int | None, str], said: str
) -> None:
    wrong = {each[:3]: each[3] for each in faults(altered(change))}
    assert said in wrong[place]


def test_all_faults_of_the_cells_are_told_at_once() -> None:
    def change(pages: Any) -> None:
        pages["项目"]["H2"] = "十五"
        pages["要素"]["B3"] = None

    assert [each[:3] for each in faults(altered(change))] == [
        ("要素", 3, "要素"),
        ("项目", 2, "满分"),
    ]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", "编号,要素".encode()])
def test_what_is_no_workbook_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused, match=r"文件|CSV"):
        workbook.read(data)


def test_weights_have_to_make_one() -> None:
    told = content.edition("hazchem")
    first = dataclasses.replace(told.elements[0], weight=Decimal("0.10"))
    wrong = checking.problems(dataclasses.replace(told, elements=(first, *told.elements[1:])))
    assert [each.problem for each in wrong] == ["相加应为 1（或 100），现在是 1.05"]


def _amended() -> Edition:
    """1.1 says otherwise, 1.7 is gone, 9 points went to 1.2."""
    told = oil()
    first = dataclasses.replace(told.items[0], text="目标由主要负责人签发并公布")
    kept = tuple(item for item in told.items[1:] if item.code != "1.7")
    added = dataclasses.replace(told.items[6], code="1.9", text="设安全公示栏")
    return dataclasses.replace(told, items=(first, *kept, added))


def test_the_difference_is_told_by_code() -> None:
    (section,) = differences(oil(), _amended())
    assert section.sheet == "项目"
    assert section.added == ("1.9 设安全公示栏",)
    assert [label[:3] for label in section.removed] == ["1.7"]
    ((header, was, now),) = section.changed[0].values
    assert (header, was[:6], now) == ("考评内容", "制定年度安全", "目标由主要负责人签发并公布")


def test_a_label_and_a_day_are_no_difference_but_a_point_is() -> None:
    told = oil()
    renamed = dataclasses.replace(told, head=dataclasses.replace(told.head, label="2020"))
    assert differences(told, renamed) == []
    assert renamed.fingerprint == told.fingerprint
    head = dataclasses.replace(told.head, places=2)
    assert dataclasses.replace(told, head=head).fingerprint != told.fingerprint


def test_the_order_of_deductions_makes_no_other_version() -> None:
    told = oil()
    turned = dataclasses.replace(told, rules=told.rules[::-1])
    assert turned.fingerprint == told.fingerprint


def test_a_line_that_isnt_known_is_named() -> None:
    def change(pages: Any) -> None:
        pages["基本信息"].append(["颜色", "红"])

    assert ("基本信息", 17, "项目", "没有“颜色”这一项") in faults(altered(change))


def test_a_title_merged_above_the_header_is_no_fault() -> None:
    def change(pages: Any) -> None:
        page = pages["要素"]
        page.insert_rows(1)
        page["A1"] = "要素表"
        page.merge_cells("A1:C1")

    assert faults(altered(change, book())) == []
