"""Asking somebody in, through the door, as half a dozen tests begin."""

from association.accounts.models import User
from members.enums import RepresentativeRole
from members.models import Invitation, Member, Representative
from members.register import representatives
from tests.factories import people


def invite(
    member: Member,
    by: User,
    *,
    mobile: str = "",
    role: RepresentativeRole = RepresentativeRole.AGENT,
) -> tuple[Invitation, str]:
    """The invitation and its token."""
    return representatives.invite(
        member, name="周然", mobile=mobile or people.mobile(), role=role, by=by
    )


def acting(member: Member, user: User) -> Representative:
    return member.representatives.get(user=user, ended_at=None)
