"""Answers become the sheet that is scored: exactly, and nothing unsettled as if it were."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization.enums import AnswerState, Role
from standardization.library import sheets
from standardization.models import (
    Accident,
    Answer,
    CaseStandard,
    Checklist,
    DeductionRule,
    Element,
    Item,
    PerformanceRule,
    StandardVersion,
)
from standardization.scoring.results import Result, result
from tests.factories import cast
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db
FAILS, NA = AnswerState.FAILS, AnswerState.NOT_APPLICABLE


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


@pytest.fixture
def checklist(shi: User) -> Checklist:
    """40 + 40 + 20 points and a veto, every item in order."""
    case = make.case(cast.company("antai"), by=shi)
    row: Checklist = make.visit(case, by=shi).checklist
    for item in items(row):
        make.answered(row, item, by=shi)
    return row


def version(row: Checklist) -> StandardVersion:
    return row.case.standards.get(role=Role.PRIMARY).version


def items(row: Checklist) -> list[Item]:
    return list(version(row).items.all())


def item(row: Checklist, code: str) -> Item:
    return version(row).items.get(code=code)


def rule(row: Checklist, code: str) -> str:
    return str(version(row).deduction_rules.get(code=code).pk)


def valued(answer: Answer, value: str) -> None:
    """Another event with points instead of counts, as a phone would send one more."""
    event = answer.event
    event.pk, event.value = uuid.uuid4(), Decimal(value)
    event._state.adding = True
    event.save()
    answer.event = event
    answer.save()


def scored(row: Checklist, **more: Any) -> Result:
    return result(sheets.sheet(row, **more))


def test_everything_in_order_is_full_marks(checklist: Checklist) -> None:
    found = scored(checklist)
    assert (found.final, found.score, found.grade) == (True, "100.0", "一级")


def test_deductions_count_by_their_rule(checklist: Checklist, shi: User) -> None:
    told = {rule(checklist, "2.1-1"): 3}
    make.answered(checklist, item(checklist, "2.1"), by=shi, state=FAILS, deductions=told)
    assert scored(checklist).score == "85.0"


def test_points_given_instead_of_counts_take_what_lacks(checklist: Checklist, shi: User) -> None:
    valued(make.answered(checklist, item(checklist, "1.1"), by=shi, state=FAILS), "26.70")
    assert scored(checklist).score == "86.7"


def test_an_answer_that_costs_nothing_yet_leaves_the_score_open(
    checklist: Checklist, shi: User
) -> None:
    make.answered(checklist, item(checklist, "1.1"), by=shi, state=FAILS)
    found = scored(checklist)
    assert (found.final, found.interval) == (False, ("60.0", "100.0"))


def test_not_applicable_counts_once_another_agreed(
    checklist: Checklist, shi: User, yue: User
) -> None:
    answer = make.answered(checklist, item(checklist, "2.2"), by=shi, state=NA)
    assert scored(checklist).final is False
    answer.na_approved_by = yue
    answer.save()
    document = sheets.document(checklist)
    assert document["elements"][1]["items"][1]["state"] == "NA_APPROVED"
    assert scored(checklist).score == "100.0"


def test_a_failed_veto_waits_for_the_second_person(
    checklist: Checklist, shi: User, yue: User
) -> None:
    valued(make.answered(checklist, item(checklist, "1.1"), by=shi, state=FAILS), "26.70")
    answer = make.answered(checklist, item(checklist, "2.3"), by=shi, state=FAILS, veto_failed=True)
    assert scored(checklist).final is False
    answer.veto_confirmed_by = yue
    answer.save()
    found = scored(checklist)
    assert (found.score, found.grade) == ("86.7", None)
    assert found.grade_parts
    assert found.grade_parts.score == "二级"


def test_an_item_that_only_vetoes_fails_as_a_veto_ticked_or_not(
    checklist: Checklist, shi: User, yue: User
) -> None:
    answer = make.answered(checklist, item(checklist, "2.3"), by=shi, state=FAILS)
    answer.veto_confirmed_by = yue
    answer.save()
    assert scored(checklist).grade is None


def test_what_isnt_answered_is_not_assessed(shi: User) -> None:
    row = make.visit(make.case(cast.company("antai"), by=shi), by=shi).checklist
    assert scored(row).interval == ("0.0", "100.0")


def test_a_scope_leaves_the_other_items_out(checklist: Checklist) -> None:
    checklist.scope = [item(checklist, "2.1").pk]
    document = sheets.document(checklist)
    assert [element["code"] for element in document["elements"]] == ["2"]
    assert scored(checklist).score == "100.0"


def test_a_rule_of_another_item_is_refused(checklist: Checklist, shi: User) -> None:
    told = {rule(checklist, "2.1-1"): 1}
    make.answered(checklist, item(checklist, "1.1"), by=shi, state=FAILS, deductions=told)
    with pytest.raises(Refused, match="项目 1.1 的作答里有不属于它的扣分标准"):
        sheets.document(checklist)


def _draft_case(shi: User) -> tuple[Checklist, StandardVersion]:
    """On a version that can still be added to."""
    held = make.draft()
    row = make.visit(make.case(cast.company("antai"), by=shi, version=held), by=shi).checklist
    return row, held


def test_a_rule_of_the_element_takes_once_however_often_it_was_seen(shi: User) -> None:
    row, held = _draft_case(shi)
    site = Element.objects.get(version=held, code="2")
    once = DeductionRule.objects.create(
        version=held, element=site, code="2-E-1", text="多处同类问题", points=10, per="once"
    )
    for each in items(row):
        if each.element_id == site.pk and each.full:
            told = {str(once.pk): 2}
            make.answered(row, each, by=shi, state=FAILS, deductions=told)
        else:
            make.answered(row, each, by=shi)
    assert sheets.document(row)["elements"][1]["element_deductions"] == [
        {"points": "10.00", "count": 1, "cap": None}
    ]
    assert scored(row).score == "90.0"


def test_levels_and_yes_or_no_items_take_their_value(shi: User) -> None:
    row, held = _draft_case(shi)
    DeductionRule.objects.filter(version=held).delete()
    Item.objects.filter(version=held, code="1.1").update(kind="LEVELS")
    Item.objects.filter(version=held, code="2.1").update(kind="BINARY")
    for each in items(row):
        state = FAILS if each.code in ("1.1", "2.1") else AnswerState.CONFORMS
        answer = make.answered(row, each, by=shi, state=state)
        if each.code == "1.1":
            valued(answer, "30")
    assert scored(row).score == "50.0"


def test_primary_and_reference_are_scored_by_their_shares(checklist: Checklist, shi: User) -> None:
    case, other = checklist.case, make.published()
    case.standards.update(share="0.60")
    CaseStandard.objects.create(case=case, version=other, role=Role.REFERENCE, share="0.40")
    for each in other.items.all():
        state = FAILS if each.code == "1.1" else AnswerState.CONFORMS
        answer = make.answered(checklist, each, by=shi, state=state)
        if state == FAILS:
            valued(answer, "0")
    document = sheets.document(checklist)
    assert (document["method"], [part["share"] for part in document["parts"]]) == (
        "AVERAGE_OF_PARTS",
        ["0.600000", "0.400000"],
    )
    assert scored(checklist).score == "84.0"


def test_a_reference_without_a_share_is_not_scored(checklist: Checklist) -> None:
    CaseStandard.objects.create(
        case=checklist.case, version=make.published(), role=Role.REFERENCE, share=0
    )
    assert sheets.document(checklist)["parts"] is None
    assert scored(checklist).score == "100.0"


def _accident(row: Checklist, on: date, by: User, **harm: Any) -> None:
    Accident.objects.create(
        member=row.case.member,
        on=on,
        source="事故快报",
        entered_by=by,
        entered_at=clock.now(),
        **harm,
    )


def test_accidents_of_the_months_before_bound_the_grade(shi: User) -> None:
    row, held = _draft_case(shi)
    for grade, serious in (("一级", 0), ("二级", 2)):
        PerformanceRule.objects.create(
            version=held, grade=grade, months=12, serious=serious, loss=1_000_000
        )
    day = date(2020, 6, 30)

    def grade() -> Any:
        return sheets.document(row, on=day)["performance_grade"]

    assert grade() == "一级"
    _accident(row, date(2019, 6, 29), shi, deaths=1)
    _accident(row, date(2020, 7, 1), shi, deaths=1)
    assert grade() == "一级"
    _accident(row, date(2019, 6, 30), shi, serious=2)
    assert grade() == "二级"
    _accident(row, day, shi, loss=1_000_000)
    assert grade() == "三级", "no rule is written for it"


def test_a_sheet_costs_the_same_queries_however_long_it_is(checklist: Checklist) -> None:
    def cost(row: Checklist) -> int:
        with CaptureQueriesContext(connection) as asked:
            sheets.document(Checklist.objects.get(pk=row.pk))
        return len(asked)

    checklist.scope = [item(checklist, "2.1").pk]
    checklist.save()
    few = cost(checklist)
    checklist.scope = None
    checklist.save()
    assert cost(checklist) == few <= 15
