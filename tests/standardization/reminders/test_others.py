"""Visits by the rule set in force, grades, self-reviews, supervision, looks back."""

from datetime import date, timedelta

import pytest

from association.accounts.models import User
from association.base import clock, files
from association.base.models import OutboxRow
from standardization.enums import (
    AssignmentState,
    CaseKind,
    CaseState,
    Duty,
    FindingState,
    Severity,
    VisitState,
)
from standardization.models import (
    AnnualSelfReview,
    Assignment,
    Case,
    Expert,
    GradeRecord,
    Listing,
    LookBack,
    ReadinessRuleSet,
    ReviewReminderRule,
    RevocationGround,
    Visit,
)
from standardization.reminders import turns
from tests.factories import cast, papers
from tests.factories import standardization as make
from tests.standardization.reminders.conftest import TODAY, spoke

pytestmark = pytest.mark.django_db


def said(code: str) -> OutboxRow:
    return OutboxRow.objects.get(rule=f"review.{code}", channel="portal")


@pytest.fixture
def shi() -> User:
    cast.person("antai_admin")
    return cast.person("safety")


@pytest.fixture
def case(shi: User) -> Case:
    row = make.case(cast.company("antai"), by=shi, state=CaseState.RECHECK_PLANNED)
    Case.objects.filter(pk=row.pk).update(officer=shi)
    return Case.objects.get(pk=row.pk)


# --- Before a visit ---------------------------------------------------------------------------------
@pytest.fixture
def visit(case: Case, shi: User) -> Visit:
    cast.person("general")
    expert = Expert.objects.get(user=cast.person("expert"))
    make.assignment(case, expert, by=shi, duty=Duty.RECHECK_LEADER)
    return make.visit(case, by=shi, state=VisitState.PLANNED, on=TODAY + timedelta(2))


def in_force() -> None:
    ReadinessRuleSet.objects.update(active=True)


def test_without_a_norm_in_force_nothing_is_asked_for(visit: Visit) -> None:
    for days in (0, 1, 2):
        with clock.at(f"2020-06-{10 + days}T10:00"):
            turns.remind()
    assert spoke() == []


def test_the_car_two_days_the_supplies_one_the_papers_on_the_day(visit: Visit) -> None:
    in_force()
    turns.remind()
    assert spoke() == ["car-2"]
    with clock.at("2020-06-11T10:00"):
        turns.remind()
    assert spoke() == ["car-2", "supplies-1", "supplies-1-officer"]
    assert said("supplies-1").person == cast.person("general")
    assert "每人一只" in said("supplies-1").body
    assert "/admin/standardization/vehicles/" in said("supplies-1").body
    with clock.at("2020-06-12T10:00"):
        turns.remind()
    assert spoke()[3:] == ["health-day", "health-day-officer"]
    assert said("health-day").person == cast.person("expert")
    assert "近一个月行程" in said("health-day").body


def test_an_expert_recused_since_is_not_asked_for_papers(visit: Visit) -> None:
    in_force()
    Assignment.objects.update(state=AssignmentState.RECUSED)
    with clock.at("2020-06-12T10:00"):
        turns.remind()
    assert not OutboxRow.objects.filter(person=cast.person("expert")).exists()


def test_a_visit_that_could_not_be_held_asks_for_nothing(visit: Visit) -> None:
    in_force()
    Visit.objects.update(state=VisitState.POSTPONED)
    turns.remind()
    assert spoke() == []


# --- A grade's life ---------------------------------------------------------------------------------
def graded(case: Case, *, end: date) -> GradeRecord:
    Case.objects.filter(pk=case.pk).update(state=CaseState.ANNOUNCED)
    return GradeRecord.objects.create(
        number="AL-DJ-2018-00001",
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


def about_grades() -> list[str]:
    return [code for code in spoke() if code.startswith("grade")]


@pytest.mark.parametrize(
    ("days", "expected"), [(181, []), (180, ["grade-180"]), (60, ["grade-90"]), (3, ["grade-30"])]
)
def test_the_end_of_a_grade_is_told_in_time(case: Case, days: int, expected: list[str]) -> None:
    graded(case, end=TODAY + timedelta(days))
    turns.remind()
    assert about_grades() == expected


def test_who_has_applied_again_is_not_told(case: Case, shi: User) -> None:
    graded(case, end=TODAY + timedelta(60))
    make.case(case.member, by=shi, kind=CaseKind.RENEWAL)
    turns.remind()
    assert about_grades() == []


def test_a_grade_taken_back_reminds_nobody(case: Case) -> None:
    row = graded(case, end=TODAY + timedelta(60))
    row.ground, row.revoked_on = RevocationGround.objects.first(), TODAY
    row.save()
    turns.remind()
    assert spoke() == []


def test_a_yearly_self_review_is_asked_for_until_it_is_there(case: Case, shi: User) -> None:
    row = graded(case, end=TODAY + timedelta(365 + 365 + 20))  # the first year ends in 20 days
    turns.remind()
    assert spoke() == ["self-30"]
    assert "第 1 年自评" in said("self-30").body
    AnnualSelfReview.objects.create(
        record=row,
        year=1,
        score=80,
        file=files.keep(papers.licence(), by=shi),
        by=shi,
        at=clock.now(),
    )
    with clock.at("2020-07-01T10:00"):
        turns.remind()
    assert spoke() == ["self-30"]


def test_one_that_is_overdue_is_told_a_month_later(case: Case) -> None:
    row = graded(case, end=TODAY + timedelta(365 + 365 - 30))
    turns.remind()
    assert spoke() == ["self-late"]
    assert row.number in said("self-late").body


# --- Supervision and looks back ---------------------------------------------------------------------
@pytest.fixture
def listing(case: Case, shi: User) -> Listing:
    row = make.finding(case, by=shi, state=FindingState.FIXING)
    row.severity, row.deadline = Severity.MAJOR, TODAY + timedelta(100)
    row.save()
    return Listing.objects.create(
        finding=row,
        responsible="安然",
        measures="更换接地装置",
        deadline=TODAY + timedelta(100),
        plan=files.keep(papers.licence(), by=shi),
        listed_by=shi,
        listed_at=clock.now(),
    )


def weekly() -> int:
    return OutboxRow.objects.filter(rule="review.listed-weekly", channel="portal").count()


def test_supervision_is_told_each_week_until_it_is_struck_off(listing: Listing) -> None:
    counted = []
    for day in range(24):
        with clock.at(clock.now() + timedelta(day)):
            turns.remind()
            counted.append(weekly())
    assert counted == [0] * 7 + [1] * 7 + [2] * 7 + [3] * 3
    listing.finding.state = FindingState.CLOSED
    listing.finding.save()
    with clock.at(clock.now() + timedelta(40)):
        turns.remind()
        assert weekly() == 3


def test_weeks_without_a_scheduler_are_made_up_for_once(listing: Listing) -> None:
    with clock.at(clock.now() + timedelta(25)):
        turns.remind()
        turns.remind()
        assert weekly() == 1


def test_what_was_listed_before_the_rule_is_told_too(listing: Listing) -> None:
    with clock.at(clock.now() + timedelta(20)):
        ReviewReminderRule.objects.update(switched_on_at=clock.now())
        turns.remind()
        assert weekly() == 0, "its last day was before the rule"
    with clock.at(clock.now() + timedelta(21)):
        turns.remind()
        assert weekly() == 1


def test_a_look_back_is_told_on_its_day_to_who_handles_the_case(case: Case, shi: User) -> None:
    row = make.finding(case, by=shi, state=FindingState.CLOSED)
    LookBack.objects.create(finding=row, due_on=TODAY + timedelta(1))
    Case.objects.filter(pk=case.pk).update(state=CaseState.ANNOUNCED)
    turns.remind()
    assert spoke() == []
    with clock.at("2020-06-11T10:00"):
        turns.remind()
    assert said("look-day").person == shi
