"""The board: every number is the length of the list that it opens."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from association.accounts.models import User
from association.base import clock
from association.base.models import AuditEntry
from standardization import queries
from standardization.desk.queues import queues
from standardization.enums import (
    AnswerState,
    AssignmentState,
    CaseKind,
    CaseState,
    ClockKind,
    FindingState,
    VisitKind,
)
from standardization.findings import lists
from standardization.grades import lists as grade_lists
from standardization.models import (
    Answer,
    Assignment,
    Case,
    Clock,
    Expert,
    Finding,
    GradeRecord,
    Proposal,
    Rectification,
    RevocationGround,
    VehicleRequest,
    Verification,
)
from standardization.statements import board
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make
from tests.pages import main, words

pytestmark = pytest.mark.django_db
TODAY = date(2023, 6, 14)
BOARD = reverse("admin:standardization_board")


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def shi() -> User:
    return cast.person("safety")


@pytest.fixture
def staff(client_for: ClientFor) -> Client:
    return client_for("safety")


def late(case: Case, kind: str, days: int = 1) -> None:
    Clock.objects.create(
        case=case,
        kind=kind,
        started_on=date(2023, 1, 4),
        working_days=5,
        due_on=TODAY - timedelta(days),
    )


def mended(finding: Finding, *, days: int, by: User, passed: bool = True) -> None:
    """Handed in so many days before (negative: after) its deadline, and looked at."""
    handed_in = Rectification.objects.create(
        finding=finding,
        round=1,
        measures="更换跨接线",
        done_on=TODAY,
        by_name="安然",
        at=clock.now(),
    )
    finding.deadline = TODAY + timedelta(days)
    finding.state = FindingState.CLOSED if passed else FindingState.RETURNED
    finding.save()
    Verification.objects.create(
        rectification=handed_in,
        method=Verification.Method.PAPER,
        passed=passed,
        note="看过照片",
        by=by,
        at=clock.now(),
    )


def graded(case: Case, *, end: date, number: str) -> GradeRecord:
    return GradeRecord.objects.create(
        number=number,
        member=case.member,
        case=case,
        version=case.standards.get().version,
        grade="二级",
        start=date(end.year - 3, end.month, end.day) + timedelta(1),
        end=end,
        announcement="示例公告第 1 号",
        announced_by=case.created_by,
        announced_at=clock.now(),
    )


@pytest.fixture
def busy(shi: User) -> dict[str, Case]:
    """A year with something of everything."""
    antai, guanghe = cast.company("antai"), cast.company("guanghe")
    yunling, other = cast.organisation("yunling"), make.organisation("北京栖岭评审技术有限公司")
    cases = {
        "mending": make.case(antai, by=shi, state=CaseState.RECTIFYING, organisation=yunling),
        "reviewing": make.case(guanghe, by=shi, state=CaseState.REVIEWING, organisation=yunling),
        "checking": make.case(antai, by=shi, state=CaseState.SUBMITTED, kind=CaseKind.RENEWAL),
        "audited": make.case(guanghe, by=shi, state=CaseState.REPORTING, organisation=other),
        "bureau": make.case(guanghe, by=shi, state=CaseState.AUTHORITY_CONFIRM),
        "done": make.case(antai, by=shi, state=CaseState.ANNOUNCED, organisation=other),
        "failed": make.case(guanghe, by=shi, state=CaseState.FAILED, organisation=yunling),
    }
    with clock.at(date(2022, 5, 5)):
        cases["earlier"] = make.case(antai, by=shi, state=CaseState.PANEL, organisation=yunling)
    late(cases["mending"], ClockKind.RECTIFICATION, 9)
    late(cases["reviewing"], ClockKind.REVIEW, 4)
    late(cases["reviewing"], ClockKind.VERIFICATION, 2)
    late(cases["checking"], ClockKind.CHECK)
    late(cases["earlier"], ClockKind.PUBLICITY)  # has to last, nobody is late
    late(cases["failed"], ClockKind.REVIEW)  # is over
    expert = Expert.objects.get(user=cast.person("expert"))
    duty = make.assignment(cases["reviewing"], expert, by=shi)
    Assignment.objects.filter(pk=duty.pk).update(
        respond_by=TODAY - timedelta(9), deliver_by=TODAY - timedelta(3)
    )
    recused = make.assignment(cases["mending"], expert, by=shi, state=AssignmentState.RECUSED)
    Assignment.objects.filter(pk=recused.pk).update(
        respond_by=TODAY - timedelta(9), deliver_by=TODAY - timedelta(3)
    )
    head = cast.person("safety_head")
    for _ in range(2):
        Proposal.objects.create(
            case=cases["audited"], verb="return_report", reason="缺重点部位", asked_by=shi,
            asked_at=clock.now(), granted=True, decided_by=head, decided_at=clock.now(),
        )  # fmt: skip
    for days, passed in ((3, True), (0, True), (-1, True), (2, False)):
        mended(make.finding(cases["mending"], by=shi), days=days, by=head, passed=passed)
    waiting = make.finding(cases["mending"], by=shi)
    waiting.deadline = TODAY - timedelta(2)
    waiting.save()
    make.finding(cases["audited"], by=shi, state=FindingState.VERIFIED)
    graded(cases["done"], end=TODAY + timedelta(20), number="AL-DJ-2020-00001")
    graded(cases["earlier"], end=TODAY + timedelta(80), number="AL-DJ-2020-00002")
    graded(cases["failed"], end=date(2026, 6, 30), number="AL-DJ-2023-00003")
    return cases


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
    assert lists.standing("in_time", year="", organisation="").count() == 1
    assert lists.standing("late", year="", organisation="").count() == 0


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
    assert staff.get(BOARD, {"year": "abc"}).status_code == 200


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


# --- Workbooks --------------------------------------------------------------------------------------
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


def test_the_years_are_those_with_a_case(busy: dict[str, Case]) -> None:
    assert board.years() == [2023, 2022]
    assert queries.veto_since() == TODAY - timedelta(365)
    assert Decimal(board.FULL) == 100
