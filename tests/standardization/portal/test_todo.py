"""What a company's first page says of reviews."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import clock, files
from members.models import Member
from standardization.enums import (
    CaseKind,
    CaseState,
    ClockKind,
    FindingState,
    SnapshotKind,
    VisitKind,
    VisitState,
)
from standardization.grades import judging
from standardization.models import AnnualSelfReview, Case, Clock, Gap, GradeRecord
from standardization.portal.todo import todo
from tests.conftest import ClientFor
from tests.factories import cast, papers
from tests.factories import standardization as make
from tests.pages import links, words

pytestmark = pytest.mark.django_db
HOME = reverse("portal")
TODAY = date(2023, 6, 14)


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def shi() -> User:
    return cast.person("safety")


def case_in(state: str, by: User, **more: Any) -> Case:
    return make.case(cast.company("antai"), by=by, state=state, **more)


def term(case: Case, kind: str, due_on: date) -> None:
    Clock.objects.create(
        case=case, kind=kind, started_on=date(2023, 5, 2), working_days=5, due_on=due_on
    )


def titles(member: Member, *, heads: bool = True) -> list[str]:
    return [each["title"] for each in todo(member, heads=heads)]


def test_what_is_to_be_mended_is_one_line_with_the_nearest_day(antai: Member, shi: User) -> None:
    case = case_in(CaseState.RECTIFYING, shi)
    for days, state in ((9, "fixing"), (-2, "returned"), (3, "submitted"), (4, "registered")):
        row = make.finding(case, by=shi, state=state)
        row.deadline = TODAY + timedelta(days)
        row.save()
    (told,) = todo(antai, heads=True)
    assert told["title"] == "整改不符合项：2 条"
    assert (told["on"], told["days"]) == (TODAY - timedelta(2), -2)
    assert told["url"] == reverse("standardization:company_findings")


def test_a_correction_says_how_many_are_left_and_until_when(antai: Member, shi: User) -> None:
    case = case_in(CaseState.CORRECTION, shi)
    term(case, ClockKind.CORRECTION, TODAY + timedelta(4))
    for answered_at in (None, None, clock.now()):
        Gap.objects.create(
            case=case,
            text="缺营业执照",
            asked_at=clock.now(),
            answered_at=answered_at,
            answer="已补" if answered_at else "",
        )
    (told,) = todo(antai, heads=True)
    assert told["title"] == "补正申请材料"
    assert "还有 2 项" in told["text"]
    assert told["days"] == 4


@pytest.mark.parametrize(("days", "asked"), [(0, []), (-1, ["提交定级申请"])])
def test_the_application_waits_for_the_notice_inside(
    antai: Member, shi: User, days: int, asked: list[str]
) -> None:
    term(
        case_in(CaseState.INTERNAL_NOTICE, shi),
        ClockKind.INTERNAL_NOTICE,
        TODAY + timedelta(days),
    )
    assert titles(antai) == asked


def test_a_lower_grade_is_asked_of_the_head_alone_until_it_is_taken(
    antai: Member, shi: User
) -> None:
    admin = cast.person("antai_admin")
    case = case_in(CaseState.PANEL, shi)
    make.scored(case, SnapshotKind.REVIEW, "66.0", "三级")
    assert titles(antai) == ["确认较低的等级"]
    assert titles(antai, heads=False) == []
    judging.consent(case, grade="三级", by=admin)
    assert titles(antai) == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (VisitKind.REVIEW, ["迎接现场评审"]),
        (VisitKind.RECHECK, ["迎接现场复核"]),
        (VisitKind.LOOK_BACK, []),
    ],
)
def test_a_visit_is_announced_but_no_look_back(
    antai: Member, shi: User, kind: str, asked: list[str]
) -> None:
    case = case_in(CaseState.RECHECK_PLANNED, shi)
    make.visit(case, by=shi, kind=kind, state=VisitState.READY, on=TODAY + timedelta(6))
    assert titles(antai) == asked


@pytest.mark.parametrize("state", [VisitState.POSTPONED, VisitState.DONE])
def test_one_that_is_over_is_not(antai: Member, shi: User, state: str) -> None:
    make.visit(case_in(CaseState.RECHECKING, shi), by=shi, state=state)
    assert titles(antai) == []


def graded(shi: User, *, end: date) -> GradeRecord:
    case = case_in(CaseState.ANNOUNCED, shi)
    return GradeRecord.objects.create(
        number="AL-DJ-2021-00001",
        member=case.member,
        case=case,
        version=case.standards.get().version,
        grade="二级",
        start=date(end.year - 3, end.month, end.day) + timedelta(1),
        end=end,
        announcement="示例公告第 1 号",
        announced_by=shi,
        announced_at=clock.now(),
    )


def reviewed(record: GradeRecord, year: int, by: User) -> None:
    AnnualSelfReview.objects.create(
        record=record,
        year=year,
        score=80,
        file=files.keep(papers.licence(), by=by),
        by=by,
        at=clock.now(),
    )


@pytest.mark.parametrize(("days", "asked"), [(61, []), (60, [1]), (-5, [1])])
def test_a_self_review_is_shown_two_months_before_its_day_and_after(
    antai: Member, shi: User, days: int, asked: list[int]
) -> None:
    graded(shi, end=date(2025, 6, 14) + timedelta(days))
    assert titles(antai) == [f"提交第 {year} 年自评报告" for year in asked]


def test_who_handed_it_in_is_not_asked(antai: Member, shi: User) -> None:
    record = graded(shi, end=date(2025, 6, 24))
    reviewed(record, 1, shi)
    assert titles(antai) == []


@pytest.mark.parametrize(
    ("end", "asked"),
    [(date(2023, 9, 13), True), (date(2023, 9, 14), False), (date(2023, 6, 14), True)],
)
def test_renewal_is_offered_in_its_window(antai: Member, shi: User, end: date, asked: bool) -> None:
    record = graded(shi, end=end)
    for year in (1, 2, 3):
        reviewed(record, year, shi)
    assert titles(antai) == (["申请复评：二级快到期"] if asked else [])


def test_who_is_renewing_is_not_asked_to(antai: Member, shi: User) -> None:
    record = graded(shi, end=date(2023, 7, 30))
    for year in (1, 2, 3):
        reviewed(record, year, shi)
    case_in(CaseState.MATERIAL_REVIEW, shi, kind=CaseKind.RENEWAL)
    assert titles(antai) == []


@pytest.mark.parametrize("state", [CaseState.WITHDRAWN, CaseState.TERMINATED])
def test_a_case_that_is_over_asks_nothing(antai: Member, shi: User, state: str) -> None:
    case = case_in(state, shi)
    make.visit(case, by=shi, state=VisitState.PLANNED)
    assert titles(antai) == []


def everything(shi: User) -> None:
    case = case_in(CaseState.RECTIFYING, shi)
    for _ in range(5):
        make.finding(case, by=shi, state=FindingState.FIXING)
    make.visit(case, by=shi, kind=VisitKind.VERIFICATION, state=VisitState.PLANNED)
    correcting = case_in(CaseState.CORRECTION, shi)
    term(correcting, ClockKind.CORRECTION, TODAY + timedelta(3))
    graded(shi, end=date(2023, 7, 30))


def test_the_nearest_day_comes_first_on_the_page_and_nothing_is_anothers(
    client_for: ClientFor, shi: User
) -> None:
    everything(shi)
    page = client_for("antai_admin").get(HOME)
    text = words(page)
    asked = ["提交第 1 年", "提交第 2 年", "迎接整改现场验证", "补正申请材料", "整改不符合项"]
    assert sorted(asked, key=text.index) == asked
    assert reverse("standardization:company_findings") in links(page)
    other = words(client_for("guanghe_admin").get(HOME))
    assert not any(each in other for each in asked)


def test_the_page_takes_no_more_queries_for_it(
    client_for: ClientFor, shi: User, django_assert_max_num_queries: Any
) -> None:
    everything(shi)
    browser = client_for("antai_admin")
    browser.get(HOME)
    with django_assert_max_num_queries(15):
        browser.get(HOME)
