"""Readers of the bulletin, an issue that is out, and its mailing. Built through the doors."""

from datetime import date
from typing import Any

from association.base import clock
from bulletin.enums import IssueState
from bulletin.mailing import preparing, sending, subscribing
from bulletin.models import Issue, Mailing, Masthead, PrintedCopy, Subscriber
from bulletin.printed import copies
from members.models import Member
from tests.factories import cast

HTML = '<p>本期会刊已出版。</p><p><a href="{unsubscribe}">退订</a> <a href="{preferences}">订阅</a></p>'
TEXT = "本期会刊已出版。\n退订：{unsubscribe}"


def issue(number: int = 2, *, state: str = IssueState.RELEASED) -> Issue:
    found = Issue.objects.filter(year=2020, number=number).first()
    return found or Issue.objects.create(
        year=2020, number=number, masthead=masthead(), state=state, created_at=clock.now(),
        locked_at=None if state == IssueState.PLANNING else clock.now(),
        released_at=clock.now() if state == IssueState.RELEASED else None,
    )  # fmt: skip


def masthead() -> Masthead:
    return Masthead.objects.first() or Masthead.objects.create(
        valid_from=date(2020, 1, 1), name="安联会刊", published_by="安联", address="北京",
        phone="010-00000000", mailbox="tougao@example.org", code="https://example.org/",
    )  # fmt: skip


def reader(number: int = 1, **told: Any) -> Subscriber:
    return subscribing.take_in(
        **{
            "address": f"r{number}@example.org", "name": f"读者{number}", "note": "年会签到表",
            "by": None, **told,
        }
    )  # fmt: skip


def prepared(of: Issue | None = None, *, readers: int = 1, **told: Any) -> Mailing:
    for number in range(1, readers + 1):
        if not Subscriber.objects.filter(address=f"r{number}@example.org").exists():
            reader(number)
    told = {"subject": "会刊 2020 年第 2 期", "html": HTML, "text": TEXT, **told}
    return preparing.prepare(of or issue(), by=cast.person("bulletin"), **told)


def released(*, readers: int = 1, **told: Any) -> Mailing:
    return sending.release(prepared(readers=readers, **told), by=cast.person("head"))


def printed_copy(
    member: Member | None = None, *, address: str = "示例路 1 号", of: Issue | None = None
) -> PrintedCopy:
    """安泰's copy, with somewhere to go."""
    member, of = member or cast.company("antai"), of or issue()
    copies.list_members(of, counts=copies.EACH_ONE, by=None)
    row = PrintedCopy.objects.get(issue=of, member=member)
    return copies.change(row, copies=row.copies, recipient="安然", address=address, by=None)
