"""Who reads what: own words first, and nothing for who bowed out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base import clock
from standardization.enums import AssignmentState, CaseState, Duty, VisitKind, VisitState
from standardization.models import Assignment, Case, Visit
from standardization.reports import drafting, reading, submitting
from standardization.rules import may_judge_report
from tests.factories import cast, expert_reports
from tests.factories import standardization as make


def seen(user: User, case: Case) -> set[str]:
    rows = reading.visible(user, case).select_related("assignment")
    return {each.assignment.duty for each in rows}


def test_colleagues_are_read_once_the_own_is_handed_in(case: Case, cen: User, ni: User) -> None:
    expert_reports.submitted(case, Duty.REVIEWER)
    expert_reports.opened(case)
    assert seen(cen, case) == {Duty.LEADER}
    assert seen(ni, case) == {Duty.LEADER, Duty.REVIEWER}
    expert_reports.submitted(case)
    assert seen(cen, case) == {Duty.LEADER, Duty.REVIEWER}


def test_of_what_is_visible_only_versions_are_read(case: Case, cen: User, ni: User) -> None:
    expert_reports.submitted(case, Duty.REVIEWER)
    expert_reports.written(case)
    told = reading.versions(ni, case)
    assert [each.report.assignment.duty for each in told] == [Duty.REVIEWER]


def test_the_office_reads_all_and_the_technical_head_the_leader(
    case: Case, shi: User, liang: User, ni: User
) -> None:
    expert_reports.submitted(case)
    expert_reports.submitted(case, Duty.REVIEWER)
    assert seen(shi, case) == {Duty.LEADER, Duty.REVIEWER}
    assert seen(liang, case) == {Duty.LEADER}


def test_a_technical_head_who_reviews_writes_first(case: Case, liang: User, shi: User) -> None:
    expert_reports.submitted(case)
    Assignment.objects.filter(duty=Duty.REVIEWER).update(expert=make.expert("梁实", user=liang))
    assert seen(liang, case) == set()


def test_the_recheck_reads_nothing_of_the_review(case: Case, shi: User) -> None:
    expert_reports.submitted(case)
    who = make.expert_user("杜若")
    row = make.assignment(case, who, by=shi, duty=Duty.RECHECK_LEADER)
    make.visit(case, by=shi, kind=VisitKind.RECHECK)
    assert who.user
    drafting.open_report(row, by=who.user)
    assert seen(who.user, case) == {Duty.RECHECK_LEADER}


@pytest.mark.parametrize("role", ["antai_admin", "guanghe_admin", "bureau", "reader", "general"])
def test_nobody_else_reads_any(case: Case, role: str) -> None:
    expert_reports.submitted(case)
    assert seen(cast.person(role), case) == set()


def test_who_bowed_out_reads_nothing_not_even_the_own(case: Case, cen: User, shi: User) -> None:
    expert_reports.submitted(case)
    Assignment.objects.filter(duty=Duty.LEADER).update(state=AssignmentState.RECUSED)
    assert seen(cen, case) == set()
    assert seen(shi, case) == {Duty.LEADER}


def test_another_round_is_the_offices_alone(case: Case, cen: User, ni: User, shi: User) -> None:
    expert_reports.submitted(case)
    expert_reports.submitted(case, Duty.REVIEWER)
    Case.objects.update(round=2, state=CaseState.ASSIGNING)
    case.refresh_from_db()
    assert seen(cen, case) == {Duty.LEADER}
    assert seen(ni, case) == {Duty.REVIEWER}
    assert len(seen(shi, case)) == 2
    assert not any(row.may_judge for row in reading.rows(shi, case))


def test_the_list_says_who_is_late_and_who_may_judge(case: Case, shi: User, cen: User) -> None:
    expert_reports.submitted(case)
    told = {row.assignment.duty: row for row in reading.rows(shi, case)}
    leader, reviewer = told[Duty.LEADER], told[Duty.REVIEWER]
    assert (leader.words, leader.may_judge, leader.readable, leader.late) == (
        "待审阅", True, True, False,
    )  # fmt: skip
    assert (reviewer.words, reviewer.readable, reviewer.late) == (reading.NOT_BEGUN, False, False)
    Assignment.objects.update(deliver_by=clock.today(), respond_by=clock.today())
    with clock.at(clock.today().replace(year=clock.today().year + 1)):
        told = {row.assignment.duty: row for row in reading.rows(shi, case)}
        assert (told[Duty.LEADER].late, told[Duty.REVIEWER].late) == (False, True)
    mine = {row.assignment.duty: row for row in reading.rows(cen, case)}
    assert not mine[Duty.LEADER].may_judge


def test_what_was_in_time_stays_so_when_it_comes_again(case: Case, shi: User, cen: User) -> None:
    report = expert_reports.submitted(case).report
    summary = report.parts.get(subject="summary")
    submitting.send_back(report, reasons={summary: "写明抽查了哪几处"}, by=shi)
    with clock.at(clock.today() + timedelta(40)):
        assert not reading.rows(shi, case)[0].late
        now = drafting.write(
            report, texts={summary.pk: "抽查 1 号罐。"}, saves=report.saves, by=cen
        )
        submitting.submit(now, saves=now.saves, signature=expert_reports.image(), by=cen)
        assert not reading.rows(shi, case)[0].late
        assert reading.rows(shi, case)[1].late


def test_the_list_agrees_with_the_rule_and_costs_the_same_however_long(
    case: Case, shi: User, cen: User, ni: User, liang: User
) -> None:
    expert_reports.submitted(case)
    expert_reports.submitted(case, Duty.REVIEWER)
    for user in (shi, cen, ni, liang):
        for row in reading.rows(user, case):
            assert row.may_judge == may_judge_report(user, row.assignment)
    with CaptureQueriesContext(
        connection,
    ) as few:
        reading.rows(shi, case)
    for name in ("杜若", "柏舟", "虞渊"):
        make.assignment(case, make.expert(name), by=shi)
    with CaptureQueriesContext(connection) as many:
        assert len(reading.rows(shi, case)) == 5
    assert len(many) == len(few)


def test_an_expert_is_asked_to_write_while_there_is_something_to_write(
    case: Case, cen: User, shi: User
) -> None:
    def to_write() -> bool:
        rows = list(reading.with_reports(Assignment.objects.filter(expert__user=cen)))
        reading.told(rows)
        return rows[0].to_write  # type: ignore[attr-defined]

    Visit.objects.update(state=VisitState.PLANNED)
    assert not to_write()
    Visit.objects.update(state=VisitState.DONE)
    assert to_write()
    expert_reports.submitted(case)
    assert not to_write()
