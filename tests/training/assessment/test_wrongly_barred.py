"""Somebody was barred for cheating, and hadn't cheated: two people set it right."""

import pytest

from association.base.errors import Refused
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.assessment import corrections, marks, publishing, resits, results, seating
from training.assessment.arithmetic import Written
from training.assessment.standing import current_results
from training.enums import ClassState, EnrolmentState, ExamPart, Verdict
from training.models import Enrolment, Result, TrainingClass

pytestmark = pytest.mark.django_db
CHEATED = Written("cheated", None, "携带手机作答，监考人员两人签字")
WHY = "查监控，手机是邻座考生的"


def barred(*, skill: Written | None = None, theory: Written = CHEATED) -> Enrolment:
    """Theory was cheated in; skill was sat before only if told."""
    of = exam.examined_class()
    (person,) = exam.ready(of, cast.team("chenling"))
    if skill:
        exam.locked(of, ExamPart.SKILL, {person: skill})
    exam.locked(of, ExamPart.THEORY, {person: theory})
    publishing.publish(of, by=cast.person("training"))
    return fresh(person)


def fresh(row: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("training_class", "trainee").get(pk=row.pk)


def result(row: Enrolment) -> Result:
    return current_results([row.pk])[row.pk]


def corrected(row: Enrolment, told: Written, *, part: str = "theory") -> Enrolment:
    asked = corrections.ask(
        result(row), part=part, told=told, reason=WHY, by=cast.person("training")
    )
    corrections.decide(asked, granted=True, by=exam.second())
    return fresh(row)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (exam.mark("60"), EnrolmentState.PASSED),
        (exam.mark("59.99"), EnrolmentState.FAILED),
        (Written("absent"), EnrolmentState.FAILED),
    ],
)
def test_with_every_part_there_the_marks_decide(told: Written, state: EnrolmentState) -> None:
    person = barred(skill=exam.mark("95"))
    old = result(person)
    person = corrected(person, told)
    assert person.state == state
    new = result(person)
    assert (new.replaces, new.reason) == (old, WHY)
    assert new.parts.get(part="skill").passed, "no longer void"
    assert not old.parts.filter(passed=True).exists(), "what was published stays readable"


def test_one_person_alone_takes_no_bar_back() -> None:
    person, qiao = barred(skill=exam.mark("95")), cast.person("training")
    asked = corrections.ask(
        result(person), part="theory", told=exam.mark("60"), reason=WHY, by=qiao
    )
    with pytest.raises(Refused, match="另一位同事"):
        corrections.decide(asked, granted=True, by=qiao)
    assert fresh(person).state == EnrolmentState.BARRED


def test_who_was_barred_before_the_last_part_comes_back_for_it_alone() -> None:
    person = corrected(barred(), exam.mark("88"))
    assert person.state == EnrolmentState.ELIGIBLE
    assert result(person).verdict == Verdict.OPEN
    of = person.training_class
    assert dict(publishing.preview(of).waiting)[person] == ["技能考核未安排"]
    assert seating.candidates(of, ExamPart.THEORY) == []
    assert [each.enrolment for each in seating.candidates(of, ExamPart.SKILL)] == [person]
    exam.locked(of, ExamPart.SKILL, {person: exam.mark("70")})
    publishing.publish(of, by=cast.person("training"))
    person = fresh(person)
    assert person.state == EnrolmentState.PASSED
    assert [each.mark for each in results.of(person).parts] == ["88.00", "70.00"]


def test_a_failed_part_that_counts_again_is_sat_again_only_by_a_resit() -> None:
    person = corrected(barred(), Written("absent"))
    of = person.training_class
    assert seating.candidates(of, ExamPart.THEORY) == []
    exam.locked(of, ExamPart.SKILL, {person: exam.mark("70")})
    publishing.publish(of, by=cast.person("training"))
    person = fresh(person)
    assert person.state == EnrolmentState.FAILED
    resits.plan(person, by=cast.person("training"))
    assert len(seating.candidates(of, ExamPart.THEORY)) == 1
    assert seating.candidates(of, ExamPart.SKILL) == [], "passed, and kept"


def test_who_cheated_in_another_part_too_stays_barred_until_that_is_corrected() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, make.team())
    both = [exam.seated(of, part) for part in (ExamPart.SKILL, ExamPart.THEORY)]
    for sitting in both:
        marks.lock(exam.entered(sitting, {person: CHEATED}), by=exam.second())
    publishing.publish(of, by=cast.person("training"))
    person = corrected(fresh(person), exam.mark("60"))
    assert person.state == EnrolmentState.BARRED
    assert corrected(person, exam.mark("60"), part="skill").state == EnrolmentState.PASSED


def test_what_can_not_be_is_refused_with_the_way_out() -> None:
    person, qiao = barred(skill=exam.mark("95")), cast.person("training")

    def ask(told: Written, reason: str = WHY) -> None:
        corrections.ask(result(person), part="theory", told=told, reason=reason, by=qiao)

    with pytest.raises(Refused, match="改为“缺”"):
        ask(Written("postponed"))
    with pytest.raises(Refused, match="没有要更正的"):
        ask(CHEATED)
    with pytest.raises(Refused, match="须写明理由"):
        ask(exam.mark("60"), reason=" ")
    TrainingClass.objects.filter(pk=person.training_class_id).update(state=ClassState.ARCHIVED)
    with pytest.raises(Refused, match="班次已经归档封存.*秘书长"):
        ask(exam.mark("60"))
