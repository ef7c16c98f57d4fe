"""The demo's readers: some who consented, one who left, an address that is gone; a mailing that waits
to be released where an issue is out, and its copies on paper. Nobody has an address outside."""

from datetime import timedelta

from association.accounts.models import User
from association.base import clock
from bulletin.enums import IssueState
from bulletin.mailing import content, preparing, subscribing, suppressing
from bulletin.mailing.enums import SuppressionReason
from bulletin.models import Column, Issue, PrintedCopy
from bulletin.printed import copies
from members.enums import Position
from members.models import Representative

_GROUNDS = "年会签到表勾选，原件存综合办公室"
_READERS = ("安全员甲", "安全员乙", "安全员丙", "安全员丁", "安全员戊", "安全员己")
_BY_POSITION = {
    **dict.fromkeys(Position, 1), Position.PRESIDENT: 10, Position.VICE_PRESIDENT: 5,
    Position.STANDING_COUNCILLOR: 3,
}  # fmt: skip


def tell(agents: list[Representative], *, editor: User) -> None:
    today = clock.today()
    with clock.at(today - timedelta(days=20)):
        rows = [
            subscribing.take_in(
                address=f"reader{number:02d}@example.com", name=name, note=_GROUNDS, by=editor,
                member=agents[number % len(agents)].member,
            )
            for number, name in enumerate(_READERS, start=1)
        ]  # fmt: skip
    columns = Column.objects.filter(open_to_members=True)
    subscribing.prefer(rows[1], name=rows[1].name, wants_issues=True, columns=columns)
    subscribing.unsubscribe(rows[2])
    suppressing.suppress(
        address=rows[3].address, reason=SuppressionReason.BOUNCED, note="550 邮箱不存在", by=editor
    )
    issue = Issue.objects.exclude(state=IssueState.PLANNING).first()
    if issue is not None:
        _prepare(issue, editor=editor)


def _prepare(issue: Issue, *, editor: User) -> None:
    letter = content.of(issue)
    preparing.prepare(issue, subject=letter.subject, html=letter.html, text=letter.text, by=editor)
    copies.list_members(issue, counts=_BY_POSITION, by=editor)
    for number, row in enumerate(PrintedCopy.objects.filter(issue=issue)[:6], start=1):
        copies.change(
            row, copies=row.copies, recipient=row.recipient or "办公室",
            address=f"北京市示例区示例路 {number} 号", by=editor,
        )  # fmt: skip
