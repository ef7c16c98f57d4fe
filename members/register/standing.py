"""What a member is on a day: its type, its seat, and since when. For the head of its pages."""

from dataclasses import dataclass
from datetime import date

from members.enums import Position
from members.models import Member, OrganisationTypeRecord, PositionTerm


@dataclass(frozen=True, slots=True)
class Standing:
    type_record: OrganisationTypeRecord | None
    term: PositionTerm | None
    """None is an ordinary member, which needs no seat."""

    @property
    def organisation_type(self) -> str:
        record = self.type_record
        return record.get_organisation_type_display() if record else "单位类型未登记"

    @property
    def position(self) -> str:
        return Position(self.term.position if self.term else Position.MEMBER).label


def standing(member: Member, day: date) -> Standing:
    """Reads both histories whole, in two queries or none if they were prefetched."""
    types = [record for record in member.organisation_types.all() if record.since <= day]
    terms = [
        term
        for term in member.position_terms.all()
        if term.start <= day and (term.end is None or term.end >= day)
    ]
    return Standing(
        type_record=max(types, key=lambda record: record.since, default=None),
        term=terms[0] if terms else None,
    )
