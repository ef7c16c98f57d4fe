"""The rules themselves, and what experts are reminded of."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from association.accounts.models import User
from association.base import audit, clock
from association.base.models import OutboxRow
from association.base.reminding import since_when
from standardization import reminder_rules
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    CaseState,
    Duty,
    ReportKind,
    ReportState,
)
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    Expert,
    ExpertReport,
    ReviewReminder,
    ReviewReminderRule,
)
from standardization.reminders import turns
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make
from tests.standardization.reminders.conftest import TODAY, asked, later, sent, spoke

pytestmark = pytest.mark.django_db
S, A = CaseState, AssignmentState


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
    assert since_when(row, former) == former.switched_on_at
    row.days = -3
    since = since_when(row, former)
    assert since is not None
    assert former.switched_on_at is not None
    assert since - former.switched_on_at >= timedelta(365)
    row.active = False
    assert since_when(row, former) is None


def test_the_head_changes_days_and_words_and_the_rule_begins_anew(client_for: ClientFor) -> None:
    row = ReviewReminderRule.objects.get(code="mending-5")
    before = row.switched_on_at
    page = reverse("admin:standardization_reviewreminderrule_change", args=[row.pk])
    typed = {
        "title": row.title, "what": row.what, "days": "-7", "every": "", "whom": row.whom,
        "channels": ["portal"], "subject": "{件数} 条快到期", "body": "{名单}", "active": "on",
    }  # fmt: skip
    staff = client_for("safety_head")
    wrong = staff.post(page, typed | {"subject": "{条数} 条"})
    assert "没有占位符 {条数}" in wrong.content.decode()
    assert staff.post(page, typed).status_code == 302
    row.refresh_from_db()
    assert (row.days, row.channels, row.code) == (-7, ["portal"], "mending-5")
    assert before is not None
    assert row.switched_on_at is not None
    assert row.switched_on_at > before
    assert audit.timeline(row).filter(action="修改评审提醒规则").exists()
    assert client_for("safety").post(page, typed).status_code == 403


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
