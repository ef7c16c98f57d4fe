"""A year of reviews, for the board and what goes out of it."""

from datetime import date, timedelta

import pytest
from django.test import Client

from association.accounts.models import User
from association.base import clock
from standardization.enums import (
    AssignmentState,
    CaseKind,
    CaseState,
    ClockKind,
    FindingState,
)
from standardization.models import (
    Assignment,
    Case,
    Clock,
    Expert,
    Finding,
    GradeRecord,
    Proposal,
    Rectification,
    Verification,
)
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make

TODAY = date(2023, 6, 14)


@pytest.fixture
def shi(db: None) -> User:
    """石岩 of 安全技术部."""
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
