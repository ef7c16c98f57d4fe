"""The board: every number is the length of the list that it opens."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from standardization import queries
from standardization.desk.queues import queues
from standardization.enums import (
    AnswerState,
    CaseKind,
    CaseState,
    ClockKind,
    VisitKind,
)
from standardization.findings import lists
from standardization.grades import lists as grade_lists
from standardization.models import (
    Answer,
    Case,
    GradeRecord,
    RevocationGround,
    VehicleRequest,
)
from standardization.statements import board
from tests.factories import cast
from tests.factories import standardization as make
from tests.pages import main, words
from tests.standardization.desk.conftest import TODAY, late, mended

pytestmark = pytest.mark.django_db
BOARD = reverse("admin:standardization_board")


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.at(TODAY):
        yield


def vetoed(case: Case, item: Any, *, by: User, confirmed: bool = True) -> None:
    visit = make.visit(case, by=by, kind=VisitKind.REVIEW)
    made = make.answered(visit.checklist, item, by=by, state=AnswerState.FAILS, veto_failed=True)
    if confirmed:
        Answer.objects.filter(pk=made.pk).update(veto_confirmed_by=cast.person("safety_head"))


def listed(staff: Client, name: str, params: dict[str, Any]) -> int:
    """How many rows the list says it has."""
    text = words(staff.get(reverse(f"admin:standardization_{name}"), params))
    empty = ("这里没有案件", "没有这样的不符合项", "没有找到达标等级")
    if any(each in text for each in empty):
        return 0
    return int(text.split("共 ")[1].split()[0])


# --- Numbers and lists ------------------------------------------------------------------------------
def test_every_number_of_the_funnel_is_its_list(busy: dict[str, Case], staff: Client) -> None:
    lines = board.funnel(2023)
    assert sum(line.total.count for line in lines) == len(busy) - 1, "one was begun before"
    assert max(line.width for line in lines) == board.FULL
    for line in lines:
        assert sum(each.count for each in line.by_kind) == line.total.count
        for number in (line.total, *line.by_kind):
            assert listed(staff, "cases", number.params) == number.count


def test_who_is_late_is_told_by_whose_term_it_is(busy: dict[str, Case], staff: Client) -> None:
    told = {row.number.params["late"]: row for row in board.late()}
    assert {who: row.number.count for who, row in told.items()} == {
        "company": 1,
        "organisation": 1,
        "expert": 1,
        "office": 1,
        "bureau": 1,
    }
    assert told["company"].since == TODAY - timedelta(9)
    assert told["organisation"].since == TODAY - timedelta(4), "one case, its oldest term"
    assert told["expert"].since == TODAY - timedelta(3)
    for row in told.values():
        assert listed(staff, "cases", row.number.params) == row.number.count


def test_a_notice_that_was_long_enough_waits_for_the_bureau(
    busy: dict[str, Case], staff: Client
) -> None:
    Case.objects.filter(pk=busy["earlier"].pk).update(state=CaseState.PUBLICITY)
    (bureau,) = [row for row in board.late() if row.number.params["late"] == "bureau"]
    assert bureau.number.count == 2
    assert listed(staff, "cases", bureau.number.params) == 2


def test_vetoes_are_counted_once_a_case_and_confirmed(
    shi: User, staff: Client, django_assert_num_queries: Any
) -> None:
    version = make.published()
    item = version.items.get(code="2.3")
    cases = [
        make.case(cast.company(key), by=shi, state=CaseState.REVIEWING, version=version)
        for key in ("antai", "guanghe", "hengyuan")
    ]
    vetoed(cases[0], item, by=shi)
    vetoed(cases[1], item, by=shi)
    vetoed(cases[2], item, by=shi, confirmed=False)
    (row,) = board.vetoes()
    assert (row.code, row.number.count, row.width) == ("2.3", 2, board.FULL)
    assert listed(staff, "cases", row.number.params) == 2
    with clock.at(TODAY + timedelta(366)):
        assert board.vetoes() == []


def test_how_findings_were_mended_is_told_by_organisation(
    busy: dict[str, Case], staff: Client
) -> None:
    rows = {row.name: row for row in board.organisations(2023)}
    of = rows["北京云岭评审技术服务有限公司"]
    counts = {
        name: getattr(of, name).count
        for name in ("cases", "returned", "findings", "closed", "in_time", "late")
    }
    assert counts == {
        "cases": 3, "returned": 0, "findings": 5, "closed": 3, "in_time": 2, "late": 2,
    }  # fmt: skip
    assert of.rate == 60
    other = rows["北京栖岭评审技术有限公司"]
    assert (other.cases.count, other.returned.count, other.rate) == (2, 1, 0)
    for row in rows.values():
        for number in (row.cases, row.returned):
            assert listed(staff, "cases", number.params) == number.count
        for number in (row.findings, row.closed, row.in_time, row.late):
            assert listed(staff, "findings", number.params) == number.count


def test_in_time_is_until_the_end_of_the_day_in_beijing(shi: User) -> None:
    case = make.case(cast.company("antai"), by=shi, state=CaseState.RECTIFYING)
    with clock.at("2023-06-14T23:30"):
        mended(make.finding(case, by=shi), days=0, by=cast.person("safety_head"))
    assert lists.standing("in_time", year=None, organisation=None).count() == 1
    assert lists.standing("late", year=None, organisation=None).count() == 0


def test_the_grades_that_end_and_the_self_reviews_that_lack(
    busy: dict[str, Case], staff: Client
) -> None:
    numbers = board.endings()
    assert [each.count for each in numbers] == [1, 2, 2]
    assert board.self_reviews().count == 2, "of the third the first year still runs"
    for number in (*numbers, board.self_reviews()):
        assert listed(staff, "grades", number.params) == number.count


def test_a_grade_that_was_taken_back_ends_no_more(busy: dict[str, Case]) -> None:
    GradeRecord.objects.update(revoked_on=TODAY, ground=RevocationGround.objects.first())
    assert [each.count for each in board.endings()] == [0, 0, 0]
    assert grade_lists.self_review_overdue() == []


# --- The page ---------------------------------------------------------------------------------------
def test_every_number_on_the_page_opens_a_list(busy: dict[str, Case], staff: Client) -> None:
    page = staff.get(BOARD)
    text = words(page)
    assert "评审整改" in text
    assert "企业 1 2023年6月5日" in text
    assert "60%" in text
    links = main(page).count("/admin/standardization/cases/?")
    assert links == 5 + 7 * (1 + len(CaseKind)) + 2 * 2 + 0


def test_another_year_shows_its_own_cases(busy: dict[str, Case], staff: Client) -> None:
    text = words(staff.get(BOARD, {"year": "2022"}))
    assert "2022 年建立" in text
    assert "综合审定" in text
    assert "评审整改" not in text


@pytest.mark.parametrize("wrong", ["abc", "0000", "99999", "٣", "9" * 40])
def test_what_is_no_year_is_passed_over(staff: Client, wrong: str) -> None:
    asked = {"year": wrong, "organisation": wrong, "veto": wrong, "stands": "every"}
    pages = ("board", "cases", "findings", "grades", "board_workbook", "findings_workbook")
    for name in pages:
        assert staff.get(reverse(f"admin:standardization_{name}"), asked).status_code == 200


def test_the_board_takes_the_same_queries_however_much_there_is(
    busy: dict[str, Case], staff: Client, shi: User, django_assert_max_num_queries: Any
) -> None:
    staff.get(BOARD)
    with django_assert_max_num_queries(18):
        staff.get(BOARD)
    for _ in range(6):
        more = make.case(
            cast.company("hengyuan"), by=shi, state=CaseState.PANEL,
            organisation=make.organisation(),
        )  # fmt: skip
        late(more, ClockKind.REVIEW)
        make.finding(more, by=shi)
    with django_assert_max_num_queries(18):
        staff.get(BOARD)


def test_an_empty_portal_has_an_empty_board(staff: Client) -> None:
    text = words(staff.get(BOARD))
    assert "这一年还没有案件" in text
    assert "近 12 个月没有触发否决项" in text


def test_a_condition_of_the_board_is_shown_and_can_be_taken_off(
    busy: dict[str, Case], staff: Client
) -> None:
    org = cast.organisation("yunling")
    page = staff.get(
        reverse("admin:standardization_cases"),
        {"state": "all", "year": "2023", "organisation": org.pk, "returned": "1"},
    )
    text = words(page)
    assert "建立年份：2023" in text
    assert f"评审单位：{org.name}" in text
    assert "评审报告：退回过" in text


def test_the_workbench_says_who_is_late_and_what_ends(busy: dict[str, Case], shi: User) -> None:
    told = {row.word: row for row in queues(shi)}
    late = told["标准化期限已逾期"]
    assert (late.count, late.note) == (3, "企业 1、评审单位 1、联合会 1，最早应于 6月5日")
    ending = told["标准化等级快到期"]
    assert (ending.count, ending.note) == (2, "90 天内")


def test_cars_that_wait_are_a_line_for_who_answers_them(shi: User) -> None:
    general = cast.person("general")
    case = make.case(cast.company("antai"), by=shi, state=CaseState.RECHECK_PLANNED)
    VehicleRequest.objects.create(
        visit=make.visit(case, by=shi), needed_at=clock.now(), people=4, purpose="现场复核",
        asked_by=shi, asked_at=clock.now(),
    )  # fmt: skip
    (line,) = [row for row in queues(general) if row.word == "公务用车待审批"]
    assert (line.count, line.url) == (1, reverse("admin:standardization_vehicles"))
    assert all(row.word != "公务用车待审批" for row in queues(shi))


def test_the_years_are_those_with_a_case(busy: dict[str, Case]) -> None:
    assert board.years() == [2023, 2022]
    assert queries.veto_since() == TODAY - timedelta(365)
    assert Decimal(board.FULL) == 100
