"""Member organisations and those who act for them, written row by row: no door is asked."""

from datetime import date, datetime
from itertools import count
from typing import Any

from association.accounts.models import User
from association.base import clock, search
from members.enums import MemberState, OrganisationType, Position, RepresentativeRole
from members.models import (
    Contact,
    Member,
    OrganisationTypeRecord,
    PositionTerm,
    Representative,
    Resolution,
)
from tests.factories import accounts, people

FOUNDED = date(2014, 5, 16)

# The first digits of a code say who registered the organisation: companies, 事业单位, 社会团体.
_HEADS = {
    OrganisationType.INSTITUTION: "12110000",
    OrganisationType.SOCIAL: "51110000",
    OrganisationType.INDIVIDUAL: "92110105",
}
_serial = count(1)
_OTHERS = 2000
"""Above what the doors give (0001 and on of every year) and what a test writes out as the number of a
resolution: one made here is never theirs, however many tests have run before in this process."""


def member(
    name: str = "",
    *,
    organisation_type: OrganisationType | None = OrganisationType.PRIVATE,
    position: Position = Position.MEMBER,
    joined_on: date | None = date(2018, 3, 1),
    **fields: Any,
) -> Member:
    """A member in good standing; type and seat since the day it joined.

    ``organisation_type=None`` is a member whose type nobody has confirmed yet.
    """
    serial = next(_serial)
    name = name or f"北京晨岭第{serial}制品有限公司"
    row = Member.objects.create(
        **{
            "number": f"BJAL-{(joined_on or FOUNDED).year}-{_OTHERS + serial:04d}",
            "name": name,
            "sort_key": search.sort_key(name),
            "initials": search.initials(name),
            "credit_code": people.credit_code(_HEADS.get(organisation_type, "91110105")),
            "state": MemberState.ACTIVE,
            "district": "110105",
            "joined_on": joined_on,
            **fields,
        }
    )
    since = joined_on or FOUNDED
    if organisation_type:
        typed(row, organisation_type, since=since)
    if position != Position.MEMBER:
        seated(row, position, start=since)
    return row


def typed(
    of: Member, organisation_type: OrganisationType, *, since: date
) -> OrganisationTypeRecord:
    return OrganisationTypeRecord.objects.create(
        member=of,
        organisation_type=organisation_type,
        since=since,
        source="营业执照",
        confirmed_at=clock.now(),
    )


def seated(of: Member, position: Position, *, start: date, end: date | None = None) -> PositionTerm:
    return PositionTerm.objects.create(member=of, position=position, start=start, end=end)


def contact(of: Member, name: str = "田禾", **fields: Any) -> Contact:
    fields.setdefault("mobile", people.mobile())
    return Contact.objects.create(member=of, name=name, **fields)


def representative(
    of: Member,
    user: User | None = None,
    *,
    role: RepresentativeRole = RepresentativeRole.ADMIN,
    ended_at: datetime | None = None,
) -> Representative:
    return Representative.objects.create(
        member=of,
        user=user or accounts.user(),
        role=role,
        since=clock.now(),
        ended_at=ended_at,
    )


def resolution(number: str = "", **fields: Any) -> Resolution:
    """A decision of the standing council, compared with its original."""
    return Resolution.objects.create(
        **{
            "number": number or f"晨决〔2020〕{_OTHERS + next(_serial)}号",
            "title": "关于减免会费的决议",
            "body": Resolution.Body.STANDING_COUNCIL,
            "decided_on": date(2020, 6, 5),
            "verified": True,
            "recorded_at": clock.now(),
            **fields,
        }
    )
