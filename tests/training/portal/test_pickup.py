"""A team sees whose certificate is ready, why the others' isn't, and says when it comes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from association.base import clock
from tests.conftest import ClientFor
from tests.factories import batches as make
from tests.factories import cast, training
from tests.pages import words
from training.collection import slots
from training.enums import EnrolmentState

pytestmark = pytest.mark.django_db


def test_a_contact_sees_who_is_ready_and_who_is_not_and_chooses_a_slot(
    client_for: ClientFor,
) -> None:
    of, team = make.past_class(), cast.team("chenling")
    (ready,) = make.numbered(make.passed(of, team, person=training.trainee("陶然")))
    training.enrolment(of, team, training.trainee("宋清和"), state=EnrolmentState.PASSED)
    training.enrolment(of, team, training.trainee("韩其琛"), state=EnrolmentState.WITHDRAWN)
    slot = slots.offer(
        of, starts_at=clock.now() + timedelta(days=2), place="培训楼", capacity=1, by=make.staff()
    )
    browser, place = client_for("team_contact"), reverse("training:team_pickup", args=[team.pk])
    page = words(browser.get(place))
    assert "1 人可以领取" in page
    assert f"陶然 登记编号 {ready.national_numbers.get().text} ，由" in page
    assert "本会仅作登记；真伪请到" in page
    assert "宋清和 还没有交照片" in page
    assert "韩其琛" not in page
    page = words(browser.post(place, {"slot": slot.pk}, follow=True))
    assert "已选时段" in page
    held = slots.chosen(team, of)
    assert held is not None
    assert held.chosen_by == cast.person("team_contact")


def test_a_slot_of_a_class_without_ones_people_is_not_found(client_for: ClientFor) -> None:
    team = cast.team("chenling")
    slot = slots.offer(
        make.past_class(),
        starts_at=clock.now() + timedelta(days=2),
        place="培训楼",
        capacity=1,
        by=make.staff(),
    )
    place = reverse("training:team_pickup", args=[team.pk])
    for asked in (slot.pk, "x", ""):
        answer = client_for("team_contact").post(place, {"slot": asked})
        assert answer.status_code == 404
