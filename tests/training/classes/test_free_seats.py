from decimal import Decimal

import pytest
from django.urls import reverse

from association.base import clock
from members import dealings
from members.enums import DealingKind, MemberState
from members.models import Dealing, Member
from tests.factories import cast
from tests.factories import training as make
from training.classes import free_seats, keeping
from training.enums import EnrolmentState

pytestmark = pytest.mark.django_db


def test_a_free_seat_is_told_once_however_often(antai: Member) -> None:
    row = make.enrolment(make.training_class(), make.team(member=antai))
    free_seats.tell(row)
    free_seats.tell(row)
    told = Dealing.objects.get()
    assert (told.member, told.kind) == (antai, DealingKind.RESCUER_TRAINING)
    assert told.saved == Decimal("1200.00")
    assert told.source == f"training.enrolment:{row.pk}"
    assert told.url == reverse("training:company_people")
    assert dealings.saved_in(antai, clock.today().year) == Decimal("1200.00")


def test_taken_back_twice_it_is_gone(antai: Member) -> None:
    row = make.enrolment(make.training_class(), make.team(member=antai))
    free_seats.tell(row)
    free_seats.take_back(row)
    free_seats.take_back(row)
    assert not Dealing.objects.exists()


def test_who_pays_is_told_of_nothing(antai: Member) -> None:
    dear = make.training_class(free_for_members=False)
    free_seats.tell(make.enrolment(dear, make.team(member=antai)))
    free_seats.tell(make.enrolment(make.training_class(), make.team()))
    antai.state = MemberState.LAPSED
    antai.save()
    free_seats.tell(make.enrolment(make.training_class(), make.team(member=antai)))
    assert not Dealing.objects.exists()


def test_telling_of_somebody_who_has_left_takes_it_back(antai: Member) -> None:
    row = make.enrolment(make.training_class(), make.team(member=antai))
    free_seats.tell(row)
    row.state = EnrolmentState.WITHDRAWN
    free_seats.tell(row)
    assert not Dealing.objects.exists()


def test_a_price_amended_later_is_corrected_and_a_seat_made_dear_taken_back(antai: Member) -> None:
    of, qiao = make.training_class(), cast.person("training")
    free_seats.tell(make.enrolment(of, make.team(member=antai)))
    keeping.amend(of, changes={"price": Decimal("900.00")}, by=qiao)
    assert Dealing.objects.get().saved == Decimal("900.00")
    keeping.amend(of, changes={"free_for_members": False}, by=qiao)
    assert not Dealing.objects.exists()


def test_it_is_no_work_that_makes_a_reviewer_dependent(antai: Member) -> None:
    row = make.enrolment(make.training_class(), make.team(member=antai))
    free_seats.tell(row)
    asked = (DealingKind.CONSULTING, DealingKind.TRAINING)
    assert not dealings.between(antai, clock.today(), clock.today(), kinds=asked).exists()
