"""Who is decided gets a result, whoever isn't stays and is named: nobody waits for the slowest."""

from dataclasses import dataclass, field

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from training.assessment import telling
from training.assessment.standing import PartStanding, Standing, standings
from training.enrolment.states import ENROLMENTS
from training.enums import EnrolmentState, Outcome, Verdict
from training.models import Enrolment, Publication, Result, ResultPart, TrainingClass
from training.rules import may_publish_results

VERBS = {
    Verdict.PASSED: "pass",
    Verdict.FAILED: "fail",
    Verdict.BARRED: "bar",
    Verdict.OPEN: "reinstate",
}


@dataclass(slots=True)
class Preview:
    """Who would be published now with what, and whom something is still missing of."""

    ready: list[tuple[Enrolment, Standing, Verdict]] = field(default_factory=list)
    waiting: list[tuple[Enrolment, list[str]]] = field(default_factory=list)

    def count(self, verdict: Verdict) -> int:
        return sum(each[2] == verdict for each in self.ready)


def preview(training_class: TrainingClass) -> Preview:
    """Of everybody whose conditions are met and who has no result yet, or comes again."""
    rows = training_class.enrolments.filter(state=EnrolmentState.ELIGIBLE)
    people = list(rows.select_related("trainee", "training_class", "team__member"))
    stand = standings(people)
    found = Preview()
    for row in people:
        standing = stand[row.pk]
        if standing.decided:
            found.ready.append((row, standing, verdict(standing)))
        else:
            found.waiting.append((row, missing(standing)))
    return found


def verdict(standing: Standing) -> Verdict:
    if standing.cheated:
        return Verdict.BARRED
    return Verdict.PASSED if standing.passed else Verdict.FAILED


def missing(standing: Standing) -> list[str]:
    """Which part is awaited, in words."""
    return [
        f"{each.part.label}{'缓考' if each.outcome == Outcome.POSTPONED else each.word}"
        for each in standing.parts
        if not each.decided
    ]


@transaction.atomic
def publish(training_class: TrainingClass, *, by: User) -> Publication:
    """Results, states and messages in one transaction. Raises Refused if nobody is decided."""
    if not may_publish_results(by):
        raise Refused("您没有权限公布鉴定结果。请由教育培训部办理。")
    row = TrainingClass.objects.select_for_update(no_key=True).get(pk=training_class.pk)
    found = preview(row)
    if not found.ready:
        raise Refused("现在没有可以公布的人：各科成绩锁定后才能公布。")
    publication = Publication.objects.create(
        training_class=row, published_by=by, published_at=clock.now()
    )
    results = [_result(publication, *each, by=by) for each in found.ready]
    audit.record(
        publication,
        "公布鉴定结果",
        by=by,
        after={each.label: found.count(each) for each in Verdict if found.count(each)},
        about=row,
    )
    telling.published(publication, results)
    return publication


def _result(
    publication: Publication, row: Enrolment, standing: Standing, decided: Verdict, *, by: User
) -> Result:
    result = Result.objects.create(
        enrolment=row,
        publication=publication,
        verdict=decided,
        published_by=by,
        published_at=publication.published_at,
    )
    void = decided == Verdict.BARRED
    ResultPart.objects.bulk_create(
        [_part(result, each, void=void) for each in standing.parts if each.decided]
    )
    ENROLMENTS.perform(row, VERBS[decided], by=by, reason=_why_barred(standing) if void else "")
    return result


def _part(result: Result, each: PartStanding, *, void: bool) -> ResultPart:
    assert each.place is not None
    assert each.outcome is not None
    assert each.full is not None
    assert each.passing is not None
    return ResultPart(
        result=result,
        part=each.part,
        place=each.place,
        outcome=each.outcome,
        mark=each.mark,
        full=each.full,
        passing=each.passing,
        passed=each.passed and not void,
        carried=each.carried,
    )


def _why_barred(standing: Standing) -> str:
    told = [
        f"{each.part.label}作弊：{each.place.note}"
        for each in standing.parts
        if each.cheated and each.place
    ]
    return "；".join(told)
