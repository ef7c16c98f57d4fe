from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from members.joining import applications, steps
from members.models import FinishedStep, JoiningStep
from tests.factories import cast, joining

pytestmark = pytest.mark.django_db

MONDAY = "2020-06-08"


@pytest.fixture
def review() -> JoiningStep:
    return JoiningStep.objects.get(code="review")


@pytest.fixture
def visit() -> JoiningStep:
    """部门走访 by 安全技术部, switched on: ten working days, after 秘书处审核."""
    JoiningStep.objects.filter(code="visit").update(active=True)
    return JoiningStep.objects.get(code="visit")


def test_an_empty_portal_asks_for_one_step_and_calls_its_term_unverified() -> None:
    asked = JoiningStep.objects.filter(active=True)

    assert [(step.title, step.working_days, step.verified) for step in asked] == [
        ("秘书处审核", 5, False)
    ]


def test_with_one_step_one_click_finishes_it_and_accepts(lin: User, review: JoiningStep) -> None:
    application = joining.submitted()

    applications.accept(application, by=lin)

    done = application.finished_steps.get()
    assert (application.state, done.step, done.finished_by) == ("accepted", review, lin)
    assert AuditEntry.objects.filter(action="办结环节：秘书处审核").count() == 1


def test_accepting_waits_for_every_active_step(
    lin: User, review: JoiningStep, visit: JoiningStep
) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match=r"“秘书处审核”（社会工作部）、“部门走访”（安全技术部）"):
        applications.accept(application, by=lin)
    assert not application.finished_steps.exists()

    steps.finish(application, review, by=lin, opinion="执照与登记一致")
    with pytest.raises(Refused, match="“部门走访”"):
        applications.accept(application, by=lin)  # not her department's to finish unsaid
    steps.finish(application, visit, by=cast.person("reader"), opinion="6月10日走访，经营正常")

    assert applications.accept(application, by=lin).state == "accepted"
    assert [stage.step for stage in steps.of(application)] == [review, visit]


def test_the_last_step_of_one_s_own_department_goes_with_the_click(
    lin: User, review: JoiningStep, visit: JoiningStep
) -> None:
    JoiningStep.objects.filter(pk=visit.pk).update(department=review.department)
    application = joining.submitted()
    steps.finish(application, review, by=lin, opinion="一致")

    applications.accept(application, by=lin)

    assert application.finished_steps.get(step=visit).opinion == steps.COMPLETE


def test_the_steps_are_finished_in_their_order(
    lin: User, review: JoiningStep, visit: JoiningStep
) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="请先办结“秘书处审核”"):
        steps.finish(application, visit, by=lin, opinion="已走访")

    JoiningStep.objects.filter(pk=visit.pk).update(order=1)
    assert steps.finish(application, visit, by=lin, opinion="已走访").step == visit


def test_a_step_that_is_switched_off_is_asked_of_nobody(lin: User, visit: JoiningStep) -> None:
    application = joining.submitted()
    JoiningStep.objects.update(active=False)

    with pytest.raises(Refused, match="已停用"):
        steps.finish(application, visit, by=lin, opinion="已走访")
    assert applications.accept(application, by=lin).state == "accepted"


@pytest.mark.parametrize("person", ["finance", "business", "head"])
def test_another_department_finishes_nothing(person: str, review: JoiningStep) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="没有权限"):
        steps.finish(application, review, by=cast.person(person), opinion="一致")


def test_a_step_is_finished_once_and_with_words(lin: User, review: JoiningStep) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="意见"):
        steps.finish(application, review, by=lin, opinion=" ")
    done = steps.finish(application, review, by=lin, opinion="一致")
    with pytest.raises(Refused, match=r"已由林.*办结"):
        steps.finish(application, review, by=lin, opinion="一致")

    done.pk = None
    with pytest.raises(IntegrityError, match="joining_step_finished_once"), transaction.atomic():
        done.save()


def test_what_is_handed_in_again_is_looked_at_again(lin: User, review: JoiningStep) -> None:
    application = joining.submitted()
    steps.finish(application, review, by=lin, opinion="一致")
    applications.send_back(application, by=lin, answer="执照已过期")
    with pytest.raises(Refused, match="不能再办"):
        steps.finish(application, review, by=lin, opinion="一致")

    with clock.at(clock.now() + timedelta(days=3)):
        applications.submit(application)
        [stage] = steps.of(application)

        assert stage.done is None
        assert stage.under_way
        steps.finish(application, review, by=lin, opinion="已换新执照")
    assert FinishedStep.objects.filter(application=application).count() == 2


def test_a_step_is_due_so_many_working_days_after_the_handing_in(
    lin: User, review: JoiningStep, visit: JoiningStep
) -> None:
    with clock.at(MONDAY):
        application = joining.submitted()
    assert [stage.due_on for stage in steps.of(application)] == [
        date(2020, 6, 15),
        date(2020, 6, 22),
    ]

    for day, late in (("2020-06-15T23:59", 0), ("2020-06-16T00:01", 1)):
        with clock.at(day):
            assert [stage.overdue for stage in steps.of(application)] == [bool(late), False]
            assert steps.overdue() == late
            assert steps.waiting_for({review.department_id}) == (1, late)
            assert steps.waiting_for({visit.department_id}) == (0, 0)


def test_a_step_that_was_finished_late_stays_late_whatever_its_term_becomes(
    lin: User, review: JoiningStep, visit: JoiningStep
) -> None:
    with clock.at(MONDAY):
        application = joining.submitted()
    with clock.at("2020-06-16"):
        steps.finish(application, review, by=lin, opinion="一致")
    JoiningStep.objects.filter(pk=review.pk).update(working_days=60)

    [first, _] = steps.of(application)

    assert (first.late, first.overdue, first.due_on) == (True, False, date(2020, 6, 15))
