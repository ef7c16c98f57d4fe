from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standardization.models import Case
from standardization.reports import alike, contents
from tests.factories import reports

ONE = "储罐区防雷接地完好，每月由专人检查并记录，跨接线没有断开。"


def test_the_same_text_is_wholly_alike_and_another_is_not() -> None:
    assert alike.per_cent(ONE, ONE) == Decimal("100.0")
    assert alike.per_cent(ONE, "实验室废液分类存放，标签齐全，柜门上锁") == 0


def test_half_of_it_is_by_shingles() -> None:
    # Nine shingles of the one, four of the other among them.
    assert alike.per_cent("甲乙丙丁戊己庚辛壬癸子丑寅", "甲乙丙丁戊己庚辛") == Decimal("44.4")


@pytest.mark.parametrize("text", ["", "四个字内"])
def test_what_is_too_short_is_like_nothing(text: str) -> None:
    assert alike.per_cent(text, text) == 0


def test_names_figures_and_days_do_not_count() -> None:
    known = ["北京安泰有限公司", "安泰"]
    first = alike.bare(["北京安泰有限公司2026年3月1日检查了储罐区12处"], without=known)
    second = alike.bare(["2025年11月30日检查了储罐区3处"], without=[])
    assert first == second == "年月日检查了储罐区处"


@given(
    st.text(alphabet="储罐区完好检查", max_size=40), st.text(alphabet="储罐区完好检查", max_size=40)
)
def test_it_is_the_same_from_both_sides_and_between_0_and_100(one: str, other: str) -> None:
    found = alike.per_cent(one, other)
    assert found == alike.per_cent(other, one)
    assert 0 <= found <= 100


@pytest.mark.django_db
def test_the_company_its_places_and_the_standards_sentences_are_left_out() -> None:
    case: Case = reports.reviewed()
    report = reports.written(case)
    item = case.standards.get().version.items.first()
    report.overview = f"{case.member.name}位于{case.sites.get().address}。{item.text}。自有内容在此"
    text = contents.compared(report)
    for known in (case.member.name, case.sites.get().address, item.text):
        assert known not in text
    assert "自有内容在此" in text
