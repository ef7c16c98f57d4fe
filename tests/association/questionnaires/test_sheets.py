"""Many responses as a workbook that opens in Excel."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from association.questionnaires import sheets, showing, writing
from association.questionnaires.asking import Kind
from association.questionnaires.sheets import Row
from tests.factories import questionnaires as make
from tests.factories import texts

pytestmark = pytest.mark.django_db


def test_each_response_is_a_line_and_each_open_table_a_sheet(lin):
    row = writing.begin(make.frozen(), by=lin)
    plan = row.questionnaire.questions.get(label="方案")
    writing.attach(row, plan, upload=texts.upload(), by=lin)
    typed = {**make.TYPED, "q7": [["张三", "13800000000", "12"], ["=1+1", "13900000000", ""]]}
    writing.keep(row, values=typed, saves=0, by=lin)
    content = sheets.workbook(
        row.questionnaire, [Row(["甲单位"], row), Row(["乙单位"], None)], lead=["单位"]
    )
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["汇总", "名单"]
    title, headers, first, second = book["汇总"].iter_rows(values_only=True)
    assert title[0] == "活动情况"
    assert headers[:4] == ("单位", "单位简介", "参加人数（人）", "开展日期")
    assert first[2] == 35
    assert first[3].date() == date(2026, 6, 6)
    assert first[5] == "讲座、演练"
    assert first[8] == "十分钟班前会.docx"
    assert second == ("乙单位", *[None] * 8)
    names = [list(each) for each in book["名单"].iter_rows(values_only=True)]
    assert names[1] == ["甲单位", 1, "张三", "13800000000", 12]
    assert book["名单"]["C3"].data_type == "s"


def test_a_table_with_named_rows_stands_in_the_line(lin):
    table = {
        "label": "指标", "kind": Kind.GRID, "rows": ["讲座", "演练"],
        "columns": [{"label": "场次", "kind": Kind.NUMBER, "unit": "场"}],
    }  # fmt: skip
    row = writing.begin(make.frozen(questions=(table,)), by=lin)
    writing.keep(row, values={"q1": [["3"], [""]]}, saves=0, by=lin)
    content = sheets.workbook(row.questionnaire, [Row(["甲单位"], row)], lead=["单位"])
    _, headers, line = load_workbook(io.BytesIO(content))["汇总"].iter_rows(values_only=True)
    assert headers == ("单位", "讲座 场次（场）", "演练 场次（场）")
    assert line == ("甲单位", 3, None)
    shown = showing.lines(row)[0].table
    assert [(name, [cell for _, cell in cells]) for name, cells in shown.rows] == [
        ("讲座", ["3"]), ("演练", [""]),
    ]  # fmt: skip
