"""Two people at the same moment, on real connections: somebody is always left to look after it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from association.accounts.models import User
from association.base.errors import Refused
from members.enums import RepresentativeRole
from members.models import Member, Representative
from members.register import representatives
from tests.factories import accounts, cast, people
from tests.factories import members as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]

ADMIN, AGENT = RepresentativeRole.ADMIN, RepresentativeRole.AGENT
PASSWORD = "lamp-over-the-river-4"
ROUNDS = range(5)


def at_once(*doors: Callable[[], object]) -> list[str]:
    """What each door answered: "done", or its refusal."""
    start = Barrier(len(doors))

    def play(door: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            door()
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(doors)) as pool:
        return list(pool.map(play, doors))


def admins(member: Member) -> int:
    return representatives.acting_for(member).filter(role=ADMIN).count()


def two_admins() -> tuple[Member, Representative, Representative]:
    member = make.member()
    return (
        member,
        make.representative(member, accounts.user("甲"), role=ADMIN),
        make.representative(member, accounts.user("乙"), role=ADMIN),
    )


def test_two_admins_ending_each_other_leave_exactly_one() -> None:
    for _ in ROUNDS:
        member, first, second = two_admins()
        answers = at_once(
            partial(representatives.end, first, by=second.user, reason="离职"),
            partial(representatives.end, second, by=first.user, reason="离职"),
        )
        assert answers.count("done") == 1
        assert admins(member) == 1


def test_two_admins_stepping_down_leave_exactly_one() -> None:
    for _ in ROUNDS:
        member, first, second = two_admins()
        answers = at_once(
            partial(representatives.change_role, first, role=AGENT, by=first.user),
            partial(representatives.change_role, second, role=AGENT, by=second.user),
        )
        assert answers.count("done") == 1
        assert any("最后一位单位管理员" in answer for answer in answers)
        assert admins(member) == 1


def test_staff_ending_both_leave_one() -> None:
    staff = cast.person("social")
    for _ in ROUNDS:
        member, first, second = two_admins()
        answers = at_once(
            partial(representatives.end, first, by=staff, reason="离职"),
            partial(representatives.end, second, by=staff, reason="离职"),
        )
        assert answers.count("done") == 1
        assert admins(member) == 1


def test_one_link_opened_twice_takes_one_person_on() -> None:
    staff = cast.person("social")
    for _ in ROUNDS:
        member, number = make.member(), people.mobile()
        _, token = representatives.invite(member, name="周然", mobile=number, role=ADMIN, by=staff)
        answers = at_once(*[partial(representatives.accept, token, password=PASSWORD)] * 2)
        assert answers.count("done") == 1
        assert member.representatives.count() == 1
        assert User.objects.filter(phone=people.international(number)).count() == 1


def test_one_number_invited_twice_has_one_open_link() -> None:
    staff = cast.person("social")
    for _ in ROUNDS:
        member = make.member()
        door = partial(
            representatives.invite,
            member,
            name="周然",
            mobile=people.mobile(),
            role=AGENT,
            by=staff,
        )
        assert at_once(door, door) == ["done", "done"]
        assert representatives.waiting(member).count() == 1
        assert member.invitations.filter(revoked_at__isnull=False).count() == 1


def test_a_link_taken_back_while_it_is_opened_is_one_or_the_other() -> None:
    staff = cast.person("social")
    for _ in ROUNDS:
        invitation, token = representatives.invite(
            make.member(), name="周然", mobile=people.mobile(), role=AGENT, by=staff
        )
        answers = at_once(
            partial(representatives.accept, token, password=PASSWORD),
            partial(representatives.revoke, invitation, by=staff),
        )
        assert answers.count("done") == 1
        invitation.refresh_from_db()
        assert (invitation.accepted_at is None) is (invitation.revoked_at is not None)
