"""Who hears of what when: offsets as rows, nothing lost, nothing twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from association.accounts.models import User
from association.base import clock, workdays
from association.base.models import OutboxRow
from standardization import reminder_rules
from standardization.cases import clocks, timers
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    CaseState,
    ClockKind,
    Duty,
    ExpertState,
    FindingState,
    ReportKind,
    ReportState,
)
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    Clock,
    Expert,
    ExpertReport,
    ReviewReminder,
    ReviewReminderRule,
)
from standardization.reminders import turns
from tests.factories import accounts, cast
from tests.factories import members as make_members
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db
TODAY = date(2020, 6, 10)  # a Wednesday
S, A = CaseState, AssignmentState


@pytest.fixture(autouse=True)
def _one_day() -> Iterator[None]:
    """Everything happens at ten o'clock; every rule was switched on a year before."""
    with clock.at("2020-06-10T10:00"):
        ReviewReminderRule.objects.update(switched_on_at=clock.now() - timedelta(365))
        yield


def only(*codes: str) -> None:
    ReviewReminderRule.objects.exclude(code__in=codes).update(active=False)


def later(days: int) -> Any:
    return clock.at(datetime(2020, 6, 10, 10, tzinfo=clock.TZ) + timedelta(days))


def sent(code: str, channel: str = "portal") -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(rule=f"review.{code}", channel=channel).order_by("pk"))


def spoke() -> list[str]:
    """The rules that wrote to somebody, each as often as it did."""
    return [row.rule.removeprefix("review.") for row in OutboxRow.objects.filter(channel="portal")]


@pytest.fixture
def shi() -> User:
    return cast.person("safety")


@pytest.fixture
def expert() -> Expert:
    return Expert.objects.get(user=cast.person("expert"))


@pytest.fixture
def case(shi: User) -> Case:
    cast.person("antai_admin")
    row = make.case(cast.company("antai"), by=shi, state=S.REVIEWING)
    Case.objects.filter(pk=row.pk).update(officer=shi)
    return Case.objects.get(pk=row.pk)


def asked(case: Case, expert: Expert, *, state: str = A.CLEAR, **dates: date) -> Assignment:
    row = make.assignment(case, expert, by=case.created_by, state=state)
    given = {"respond_by": TODAY, "deliver_by": TODAY + timedelta(20)} | dates
    Assignment.objects.filter(pk=row.pk).update(**given)
    row.refresh_from_db()
    return row


def found(case: Case, deadline: date, state: str = FindingState.FIXING) -> Any:
    row = make.finding(case, by=case.created_by, state=state)
    row.deadline = deadline
    row.save()
    return row


def overdue(case: Case, due_on: date, kind: str = ClockKind.MATERIALS) -> Clock:
    return Clock.objects.create(
        case=case, kind=kind, started_on=date(2020, 1, 2), working_days=10, due_on=due_on
    )


# --- The rules --------------------------------------------------------------------------------------
def test_they_come_switched_on_with_the_offsets_of_the_house() -> None:
    told: dict[str, set[int]] = {}
    for rule in ReviewReminderRule.objects.filter(active=True):
        told.setdefault(rule.what, set()).add(rule.days)
        rule.full_clean()
    assert told == {
        "answer": {-1, 0, 1},
        "report": {-3, -1, 0, 2},
        "mending": {-5, -1, 0},
        "car": {-2},
        "supplies": {-1},
        "health": {0},
        "grade": {-180, -90, -30},
        "self_review": {-60, -30, 0, 30},
        "certificate": {-90, -30},
        "listed": {7},
        "look_back": {0},
        "term": {1, 3, 5},
    }


def test_what_staff_changed_is_left_as_it_is() -> None:
    ReviewReminderRule.objects.filter(code="mending-5").update(days=-7, active=False)
    reminder_rules.install()
    row = ReviewReminderRule.objects.get(code="mending-5")
    assert (row.days, row.active) == (-7, False)


@pytest.mark.parametrize(
    ("code", "changes", "said"),
    [
        ("mending-5", {"whom": "expert"}, "可以提醒"),
        ("answer-day", {"whom": "company"}, "可以提醒"),
        ("term-1", {"days": -1}, "只在逾期之后"),
        ("term-1", {"every": 7}, "不能重复"),
        ("mending-5", {"every": 7}, "期限当日或之后"),
        ("mending-5", {"body": "请于{日子}前整改"}, "没有占位符"),
    ],
)
def test_a_rule_that_could_not_be_followed_is_refused(
    code: str, changes: dict[str, Any], said: str
) -> None:
    row = ReviewReminderRule.objects.get(code=code)
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=said):
        row.full_clean()


def test_moved_to_another_day_or_switched_on_again_a_rule_begins_anew() -> None:
    row = ReviewReminderRule.objects.get(code="mending-5")
    former = ReviewReminderRule.objects.get(code="mending-5")
    row.subject = "别的标题"
    assert turns.since_when(row, former) == former.switched_on_at
    row.days = -3
    since = turns.since_when(row, former)
    assert since is not None
    assert former.switched_on_at is not None
    assert since - former.switched_on_at >= timedelta(365)
    row.active = False
    assert turns.since_when(row, former) is None


# --- An expert's answer and report ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "expected"),
    [(2, []), (1, ["answer-before"]), (0, ["answer-day"]), (-1, ["answer-after"])],
)
def test_an_answer_is_asked_for_round_its_day(
    case: Case, expert: Expert, days: int, expected: list[str]
) -> None:
    asked(case, expert, respond_by=TODAY + timedelta(days))
    turns.remind()
    assert spoke() == expected


def test_who_never_answered_hears_that_the_invitation_ended(case: Case, expert: Expert) -> None:
    asked(case, expert, state=A.NO_ANSWER, respond_by=TODAY - timedelta(1))
    turns.remind()
    assert spoke() == ["answer-after"]


def test_who_was_asked_again_does_not(case: Case, expert: Expert) -> None:
    asked(case, expert, state=A.NO_ANSWER, respond_by=TODAY - timedelta(1))
    asked(case, expert, respond_by=TODAY + timedelta(5))
    turns.remind()
    assert spoke() == []


def test_a_recused_expert_hears_nothing(case: Case, expert: Expert) -> None:
    asked(case, expert, state=A.RECUSED, respond_by=TODAY - timedelta(1), deliver_by=TODAY)
    turns.remind()
    assert not OutboxRow.objects.exists()
    assert not ReviewReminder.objects.exists()


@pytest.mark.parametrize(
    ("state", "reminded"),
    [
        (None, True),
        (ReportState.DRAFTING, True),
        (ReportState.RETURNED, True),
        (ReportState.SUBMITTED, False),
    ],
)
def test_a_report_is_asked_for_until_it_is_handed_in(
    case: Case, expert: Expert, state: str | None, reminded: bool
) -> None:
    row = asked(case, expert, state=A.ACCEPTED, deliver_by=TODAY + timedelta(3))
    if state:
        ExpertReport.objects.create(assignment=row, state=state)
    turns.remind()
    assert spoke() == (["report-3"] if reminded else [])


def test_nothing_is_asked_for_once_the_report_of_the_case_is_out(
    case: Case, expert: Expert, shi: User
) -> None:
    asked(case, expert, state=A.ACCEPTED, deliver_by=TODAY)
    report = CaseReport.objects.create(case=case, round=1, kind=ReportKind.RECHECK)
    CaseReport.objects.filter(pk=report.pk).update(
        state=CaseReportState.ISSUED, signed_by=shi, issued_by=cast.person("safety_head"),
        issued_at=clock.now(),
    )  # fmt: skip
    turns.remind()
    assert spoke() == ["report-day"], "that of the recheck is another one"
    with later(2):
        CaseReport.objects.filter(pk=report.pk).update(kind=ReportKind.REVIEW)
        turns.remind()
    assert spoke() == ["report-day"]


def test_who_only_verifies_owes_no_report(case: Case, expert: Expert) -> None:
    row = asked(case, expert, state=A.ACCEPTED, deliver_by=TODAY)
    Assignment.objects.filter(pk=row.pk).update(duty=Duty.VERIFIER)
    turns.remind()
    assert spoke() == []


def test_an_expert_without_an_account_is_accounted_for(case: Case) -> None:
    asked(case, make.expert("顾言"))
    turns.remind()
    (row,) = sent("answer-day")
    assert (row.state, row.reason) == (OutboxRow.State.SKIPPED, "专家还没有账号")


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
