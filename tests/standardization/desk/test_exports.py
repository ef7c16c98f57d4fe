"""What goes out as a workbook: as narrowed on the screen, and kept in the audit."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from association.base import clock
from association.base.models import AuditEntry
from standardization.models import (
    Case,
)
from standardization.statements import board
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make
from tests.standardization.desk.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.at(TODAY):
        yield


def workbook(staff: Client, name: str, **params: str) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in row] for row in cells(staff, name, **params)]
    return [dict(zip(rows[1], row, strict=True)) for row in rows[2:]]


def cells(staff: Client, name: str, **params: str) -> list[Any]:
    answer: Any = staff.get(reverse(f"admin:standardization_{name}_workbook"), params)
    assert answer.status_code == 200
    content = b"".join(answer)
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


def test_cases_go_out_as_they_are_narrowed_and_the_audit_keeps_it(
    busy: dict[str, Case], staff: Client
) -> None:
    rows = workbook(staff, "cases", state="all", late="company")
    assert [row["案件编号"] for row in rows] == [busy["mending"].number]
    assert rows[0]["企业"] == "北京安泰晨岭建材有限公司"
    entry = AuditEntry.objects.get(action="导出标准化案件")
    assert entry.actor == cast.person("safety")
    assert entry.after == {"条数": 1, "条件": "state=all，late=company"}


def test_findings_go_out_with_what_was_done_about_them(
    busy: dict[str, Case], staff: Client
) -> None:
    rows = workbook(staff, "findings", stands="every", year="2023")
    assert len(rows) == 6
    closed = next(row for row in rows if row["状态"] == "已销号")
    assert (closed["整改措施"], closed["验收"]) == ("更换跨接线", "通过")
    waiting = next(row for row in rows if row["第几次整改"] is None)
    assert waiting["验收"] is None


def test_numbers_of_telephones_go_to_who_keeps_the_pool_alone(
    client_for: ClientFor, staff: Client
) -> None:
    expert = make.expert("=顾言")
    kept = workbook(staff, "experts")
    row = next(each for each in kept if "顾言" in each["姓名"])
    assert row["手机"] == expert.mobile
    assert "手机" not in workbook(client_for("head"), "experts")[0]


def test_what_looks_like_a_formula_stays_a_text(staff: Client) -> None:
    make.expert("=1+1")
    found = [row[0] for row in cells(staff, "experts") if "1+1" in str(row[0].value)]
    assert [cell.data_type for cell in found] == ["s"]
    assert found[0].value.startswith("'")


def test_grades_go_out_with_what_lacks(busy: dict[str, Case], staff: Client) -> None:
    rows = {row["等级编号"]: row for row in workbook(staff, "grades", within="30")}
    assert list(rows) == ["AL-DJ-2020-00001"]
    assert rows["AL-DJ-2020-00001"]["年度自评未交"] == "第 1 年、第 2 年、第 3 年"
    assert rows["AL-DJ-2020-00001"]["现状"] == "有效"


def test_the_board_goes_out_as_it_is_on_the_page(busy: dict[str, Case], staff: Client) -> None:
    rows = workbook(staff, "board", year="2023")
    assert {row["状态"]: row["合计"] for row in rows} == {
        line.label: line.total.count for line in board.funnel(2023)
    }
    assert AuditEntry.objects.filter(action="导出标准化统计").exists()


@pytest.mark.parametrize("name", ["cases", "findings", "grades"])
def test_a_workbook_takes_no_query_a_row(
    busy: dict[str, Case], name: str, staff: Client, django_assert_max_num_queries: Any
) -> None:
    params = {"cases": {"state": "all"}, "findings": {"stands": "every"}, "grades": {}}[name]
    workbook(staff, name, **params)
    with django_assert_max_num_queries(14):
        workbook(staff, name, **params)
