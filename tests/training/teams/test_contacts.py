from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from tests.factories import accounts, cast, people
from tests.factories import training as make
from training.models import Team
from training.teams import contacts

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-enough-word-9"


@pytest.fixture
def tan(db: None) -> User:
    return cast.person("team_contact")


@pytest.fixture
def chenling(tan: User) -> Team:
    return cast.team("chenling")


def test_a_link_makes_a_contact_with_an_account_of_their_own(chenling: Team, tan: User) -> None:
    mobile = people.mobile()
    invitation, token = contacts.invite(chenling, name="阮青", mobile=mobile, by=tan)
    assert token not in invitation.token_hash
    made = contacts.accept(token, password=PASSWORD)
    assert made.user.check_password(PASSWORD)
    assert made in contacts.acting_for(chenling)
    assert not contacts.waiting(chenling).exists()
    with pytest.raises(Refused, match="已经用过"):
        contacts.look_up(token)


def test_the_link_is_dead_after_fourteen_days_or_by_a_newer_one(chenling: Team, tan: User) -> None:
    mobile = people.mobile()
    _, first = contacts.invite(chenling, name="阮青", mobile=mobile, by=tan)
    _, second = contacts.invite(chenling, name="阮青", mobile=mobile, by=tan)
    with pytest.raises(Refused, match="新的邀请取代"):
        contacts.look_up(first)
    with clock.at(clock.now() + timedelta(days=14, minutes=1)):
        with pytest.raises(Refused, match="过期"):
            contacts.look_up(second)
        assert not contacts.waiting(chenling).exists()


def test_who_has_an_account_accepts_signed_in_and_nobody_else_does(
    chenling: Team, tan: User
) -> None:
    owner = accounts.user("阮青")
    _, token = contacts.invite(
        chenling, name="阮青", mobile=owner.phone.removeprefix("+86"), by=tan
    )
    with pytest.raises(Refused, match="已有账号"):
        contacts.accept(token, password=PASSWORD)
    with pytest.raises(Refused, match="您现在以"):
        contacts.accept(token, user=accounts.user("路人"))
    assert contacts.accept(token, user=owner).user == owner
    with pytest.raises(Refused, match="已经是联系人"):
        contacts.invite(chenling, name="阮青", mobile=owner.phone, by=tan)


def test_an_ended_contact_acts_no_more_and_leaves_no_door_open(chenling: Team, tan: User) -> None:
    other = make.contact(chenling)
    _, token = contacts.invite(chenling, name="阮青", mobile=people.mobile(), by=other.user)
    with pytest.raises(Refused, match="理由"):
        contacts.end(other, by=tan, reason=" ")
    contacts.end(other, by=tan, reason="离队")
    assert [each.user for each in contacts.acting_for(chenling)] == [tan]
    with pytest.raises(Refused, match="撤回"):
        contacts.look_up(token)
    assert audit.timeline(chenling).filter(action="停用队伍联系人").get().reason == "离队"


def test_the_last_contact_goes_only_by_the_office(chenling: Team, tan: User) -> None:
    mine = contacts.acting_for(chenling).get()
    with pytest.raises(Refused, match="最后一位联系人"):
        contacts.end(mine, by=tan, reason="离队")
    contacts.end(mine, by=cast.person("training"), reason="队伍来函")
    assert not contacts.acting_for(chenling).exists()


def test_nobody_meddles_with_another_teams_contacts(chenling: Team, tan: User) -> None:
    invitation, _ = contacts.invite(chenling, name="阮青", mobile=people.mobile(), by=tan)
    mine = contacts.acting_for(chenling).get()
    for role in ("other_contact", "antai_admin", "head", "reader"):
        by = cast.person(role)
        for attempt in (
            lambda by=by: contacts.invite(chenling, name="甲", mobile=people.mobile(), by=by),
            lambda by=by: contacts.revoke(invitation, by=by),
            lambda by=by: contacts.end(mine, by=by, reason="试试"),
        ):
            with pytest.raises(Refused, match="没有权限"):
                attempt()


def test_a_number_that_is_none_is_said_at_its_field(chenling: Team, tan: User) -> None:
    with pytest.raises(Refused) as refused:
        contacts.invite(chenling, name="阮青", mobile="12345", by=tan)
    assert refused.value.field == "mobile"
