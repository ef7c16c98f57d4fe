"""The sheets of the workbook and their columns: what is read, written and compared follows this.

A number is not negative and has at most two decimals.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from standardization.enums import (
    CompareOn,
    FinalSnapshot,
    Inspection,
    KeyAreaKind,
    Per,
    Purpose,
    StandardFamily,
    VetoLevel,
)
from standardization.library import edition
from standardization.models.library import METHODS
from standardization.models.sheet import EFFECTS, KINDS

HEAD, ELEMENTS, ITEMS, RULES = "基本信息", "要素", "项目", "扣分"
THRESHOLDS, PERFORMANCE = "分数线", "事故要求"
NAME, CONTENT = "项目", "内容"
"""The two columns of the first sheet, which has a line for each fact."""
MOST_ROWS = 5_000


class Form(Enum):
    TEXT = auto()
    NUMBER = auto()
    WHOLE = auto()
    YES = auto()
    DAY = auto()
    CHOICE = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """``default`` is what an empty cell means; without one it has to be filled in."""

    field: str
    header: str
    form: Form = Form.TEXT
    longest: int = 0
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    needed: bool = True
    default: Any = None


def _text(name: str, header: str, longest: int, *, needed: bool = True) -> Column:
    return Column(name, header, Form.TEXT, longest=longest, needed=needed, default="")


def _choice(name: str, header: str, words: Any, *, default: str | None = None) -> Column:
    return Column(
        name, header, Form.CHOICE, words=dict(words), needed=default is None, default=default
    )


def _number(name: str, header: str, *, needed: bool = True, default: Any = None) -> Column:
    return Column(name, header, Form.NUMBER, needed=needed, default=default)


_HEAD = (
    _text("code", "标准编号", 40),
    _text("title", "名称", 120),
    _choice("family", "类别", StandardFamily.choices),
    _text("issuer", "发布单位", 80, needed=False),
    _text("industry", "行业", 40, needed=False),
    _text("label", "版本", 20),
    _choice("purpose", "用途", Purpose.choices),
    Column("published_on", "发布日期", Form.DAY),
    Column("start", "实施日期", Form.DAY),
    _number("declared_total", "标明的总分"),
    _choice("method", "计分方法", METHODS),
    Column("places", "小数位", Form.WHOLE),
    _choice("compare_on", "与分数线比较", CompareOn.choices),
    _number("min_coverage", "最低覆盖率"),
    _choice("final_snapshot", "定级用的分数", FinalSnapshot.choices),
)
_ELEMENTS = (
    _text("code", "编号", 20),
    _text("title", "要素", 80),
    _number("weight", "权重", needed=False),
)
_ITEMS = (
    _text("element", "要素编号", 20),
    _text("code", "编号", 20),
    _text("clause", "依据条款", 80, needed=False),
    _text("text", "考评内容", 500),
    _text("guidance", "考评办法", 500, needed=False),
    _choice("inspection", "方式", Inspection.choices),
    _choice("kind", "计分", KINDS),
    _number("full", "满分"),
    Column("na_allowed", "可以不适用", Form.YES, needed=False, default=True),
    Column("photo_on_fail", "不符合须拍照", Form.YES, needed=False, default=False),
    _choice("key_area", "重点部位", KeyAreaKind.choices, default=""),
    _choice("veto_level", "否决", VetoLevel.choices, default=""),
    _choice("veto_effect", "否决效力", EFFECTS, default=""),
    _text("veto_cap", "否决后最高等级", 10, needed=False),
)
_RULES = (
    _text("element", "要素编号", 20),
    _text("item", "项目编号", 20, needed=False),
    _text("code", "编号", 24),
    _text("text", "扣分标准", 300),
    _number("points", "扣分"),
    _choice("per", "按", Per.choices),
    _number("cap", "最多扣", needed=False),
)
_THRESHOLDS = (
    _text("grade", "等级", 10),
    _number("min_score", "最低分"),
    _number("element_min", "各要素最低得分率", needed=False),
)
_PERFORMANCE = (
    _text("grade", "等级", 10),
    Column("months", "近几个月", Form.WHOLE),
    Column("deaths", "死亡不超过（人）", Form.WHOLE),
    Column("serious", "重伤不超过（人）", Form.WHOLE),
    _number("loss", "直接经济损失低于（元）"),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    HEAD: _HEAD,
    ELEMENTS: _ELEMENTS,
    ITEMS: _ITEMS,
    RULES: _RULES,
    THRESHOLDS: _THRESHOLDS,
    PERFORMANCE: _PERFORMANCE,
}
TABLES: Mapping[str, tuple[str, type[Any]]] = {
    ELEMENTS: ("elements", edition.Element),
    ITEMS: ("items", edition.Item),
    RULES: ("rules", edition.Rule),
    THRESHOLDS: ("thresholds", edition.Threshold),
    PERFORMANCE: ("performance", edition.Performance),
}
"""By sheet, the part of an edition that it holds, and what a row of it is."""
MAY_BE_EMPTY = frozenset({RULES, THRESHOLDS, PERFORMANCE})
