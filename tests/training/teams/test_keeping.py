import pytest

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members.models import Member
from tests.factories import cast
from tests.factories import training as make
from training.classes import seats
from training.teams import keeping

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao(db: None) -> User:
    return cast.person("training")


def test_a_team_is_entered_once_by_its_name(qiao: User) -> None:
    keeping.enter(name="青石救援队", by=qiao)
    with pytest.raises(Refused) as refused:
        keeping.enter(name=" 青石救援队 ", by=qiao)
    assert refused.value.field == "name"


def test_a_new_owner_leaves_reserved_seats_in_the_quota_of_the_old_one(
    qiao: User, antai: Member, guanghe: Member
) -> None:
    team = make.team(member=antai)
    seats.reserve(make.training_class(), team=team, count=1, by=qiao)
    keeping.amend(team, changes={"member": guanghe}, by=qiao, reason="改由广和建队")
    team.refresh_from_db()
    assert (team.member, team.reservations.get().member) == (guanghe, antai)
    entry = audit.timeline(team)[0]
    assert entry.after == {"所属会员单位": guanghe.name}


def test_a_team_retires_when_no_seat_waits_for_its_people(qiao: User) -> None:
    team = make.team()
    seats.reserve(make.training_class(), team=team, count=1, by=qiao)
    with pytest.raises(Refused, match="还有 1 个名额"):
        keeping.retire(team, by=qiao, reason="撤编")
    seats.give_up(team.reservations.get(), by=qiao)
    make.enrolment(make.training_class(), team)
    keeping.retire(team, by=qiao, reason="撤编")
    team.refresh_from_db()
    assert not team.active
    keeping.resume(team, by=qiao)
    team.refresh_from_db()
    assert team.active


@pytest.mark.parametrize("role", ["head", "social", "team_contact"])
def test_only_who_keeps_teams_does(role: str) -> None:
    by, team = cast.person(role), make.team()
    for attempt in (
        lambda: keeping.enter(name="青石救援队", by=by),
        lambda: keeping.amend(team, changes={"address": "山脚"}, by=by),
        lambda: keeping.retire(team, by=by, reason="撤编"),
        lambda: keeping.resume(team, by=by),
    ):
        with pytest.raises(Refused, match="没有权限"):
            attempt()
