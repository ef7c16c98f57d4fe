import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from members.models import Dealing, Member
from tests.factories import cast
from tests.factories import training as make
from training.classes import free_seats, running
from training.enums import ClassState, EnrolmentState, ReservationState

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


def test_a_class_goes_its_way_step_by_step(qiao: User) -> None:
    of = make.training_class(state=ClassState.DRAFT)
    make.enrolment(of, make.team(), state=EnrolmentState.FAILED)
    seen = []
    for verb in ("open", "start", "examine", "issue", "collect"):
        running.advance(of, verb, by=qiao)
        of.refresh_from_db()
        seen.append(of.state)
    assert seen == ["enrolling", "training", "examining", "issuing", "collecting"]


def test_a_class_whose_enrolment_is_over_is_not_opened(qiao: User) -> None:
    today = clock.today()
    of = make.training_class(state=ClassState.DRAFT, enrol_from=today, enrol_until=today)
    with clock.at(of.starts_on), pytest.raises(Refused, match="请先修改报名截止日期"):
        running.advance(of, "open", by=qiao)


def test_a_class_does_not_start_before_there_is_anybody(qiao: User) -> None:
    of = make.training_class()
    left = make.enrolment(of, make.team(), state=EnrolmentState.WITHDRAWN)
    with pytest.raises(Refused, match="班里还没有人"):
        running.advance(of, "start", by=qiao)
    left.state = EnrolmentState.REGISTERED
    left.save()
    running.advance(of, "start", by=qiao)
    assert of.state == ClassState.TRAINING


def test_the_line_ends_when_the_class_starts(qiao: User) -> None:
    of = make.training_class()
    make.enrolment(of, make.team())
    waits = make.reservation(of, make.team(), state=ReservationState.WAITING)
    running.advance(of, "start", by=qiao)
    waits.refresh_from_db()
    assert waits.state == ReservationState.GIVEN_UP
    assert audit.timeline(of)[0].after["候补结束"] == 1


def test_people_are_not_lost_by_a_class_that_is_called_off(qiao: User, antai: Member) -> None:
    of, team = make.training_class(), make.team(member=antai)
    row, contact = make.enrolment(of, team), make.contact(team)
    free_seats.tell(row)
    make.enrolment(of, team, state=EnrolmentState.REJECTED)
    with pytest.raises(Refused, match="班里还有 1 人") as refused:
        running.cancel(of, by=qiao, reason="场地停用")
    assert refused.value.field == "people_leave"
    of.refresh_from_db()
    assert of.state == ClassState.ENROLLING

    assert running.cancel(of, by=qiao, reason="场地停用", people_leave=True) == 1
    row.refresh_from_db()
    assert row.state == EnrolmentState.WITHDRAWN
    assert audit.timeline(row)[0].reason == "班次取消：场地停用"
    assert not Dealing.objects.exists()
    assert not of.reservations.exclude(state=ReservationState.GIVEN_UP).exists()
    assert "场地停用" in OutboxRow.objects.get(person=contact.user).body


def test_an_empty_class_is_called_off_with_a_reason(qiao: User) -> None:
    of = make.training_class()
    with pytest.raises(Refused, match="须写明理由"):
        running.cancel(of, by=qiao, reason=" ")
    assert running.cancel(of, by=qiao, reason="人数不足") == 0
    assert of.state == ClassState.CANCELLED


def test_only_the_seal_archives_a_class(qiao: User) -> None:
    of = make.training_class(state=ClassState.COLLECTING)
    with pytest.raises(AssertionError, match="only the seal archives"):
        running.advance(of, "archive", by=qiao)
    of.refresh_from_db()
    assert of.state == ClassState.COLLECTING


@pytest.mark.parametrize("role", ["head", "social", "team_contact"])
def test_only_who_runs_classes_takes_a_step(role: str) -> None:
    by, of = cast.person(role), make.training_class(state=ClassState.DRAFT)
    with pytest.raises(Refused, match="没有权限"):
        running.advance(of, "open", by=by)
    with pytest.raises(Refused, match="没有权限"):
        running.cancel(of, by=by, reason="人数不足")


def test_a_step_that_is_not_next_is_refused(qiao: User) -> None:
    with pytest.raises(Refused, match="不能开班"):
        running.advance(make.training_class(state=ClassState.EXAMINING), "start", by=qiao)
