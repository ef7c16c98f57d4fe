"""Applications for relief through the doors: 林 handles, 贺 advises and settles, the council votes."""

from datetime import date
from decimal import Decimal
from typing import Any

from association.accounts.models import User
from members.enums import OpinionSide
from members.governance import motions
from members.models import Assessment, Meeting, ReliefApplication
from members.relief import applications, decisions, opinions
from tests.factories import cast, papers


def drafted(of: Assessment, *, by: User, **fields: Any) -> ReliefApplication:
    """Asks for half, with everything that is wanted."""
    if not {"percent", "amount"} & fields.keys():
        fields["percent"] = Decimal(50)
    fields = {"text": "疫情期间停工三个月。", "letter": papers.licence("申请函.pdf"), **fields}
    return applications.write(of, by=by, **fields)


def submitted(of: Assessment, *, by: User, **fields: Any) -> ReliefApplication:
    return applications.submit(drafted(of, by=by, **fields), by=by)


def accepted(of: Assessment, *, by: User, **fields: Any) -> ReliefApplication:
    return applications.accept(submitted(of, by=by, **fields), by=cast.person("social"))


def advised(of: Assessment, *, by: User, **fields: Any) -> ReliefApplication:
    """Both sides have said what they think: grant what is asked for."""
    row = accepted(of, by=by, **fields)
    for side, role in ((OpinionSide.SECRETARIAT, "social"), (OpinionSide.FINANCE, "finance")):
        opinions.give(row, side=side, recommends=row.asked, text="情况属实。", by=cast.person(role))
    return row


def placed(
    row: ReliefApplication, meeting: Meeting, *, amount: str = "", until: date | None = None
) -> ReliefApplication:
    """On the agenda of this meeting, with all that was asked for unless another amount is given."""
    proposed = Decimal(amount) if amount else row.asked
    return decisions.place(row, meeting, amount=proposed, until=until, by=cast.person("social"))


def voted(
    row: ReliefApplication, in_favour: int, against: int, number: str = "常决〔2020〕9号"
) -> Any:
    """The show of hands, and its result."""
    motions.count(
        row.motion, in_favour=in_favour, against=against, abstained=0, by=cast.person("general")
    )
    return motions.decide(row.motion, number=number, by=cast.person("head"))
