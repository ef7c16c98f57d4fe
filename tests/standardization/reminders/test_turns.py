"""Who hears of what when: offsets as rows, nothing lost, nothing twice."""

from datetime import timedelta
from typing import Any

import pytest

from association.accounts.models import User
from association.base import clock, workdays
from association.base.models import OutboxRow
from standardization.cases import clocks, timers
from standardization.enums import (
    AssignmentState,
    CaseState,
    ClockKind,
    ExpertState,
)
from standardization.models import (
    Case,
    Expert,
    ReviewReminder,
    ReviewReminderRule,
)
from standardization.reminders import turns
from tests.factories import accounts, cast
from tests.factories import members as make_members
from tests.factories import standardization as make
from tests.standardization.reminders.conftest import TODAY, found, later, only, overdue, sent, spoke

pytestmark = pytest.mark.django_db
S, A = CaseState, AssignmentState


# --- Nothing lost, nothing twice --------------------------------------------------------------------
def test_two_skipped_days_lose_nothing_and_double_nothing(case: Case) -> None:
    found(case, TODAY + timedelta(2))
    with later(2):
        turns.remind()
        turns.remind()
    assert spoke() == ["mending-day"], "the latest speaks for those that were missed"
    with later(3):
        turns.remind()
    assert spoke() == ["mending-day"]


def test_what_comes_after_does_not_hang_on_what_comes_before(case: Case) -> None:
    only("mending-day")
    found(case, TODAY)
    turns.remind()
    assert spoke() == ["mending-day"]


def test_each_turn_speaks_once_on_its_day(case: Case) -> None:
    found(case, TODAY + timedelta(5))
    turns.remind()
    for day in range(1, 7):
        with later(day):
            turns.remind()
    assert spoke() == ["mending-5", "mending-1", "mending-day"]


def test_another_deadline_is_another_occasion(case: Case) -> None:
    row = found(case, TODAY + timedelta(5))
    turns.remind()
    row.deadline = TODAY + timedelta(25)
    row.save()
    with later(20):
        turns.remind()
    assert spoke() == ["mending-5", "mending-5"]


def test_what_had_passed_when_the_rule_was_switched_on_is_not_its_matter(case: Case) -> None:
    ReviewReminderRule.objects.update(switched_on_at=clock.now())
    found(case, TODAY - timedelta(1))
    turns.remind()
    assert spoke() == []


def test_nobody_is_woken_up(case: Case) -> None:
    found(case, TODAY)
    for hour in ("07:59", "20:00"):
        with clock.at(f"2020-06-10T{hour}"):
            assert turns.remind() == 0
    with clock.at("2020-06-10T08:00"):
        assert turns.remind() > 0


# --- One message a person, day and rule -------------------------------------------------------------
def test_all_of_a_company_is_in_one_message(case: Case) -> None:
    for days in (5, 4, 3):
        found(case, TODAY + timedelta(days))
    turns.remind()
    (row,) = sent("mending-5")
    assert row.person == cast.person("antai_admin")
    assert "3 条不符合项" in row.subject
    assert "最近的期限是2020年6月13日" in row.body
    assert row.body.count("/portal/review/findings/") == 3
    assert (row.about_type, row.about_id) == ("standardization.case", str(case.pk))


def test_what_comes_up_later_in_the_day_is_in_tomorrows(case: Case) -> None:
    found(case, TODAY + timedelta(5))
    turns.remind()
    found(case, TODAY + timedelta(3))
    turns.remind()
    assert len(sent("mending-5")) == 1
    with later(1):
        turns.remind()
    assert ["1 条" in row.subject for row in sent("mending-5")] == [True, True]
    assert ReviewReminder.objects.filter(rule__code="mending-5", channel="portal").count() == 2


def test_only_those_who_speak_for_the_company_hear_of_it(case: Case) -> None:
    cast.person("antai_agent")
    cast.person("guanghe_admin")
    found(case, TODAY)
    turns.remind()
    assert [row.person for row in sent("mending-day")] == [cast.person("antai_admin")]


def test_a_company_without_anybody_is_accounted_for(shi: User) -> None:
    lonely = make_members.member("北京栖云示例有限公司")
    found(make.case(lonely, by=shi, state=S.RECTIFYING), TODAY)
    turns.remind()
    (row,) = sent("mending-day")
    assert row.reason == "没有可登录的单位管理员"


def test_who_left_no_address_still_hears_in_the_portal(case: Case) -> None:
    admin = cast.person("antai_admin")
    found(case, TODAY)
    turns.remind()
    (mail,) = sent("mending-day", "email")
    assert mail.reason == ("没有登记邮箱" if not admin.email else "")
    assert [row.person for row in sent("mending-day")] == [admin]


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.FAILED])
def test_of_a_case_that_is_over_nothing_more_is_asked(case: Case, state: str) -> None:
    found(case, TODAY)
    Case.objects.filter(pk=case.pk).update(state=state)
    turns.remind()
    assert spoke() == []


def test_the_number_of_queries_does_not_grow_with_what_is_due(
    case: Case, django_assert_max_num_queries: Any
) -> None:
    only("mending-day")
    for _ in range(12):
        found(case, TODAY)
    with django_assert_max_num_queries(16):
        turns.remind()


def test_where_nothing_is_due_a_rule_asks_for_nothing_further(
    case: Case, django_assert_max_num_queries: Any
) -> None:
    only("mending-day")
    found(case, TODAY + timedelta(5))
    with django_assert_max_num_queries(6):  # rules, savepoint, lock, rules again, what is due
        turns.remind()
    assert spoke() == []


# --- Terms of a case: by working days, and upwards --------------------------------------------------
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, []),
        (1, ["term-1"]),  # Thursday
        (4, ["term-1"]),  # Sunday: one working day, Friday's being the second
        (5, ["term-1", "term-3"]),  # Monday
        (7, ["term-1", "term-3", "term-5"]),
    ],
)
def test_a_term_that_is_over_is_told_to_more_and_more_people(
    case: Case, days: int, expected: list[str]
) -> None:
    for role in ("safety_head", "head"):
        cast.person(role)
    overdue(case, TODAY)
    for day in range(days + 1):
        with later(day):
            turns.remind()
    assert spoke() == expected


def test_who_hears_of_a_term_at_last(case: Case, shi: User) -> None:
    people = {"term-1": shi, "term-3": cast.person("safety_head"), "term-5": cast.person("head")}
    overdue(case, TODAY - timedelta(20))
    turns.remind()
    for code, person in people.items():
        assert [row.person for row in sent(code)] == [person]
    assert f"/admin/standardization/cases/{case.pk}/" in sent("term-1")[0].body


def test_a_case_that_nobody_handles_is_told_to_all_who_may(case: Case, shi: User) -> None:
    other = accounts.staff("safety", "叶青", username="ye.qing")
    Case.objects.filter(pk=case.pk).update(officer=None)
    overdue(case, TODAY - timedelta(1))
    turns.remind()
    heads = cast.person("safety_head")
    assert {row.person for row in sent("term-1")} - {heads} == {shi, other}


def test_a_term_that_was_made_longer_is_told_anew(case: Case) -> None:
    row = overdue(case, TODAY - timedelta(1))
    turns.remind()
    row.due_on = TODAY + timedelta(5)
    row.save()
    with later(6):
        turns.remind()
    assert spoke() == ["term-1", "term-1"]


@pytest.mark.parametrize("kind", [ClockKind.PUBLICITY, ClockKind.INTERNAL_NOTICE])
def test_what_has_to_last_is_never_late(case: Case, kind: str) -> None:
    overdue(case, TODAY - timedelta(20), kind)
    turns.remind()
    assert spoke() == []


def test_a_rectification_that_is_overdue_says_what_follows(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state=S.RECTIFYING)
    overdue(case, TODAY - timedelta(1), ClockKind.RECTIFICATION)
    turns.remind()
    assert "可在案件页提出“整改逾期，未达标”" in sent("term-1")[0].body


def test_certificates_of_who_has_left_are_nobodys_matter(expert: Expert) -> None:
    Expert.objects.filter(pk=expert.pk).update(certificate_until=TODAY + timedelta(80))
    turns.remind()
    assert spoke() == ["paper-90"]
    Expert.objects.filter(pk=expert.pk).update(
        certificate_until=TODAY + timedelta(20), state=ExpertState.LEFT
    )
    turns.remind()
    assert spoke() == ["paper-90"]


# --- A correction that nobody hands in --------------------------------------------------------------
@pytest.fixture
def correcting(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(state=S.CORRECTION)
    case.refresh_from_db()
    clocks.start(case, ClockKind.CORRECTION, calendar=workdays.calendar())
    return case


def test_without_a_correction_what_is_there_is_judged(correcting: Case, shi: User) -> None:
    due_on = correcting.clocks.get(done_on=None).due_on
    with clock.at(f"{due_on}T10:00"):
        assert timers.run() == 0, "the last day is the company's"
    with clock.at(f"{due_on + timedelta(1)}T10:00"):
        assert timers.run() == 1
        assert timers.run() == 0
    correcting.refresh_from_db()
    assert correcting.state == S.MATERIAL_REVIEW
    assert correcting.clocks.get(done_on=None).kind == ClockKind.MATERIALS
    told = OutboxRow.objects.filter(rule="standardization.lapse", channel="portal")
    assert {row.person for row in told} == {cast.person("antai_admin"), shi}
    assert all("补正逾期，按现有材料审核" in row.subject for row in told)
