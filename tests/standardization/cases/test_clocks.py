"""Terms in working days: over the Spring Festival, into a year that nobody knows, stopped and
resumed."""

from datetime import date

import pytest

from association.accounts.models import User
from association.base import clock, workdays
from association.base.models import CalendarDay
from standardization.cases import clocks
from standardization.enums import CaseState, ClockKind
from standardization.models import Case, ClockTerm
from tests.factories import cast
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db
K = ClockKind


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def case(shi: User) -> Case:
    return make.case(cast.company("antai"), by=shi, state=CaseState.CORRECTION)


def begin(case: Case, kind: ClockKind = K.RECTIFICATION) -> None:
    clocks.start(case, kind, calendar=workdays.calendar())


def test_every_term_is_known_to_an_empty_portal_and_none_as_verified() -> None:
    assert set(ClockTerm.objects.values_list("kind", flat=True)) == set(K.values)
    assert not ClockTerm.objects.filter(verified=True).exists()
    assert all("待核实" in term.source for term in ClockTerm.objects.all())


def test_a_term_reaches_over_the_spring_festival(case: Case) -> None:
    # 2020: off from 24 January to 2 February (extended that year); 19 January is made up for.
    with clock.at("2020-01-20"):
        begin(case, K.CORRECTION)
    assert case.clocks.get().due_on == date(2020, 2, 4)


def test_today_does_not_count_and_the_last_day_does(case: Case) -> None:
    with clock.at("2020-06-01"):  # a Monday
        begin(case, K.CORRECTION)
    row = case.clocks.get()
    assert row.due_on == date(2020, 6, 8)
    with clock.at("2020-06-08"):
        (standing,) = clocks.standings([row])
        assert (standing.words, standing.overdue) == ("今天到期", False)
    with clock.at("2020-06-10"):
        (standing,) = clocks.standings([row])
        assert (standing.words, standing.overdue) == ("已逾期 2 个工作日", True)


def test_late_on_a_saturday_is_late(case: Case) -> None:
    with clock.at("2020-05-29"):
        begin(case, K.CORRECTION)
    row = case.clocks.get()
    assert row.due_on == date(2020, 6, 5)  # a Friday
    with clock.at("2020-06-06"):
        assert clocks.standings([row])[0].overdue


def test_standing_still_it_keeps_the_days_that_were_left(case: Case) -> None:
    calendar = workdays.calendar()
    with clock.at("2020-06-01"):
        begin(case)
        assert case.clocks.get().due_on == date(2020, 6, 30)  # 25 and 26 June are off, 28 isn't
    with clock.at("2020-06-22"):
        left = calendar.between(date(2020, 6, 22), date(2020, 6, 30))
        clocks.pause(case, K.RECTIFICATION, calendar=calendar)
    row = case.clocks.get()
    assert row.left == left
    with clock.at("2020-09-01"):
        assert clocks.standings([row])[0].words == f"停算，还剩 {left} 个工作日"
        clocks.resume(case, K.RECTIFICATION, calendar=calendar)
        row.refresh_from_db()
        assert clocks.standings([row])[0].left == left
    assert row.due_on == calendar.after(date(2020, 9, 1), left)


def test_paused_twice_it_loses_nothing(case: Case) -> None:
    calendar = workdays.calendar()
    with clock.at("2020-06-01"):
        begin(case)
    with clock.at("2020-06-08"):
        clocks.pause(case, K.RECTIFICATION, calendar=calendar)
    left = case.clocks.get().left
    with clock.at("2020-06-15"):
        clocks.pause(case, K.RECTIFICATION, calendar=calendar)
    assert case.clocks.get().left == left


def test_handed_in_on_the_last_day_and_returned_there_is_one_day_more(case: Case) -> None:
    calendar = workdays.calendar()
    with clock.at("2020-06-01"):
        begin(case)
    with clock.at("2020-06-30"):
        clocks.pause(case, K.RECTIFICATION, calendar=calendar)
    with clock.at("2020-07-01"):
        clocks.resume(case, K.RECTIFICATION, calendar=calendar)
    assert case.clocks.get().due_on == date(2020, 7, 2)


def test_an_extension_is_added_to_the_last_day(case: Case, shi: User) -> None:
    with clock.at("2020-06-01"):
        begin(case)
        row = clocks.extend(case, K.RECTIFICATION, by=shi, reason="配件未到")
    assert row.due_on == workdays.calendar().after(date(2020, 6, 30), 20)


def test_in_a_year_nobody_entered_the_screen_says_so(case: Case) -> None:
    CalendarDay.objects.filter(day__year=2021).delete()
    with clock.at("2020-12-28"):
        begin(case)
        (standing,) = clocks.standings(case.clocks.all())
    assert standing.unknown == (2021,)
    assert "2021 年放假安排尚未登记" in standing.warning
    assert "可能更早，也可能更晚" in standing.warning
    assert "国务院" in standing.warning
    assert "放假与调休" in standing.warning


def test_a_closed_case_has_no_clock_that_runs(case: Case) -> None:
    begin(case, K.CORRECTION)
    case.state = CaseState.WITHDRAWN
    clocks.follow(case, "withdraw")
    assert not clocks.running(case).exists()


def test_every_clock_is_started_by_some_step_and_stopped_by_some() -> None:
    changes = clocks.STEPS.values()
    assert {kind for change in changes for kind in change.start} == set(K)
    stopped = {kind for verb, one in clocks.STEPS.items() if verb != "redo" for kind in one.finish}
    assert stopped | {K.PUBLICITY} == set(K)  # publicity ends with the case
