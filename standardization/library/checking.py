"""Whether what a version says holds together; each fault by the sheet and row where it stands."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from standardization.enums import Purpose
from standardization.library.columns import (
    COLUMNS,
    ELEMENTS,
    HEAD,
    ITEMS,
    PERFORMANCE,
    RULES,
    THRESHOLDS,
)
from standardization.library.edition import Edition, Item, Rule
from standardization.library.workbook import Problem
from standardization.scoring.sheet import Effect, Kind, Method

_FIRST = 2
_HUNDRED = Decimal(100)
_HEADERS = {column.field: column.header for column in COLUMNS[HEAD]}


class Places:
    """Which row of the workbook a part stands in; without a workbook, where it would be written."""

    def __init__(
        self,
        rows: Mapping[str, Sequence[int]] | None = None,
        lines: Mapping[str, int] | None = None,
    ) -> None:
        self._rows, self._lines = rows or {}, lines or {}

    def row(self, sheet: str, index: int) -> int:
        rows = self._rows.get(sheet, ())
        return rows[index] if index < len(rows) else index + _FIRST

    def line(self, header: str) -> int | None:
        return self._lines.get(header)


def problems(edition: Edition, places: Places | None = None) -> list[Problem]:
    """Nothing here: it may be published."""
    at = places or Places()
    return [
        *_head(edition, at),
        *_codes(edition, at),
        *_elements(edition, at),
        *_items(edition, at),
        *_rules(edition, at),
        *_grades(edition, at),
    ]


def _head(edition: Edition, at: Places) -> Iterator[Problem]:
    head = edition.head

    def wrong(field: str, problem: str) -> Problem:
        return Problem(HEAD, at.line(_HEADERS[field]), _HEADERS[field], problem)

    if head.start < head.published_on:
        yield wrong("start", f"不能早于发布日期 {head.published_on}")
    if head.places > 4:
        yield wrong("places", "最多 4 位")
    if head.min_coverage > 1:
        yield wrong("min_coverage", "应在 0 到 1 之间，如 0.50")
    if edition.total != head.declared_total:
        found, said = (_plain(each) for each in (edition.total, head.declared_total))
        yield wrong("declared_total", f"各项目满分相加是 {found}，与标明的 {said} 不一致")


def _codes(edition: Edition, at: Places) -> Iterator[Problem]:
    """Each code once in its sheet; of a grade, each name."""
    named = (
        (ELEMENTS, "编号", [each.code for each in edition.elements]),
        (ITEMS, "编号", [each.code for each in edition.items]),
        (RULES, "编号", [each.code for each in edition.rules]),
        (THRESHOLDS, "等级", [each.grade for each in edition.thresholds]),
        (PERFORMANCE, "等级", [each.grade for each in edition.performance]),
    )
    for sheet, column, codes in named:
        first: dict[str, int] = {}
        for index, code in enumerate(codes):
            if code in first:
                row = at.row(sheet, first[code])
                yield Problem(sheet, at.row(sheet, index), column, f"{code} 与第 {row} 行重复")
            first.setdefault(code, index)


def _elements(edition: Edition, at: Places) -> Iterator[Problem]:
    weighted = edition.head.method == Method.WEIGHTED
    used = Counter(item.element for item in edition.items)
    for index, element in enumerate(edition.elements):
        row = at.row(ELEMENTS, index)
        if weighted and not element.weight:
            yield Problem(ELEMENTS, row, "权重", "按要素加权的，须写明大于 0 的权重")
        if not weighted and element.weight is not None:
            yield Problem(ELEMENTS, row, "权重", "按得分率计分的，不写权重")
        if not used[element.code]:
            yield Problem(ELEMENTS, row, "编号", f"要素 {element.code} 下面没有项目")
    if weighted:
        total = sum((each.weight or Decimal(0) for each in edition.elements), Decimal(0))
        if total not in (1, _HUNDRED):
            yield Problem(ELEMENTS, None, "权重", f"相加应为 1（或 100），现在是 {_plain(total)}")


def _items(edition: Edition, at: Places) -> Iterator[Problem]:
    elements = {each.code for each in edition.elements}
    grades = {each.grade for each in edition.thresholds}
    ruled = {rule.item for rule in edition.rules}
    for index, item in enumerate(edition.items):
        row = at.row(ITEMS, index)
        if item.element not in elements:
            yield Problem(ITEMS, row, "要素编号", f"“要素”表里没有 {item.element}")
        for column, problem in (*_worth(item, ruled), *_veto(item, grades)):
            yield Problem(ITEMS, row, column, problem)


def _worth(item: Item, ruled: set[str]) -> Iterator[tuple[str, str]]:
    if item.kind == Kind.VETO_ONLY:
        if item.full:
            yield "满分", "只作否决的项目满分为 0"
        if not item.veto_effect:
            yield "否决效力", "只作否决的项目须写明否决效力"
    elif not item.full:
        yield "满分", "须大于 0；只作否决的项目，计分写“只作否决”"
    if item.kind == Kind.DEDUCT and item.code not in ruled:
        yield "计分", f"按扣分计分的，“扣分”表里须有项目 {item.code} 的扣分标准"


def _veto(item: Item, grades: set[str]) -> Iterator[tuple[str, str]]:
    if bool(item.veto_level) != bool(item.veto_effect):
        yield "否决", "否决的级别和效力须同时填写，或都空着"
    if item.veto_effect == Effect.GRADE_CAP:
        if item.veto_cap not in grades:
            said = (
                f"“分数线”表里没有 {item.veto_cap}" if item.veto_cap else "限制等级的须写明最高等级"
            )
            yield "否决后最高等级", said
    elif item.veto_cap:
        yield "否决后最高等级", "只有限制等级的否决才写最高等级"


def _rules(edition: Edition, at: Places) -> Iterator[Problem]:
    elements = {each.code for each in edition.elements}
    items = {item.code: item for item in edition.items}
    for index, rule in enumerate(edition.rules):
        for column, problem in _rule(rule, elements, items):
            yield Problem(RULES, at.row(RULES, index), column, problem)


def _rule(rule: Rule, elements: set[str], items: dict[str, Item]) -> Iterator[tuple[str, str]]:
    item = items.get(rule.item)
    if rule.element not in elements:
        yield "要素编号", f"“要素”表里没有 {rule.element}"
    if rule.item and item is None:
        yield "项目编号", f"“项目”表里没有 {rule.item}"
    if item and item.element != rule.element:
        yield "项目编号", f"项目 {rule.item} 属于要素 {item.element}，不属于 {rule.element}"
    if item and item.kind != Kind.DEDUCT:
        yield "项目编号", f"项目 {rule.item} 不按扣分计分，不能有扣分标准"
    if not rule.points:
        yield "扣分", "须大于 0"
    if rule.cap is not None and not rule.cap:
        yield "最多扣", "须大于 0；没有上限的空着"


def _grades(edition: Edition, at: Places) -> Iterator[Problem]:
    steps = edition.thresholds
    if not steps and edition.head.purpose == Purpose.REVIEW:
        yield Problem(THRESHOLDS, None, "等级", "评审用的标准至少要有一个等级")
    for index, (better, worse) in enumerate(itertools.pairwise(steps), start=1):
        if worse.min_score > better.min_score:
            said = f"等级从高到低写，{worse.grade}的最低分不能高于{better.grade}的"
            yield Problem(THRESHOLDS, at.row(THRESHOLDS, index), "最低分", said)
    for index, step in enumerate(steps):
        for column, value in (("最低分", step.min_score), ("各要素最低得分率", step.element_min)):
            if value is not None and value > _HUNDRED:
                yield Problem(THRESHOLDS, at.row(THRESHOLDS, index), column, "不能超过 100")
    yield from _performance(edition, at)


def _performance(edition: Edition, at: Places) -> Iterator[Problem]:
    known = {step.grade for step in edition.thresholds}
    for index, rule in enumerate(edition.performance):
        if rule.grade not in known:
            row = at.row(PERFORMANCE, index)
            yield Problem(PERFORMANCE, row, "等级", f"“分数线”表里没有 {rule.grade}")


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
