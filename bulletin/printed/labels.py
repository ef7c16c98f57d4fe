"""Address labels of an issue on paper: three by eight on an A4 sheet that is cut."""

from association.base import pdf
from association.base.errors import Refused
from bulletin.models import Issue, PrintedCopy

ON_A_SHEET = 24
MOST = 2400
"""A hundred sheets: what a desk prints at once."""


def draw(issue: Issue) -> bytes:
    """What waits to be sent and has an address, by 会员编号. Raises Refused if nothing does."""
    rows = list(
        PrintedCopy.objects.filter(issue=issue, sent_on=None)
        .exclude(address="")
        .exclude(recipient="")
        .select_related("member")[:MOST]
    )
    if not rows:
        raise Refused("没有可以打印的地址签：还没寄出的都缺收件人或地址。")
    sheets = [rows[at : at + ON_A_SHEET] for at in range(0, len(rows), ON_A_SHEET)]
    return pdf.render("bulletin/pdf/labels.html", {"issue": issue, "sheets": sheets})
