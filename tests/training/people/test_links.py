from datetime import timedelta

import pytest

from association.base import clock
from association.base.errors import Refused
from tests.factories import cast
from tests.factories import training as make
from training.models import Trainee
from training.people import links

pytestmark = pytest.mark.django_db


def dead(token: str) -> str:
    with pytest.raises(Refused) as refusal:
        links.look_up(token)
    return refusal.value.message


def test_a_link_opens_its_owner_for_ninety_days_and_not_a_day_longer() -> None:
    person = make.trainee()
    token = links.token(person)
    assert links.look_up(token) == person
    with clock.at(clock.today() + timedelta(90)):
        assert links.look_up(token) == person
    with clock.at(clock.today() + timedelta(91)):
        dead(token)


def test_a_new_link_kills_the_older_ones() -> None:
    person = make.trainee()
    old = links.token(person)
    new = links.new_link(person, by=cast.person("training"))
    dead(old)
    assert links.look_up(new) == person


def test_every_dead_link_is_told_the_same() -> None:
    person, other = make.trainee(), make.trainee()
    token = links.token(person)
    head, _, signature = token.partition(".")
    forged = f"{head.replace(str(person.pk), str(other.pk), 1)}.{signature}"
    old = links.token(other)
    links.new_link(other, by=cast.person("training"))
    gone = make.trainee()
    of_gone = links.token(gone)
    Trainee.objects.filter(pk=gone.pk).delete()
    assert (
        len({dead(each) for each in (forged, old, of_gone, "", "1-1-1.x", "张三", "." * 300)}) == 1
    )


def test_a_contact_gets_the_link_of_the_own_people_alone() -> None:
    mine = make.enrolment(make.training_class(), cast.team("chenling"))
    contact = cast.person("team_contact")
    assert links.look_up(links.new_link(mine.trainee, by=contact)) == mine.trainee
    for stranger in (cast.person("other_contact"), cast.person("antai_admin"), None):
        with pytest.raises(Refused, match="没有权限"):
            links.new_link(mine.trainee, by=stranger)


def test_who_is_enrolled_by_another_team_too_gets_the_link_from_the_office() -> None:
    mine = make.enrolment(make.training_class(), cast.team("chenling"))
    make.enrolment(make.training_class(), cast.team("yunlu"), mine.trainee)
    with pytest.raises(Refused, match="由教育培训部发给本人"):
        links.new_link(mine.trainee, by=cast.person("team_contact"))
    assert links.new_link(mine.trainee, by=cast.person("training"))
