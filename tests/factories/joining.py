"""Applications for membership, through their doors, and what a body says to them."""

from datetime import date
from typing import Any

from association.base import clock
from members.governance import motions
from members.joining import agenda, applications
from members.models import JoiningApplication, Meeting, Resolution
from tests.factories import cast, governance, members, papers, people


def draft() -> JoiningApplication:
    return applications.begin(contact_name="简宁", mobile=people.mobile())[0]


def filled(**fields: Any) -> JoiningApplication:
    """A draft with everything in it."""
    row = draft()
    facts = {
        "name": "北京晨岭新锐科技有限公司",
        "credit_code": people.credit_code(),
        "organisation_type": "private",
        "district": "110105",
        "legal_person": "沈禾",
    }
    return applications.fill(row, fields=facts | fields, licence=papers.licence())


def submitted(**fields: Any) -> JoiningApplication:
    return applications.submit(filled(**fields))


def accepted(**fields: Any) -> JoiningApplication:
    return applications.accept(submitted(**fields), by=cast.person("social"))


def on_agenda(meeting: Meeting | None = None, **fields: Any) -> JoiningApplication:
    row = accepted(**fields)
    agenda.put([row], meeting or council(), by=cast.person("social"))
    return row


def council() -> Meeting:
    """The standing council in a room, six of nine present, whoever called it before."""
    term = governance.term()
    governance.term(seats=9 - term.seats.filter(end=None).count())
    return governance.attended(term, 6)


def vote(row: JoiningApplication, *, in_favour: int = 6, number: str = "晨决〔2020〕9号") -> None:
    assert row.motion is not None
    motions.count(
        row.motion,
        in_favour=in_favour,
        against=6 - in_favour,
        abstained=0,
        by=cast.person("social"),
    )
    motions.decide(row.motion, number=number, by=cast.person("head"))
    row.refresh_from_db()


def paper_resolution(decided_on: date | None = None, **fields: Any) -> Resolution:
    return members.resolution(
        decided_on=decided_on or clock.today(), title="关于接纳会员的决议", **fields
    )
