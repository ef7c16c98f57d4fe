from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training import gates
from training.assessment import corrections, publishing, resits, results, seating
from training.assessment.arithmetic import Written
from training.assessment.standing import current_results, standings
from training.enums import EnrolmentState, ExamPart, Level, Verdict
from training.models import Enrolment, PassMark, Publication, ResitRule, Result

pytestmark = pytest.mark.django_db
CHEATED = Written("cheated", None, "携带手机作答，监考人员两人签字")


def fresh(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("training_class", "trainee", "team").get(pk=row.pk)


def result_of(row: Enrolment) -> Result:
    return current_results([row.pk])[row.pk]


def test_a_hundredth_below_the_pass_mark_in_one_part_fails() -> None:
    of = exam.examined_class()
    at, below = exam.ready(of, make.team(), 2)
    exam.both_parts(of, {at: ("60.00", "60.00"), below: ("100", "59.99")})
    publishing.publish(of, by=cast.person("training"))
    assert fresh(at).state == EnrolmentState.PASSED
    assert fresh(below).state == EnrolmentState.FAILED
    assert [each.passed for each in result_of(below).parts.all()] == [True, False]


def test_a_result_keeps_the_pass_mark_it_was_judged_by() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("60", "60")})
    publishing.publish(of, by=cast.person("training"))
    PassMark.objects.filter(level=Level.FOUR).update(passing=Decimal(80))
    assert {each.passing for each in result_of(person).parts.all()} == {Decimal("60.00")}
    assert results.of(fresh(person)).word == "合格"


def test_the_pass_mark_of_the_day_of_the_sitting_counts() -> None:
    of = exam.examined_class()
    early, late = exam.ready(of, make.team(), 2)
    PassMark.objects.create(
        level=4, part="theory", since=clock.today(), full=100, passing=70, minutes=90, source="新"
    )
    qiao = cast.person("training")
    sittings = {early: clock.now() - timedelta(1), late: clock.now()}
    for person, at in sittings.items():
        row = exam.sitting(of, at=at)
        seating.seat(row, person, by=qiao)
    stand = standings([early, late])
    bars = [stand[each.pk].of("theory") for each in (early, late)]
    assert [each and each.passing for each in bars] == [Decimal(60), Decimal(70)]


def test_whoever_is_incomplete_stays_and_is_named_and_nobody_waits_for_them() -> None:
    of = exam.examined_class()
    done, half = exam.ready(of, make.team(), 2)
    exam.both_parts(of, {done: ("60", "60"), half: ("60", "60")} | {})
    other = exam.ready(of, make.team())[0]
    postponed = exam.ready(of, make.team())[0]
    exam.locked(of, ExamPart.THEORY, {other: exam.mark("90"), postponed: Written("postponed")})
    waiting = dict(publishing.preview(of).waiting)
    assert waiting[other] == ["技能考核未安排"]
    assert waiting[postponed] == ["理论知识考试缓考", "技能考核未安排"]
    publishing.publish(of, by=cast.person("training"))
    assert fresh(done).state == EnrolmentState.PASSED
    assert fresh(other).state == EnrolmentState.ELIGIBLE
    with pytest.raises(Refused, match="没有可以公布的人"):
        publishing.publish(of, by=cast.person("training"))


def test_an_absence_fails_and_a_postponement_only_waits() -> None:
    of = exam.examined_class()
    absent, later = exam.ready(of, make.team(), 2)
    exam.locked(of, ExamPart.THEORY, {absent: Written("absent"), later: Written("postponed")})
    exam.locked(of, ExamPart.SKILL, {absent: exam.mark("90"), later: exam.mark("90")})
    publishing.publish(of, by=cast.person("training"))
    assert fresh(absent).state == EnrolmentState.FAILED
    assert fresh(later).state == EnrolmentState.ELIGIBLE
    exam.locked(of, ExamPart.THEORY, {later: exam.mark("60")})
    publishing.publish(of, by=cast.person("training"))
    assert fresh(later).state == EnrolmentState.PASSED


def test_cheating_voids_every_part_and_bars_without_waiting_for_the_others() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.locked(of, ExamPart.SKILL, {person: exam.mark("95")})
    exam.locked(of, ExamPart.THEORY, {person: CHEATED})
    publishing.publish(of, by=cast.person("training"))
    assert fresh(person).state == EnrolmentState.BARRED
    row = result_of(person)
    assert row.verdict == Verdict.BARRED
    assert not any(each.passed for each in row.parts.all())
    assert {each.word for each in results.of(fresh(person)).parts} == {"无效"}


def test_a_level_with_review_isn_t_decided_without_it() -> None:
    of = exam.examined_class(Level.ONE, None)
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("90", "90")})
    assert dict(publishing.preview(of).waiting)[person] == ["综合评审未安排"]


def test_results_and_publications_are_kept_by_the_database() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("10", "60")})
    publishing.publish(of, by=cast.person("training"))
    row = result_of(person)
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        Result.objects.filter(pk=row.pk).update(verdict=Verdict.PASSED)
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        row.parts.update(mark=Decimal(100))


def test_person_contact_and_company_are_told_once_each() -> None:
    cast.person("antai_admin")
    contact = cast.person("team_contact")
    of, team = exam.examined_class(), cast.team("chenling")
    mailed, silent = exam.ready(of, team, 2)
    mailed.trainee.email = "trainee@example.org"
    mailed.trainee.save()
    exam.both_parts(of, {mailed: ("60", "60"), silent: ("10", "60")})
    publishing.publish(of, by=cast.person("training"))
    rows = OutboxRow.objects.filter(rule__startswith="result-")
    assert {(row.rule, row.state) for row in rows.filter(rule="result-person")} == {
        ("result-person", "waiting"),
        ("result-person", "skipped"),
    }
    told = rows.get(rule="result-team", channel="portal")
    assert told.person_id == contact.pk
    assert "合格 1 人，未合格 1 人" in told.body
    company = rows.filter(rule="result-company", channel="portal")
    assert [row.person_id for row in company] == [cast.person("antai_admin").pk]


# --- 补考 ---------------------------------------------------------------------------------------
def failed(mark: str = "59.99") -> Enrolment:
    """Passed skill, failed theory, published."""
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: (mark, "60")})
    publishing.publish(of, by=cast.person("training"))
    return fresh(person)


def test_who_failed_one_part_sits_only_that_one_again() -> None:
    person = failed()
    qiao, of = cast.person("training"), person.training_class
    resits.plan(person, by=qiao)
    assert fresh(person).state == EnrolmentState.ELIGIBLE
    assert seating.candidates(of, "skill") == []
    assert [each.enrolment.pk for each in seating.candidates(of, "theory")] == [person.pk]
    exam.locked(of, ExamPart.THEORY, {person: exam.mark("60")})
    publishing.publish(of, by=qiao)
    assert fresh(person).state == EnrolmentState.PASSED
    shown = results.of(fresh(person)).parts
    assert [each.word for each in shown] == ["合格", "合格（保留）"]
    assert Result.objects.filter(enrolment=person).count() == 2


def test_a_chain_of_resits_ends_where_the_rule_says() -> None:
    person, qiao = failed(), cast.person("training")
    for _ in range(2):
        resits.plan(person, by=qiao)
        exam.locked(person.training_class, ExamPart.THEORY, {person: exam.mark("59.99")})
        publishing.publish(person.training_class, by=qiao)
        person = fresh(person)
        assert person.state == EnrolmentState.FAILED
        assert [each.word for each in results.of(person).parts] == ["未过", "合格（保留）"]
    with pytest.raises(Refused, match="已补考 2 次"):
        resits.plan(person, by=qiao)


def test_where_the_rule_keeps_nothing_both_parts_are_sat_again() -> None:
    ResitRule.objects.update(keeps_passed=False)
    person = failed()
    resits.plan(person, by=cast.person("training"))
    assert len(seating.candidates(person.training_class, "skill")) == 1


@pytest.mark.parametrize(("days", "late"), [(365, False), (366, True)])
def test_the_last_day_for_a_resit_is_included(days: int, late: bool) -> None:
    person, qiao = failed(), cast.person("training")
    with clock.at(clock.now() + timedelta(days)):
        if late:
            with pytest.raises(Refused, match="已经过了"):
                resits.plan(person, by=qiao)
        else:
            resits.plan(person, by=qiao)
    assert (fresh(person).state == EnrolmentState.FAILED) is late


def test_who_passed_has_no_resit() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("60", "60")})
    publishing.publish(of, by=cast.person("training"))
    with pytest.raises(Refused, match="不能安排补考"):
        resits.plan(fresh(person), by=cast.person("training"))


# --- 更正 ---------------------------------------------------------------------------------------
def test_a_correction_takes_two_and_leaves_the_old_result_readable() -> None:
    person, qiao = failed("6"), cast.person("training")
    old = result_of(person)
    asked = corrections.ask(
        old, part="theory", told=exam.mark("96"), reason="登分时漏了一位", by=qiao
    )
    with pytest.raises(Refused, match="另一位同事"):
        corrections.decide(asked, granted=True, by=qiao)
    new = corrections.decide(asked, granted=True, by=exam.second())
    assert new
    assert (new.replaces, new.verdict, new.reason) == (old, Verdict.PASSED, "登分时漏了一位")
    assert fresh(person).state == EnrolmentState.PASSED
    assert Result.objects.get(pk=old.pk).parts.get(part="theory").mark == Decimal("6.00")
    assert results.of(fresh(person)).parts[0].mark == "96.00"


def test_a_refused_correction_changes_nothing_and_says_why() -> None:
    person, qiao = failed(), cast.person("training")
    asked = corrections.ask(
        result_of(person), part="theory", told=exam.mark("60"), reason="再看", by=qiao
    )
    with pytest.raises(Refused, match="须写明理由"):
        corrections.decide(asked, granted=False, by=exam.second())
    corrections.decide(asked, granted=False, answer="试卷为 59.99", by=exam.second())
    assert fresh(person).state == EnrolmentState.FAILED
    with pytest.raises(Refused, match="已经有决定"):
        corrections.decide(asked, granted=True, by=exam.second())


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (exam.mark("59.99"), "没有要更正的"),
        (exam.mark("100.01"), "超过满分 100"),
        (Written("postponed"), "再安排补考"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(told: Written, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        corrections.ask(
            result_of(failed()), part="theory", told=told, reason="x", by=cast.person("training")
        )


def test_after_a_resit_was_planned_the_result_is_corrected_no_more() -> None:
    person, qiao = failed(), cast.person("training")
    resits.plan(person, by=qiao)
    with pytest.raises(Refused, match="已经安排补考"):
        corrections.ask(result_of(person), part="theory", told=exam.mark("61"), reason="x", by=qiao)


def test_a_published_pass_is_corrected_to_a_failure_by_two_people() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("60", "60")})
    publishing.publish(of, by=cast.person("training"))
    asked = corrections.ask(
        result_of(person),
        part="theory",
        told=exam.mark("59"),
        reason="复核",
        by=cast.person("training"),
    )
    corrections.decide(asked, granted=True, by=exam.second())
    assert fresh(person).state == EnrolmentState.FAILED
    assert result_of(person).verdict == "failed"


def test_who_is_with_the_issuing_body_is_not_failed_behind_its_back() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    exam.both_parts(of, {person: ("60", "60")})
    publishing.publish(of, by=cast.person("training"))
    Enrolment.objects.filter(pk=person.pk).update(state=EnrolmentState.SUBMITTED)
    with pytest.raises(Refused, match="不能由“合格”更正为“未合格”"):
        corrections.ask(
            result_of(person),
            part="theory",
            told=exam.mark("59"),
            reason="复核",
            by=cast.person("training"),
        )


# --- Boards -----------------------------------------------------------------------------------
def codes(row: Enrolment) -> list[str]:
    row = fresh(row)
    return [gate.text for gate in gates.gates([row])[row.pk]]


def test_gates_name_the_part_that_is_missing_and_the_one_that_failed() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    assert codes(person) == ["理论知识考试未安排", "技能考核未安排"]
    exam.both_parts(of, {person: ("59.99", "60")})
    assert codes(person) == ["成绩待公布"]
    publishing.publish(of, by=cast.person("training"))
    assert codes(person) == ["理论知识考试未过（59.99，合格 60）"]


def test_standings_cost_the_same_for_many_as_for_one() -> None:
    of = exam.examined_class()
    people = exam.ready(of, make.team(), 4)
    exam.both_parts(of, dict.fromkeys(people, ("60", "60")))
    rows = [fresh(row) for row in people]
    with CaptureQueriesContext(connection) as one:
        standings(rows[:1])
    with CaptureQueriesContext(connection) as many:
        standings(rows)
    assert len(one) == len(many) == 3


def test_a_publication_is_named_after_the_day_in_beijing() -> None:
    of = exam.examined_class()
    row = Publication(training_class=of, published_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert str(row) == f"{of.code} 2026-03-02"
