"""Delegates are told that a vote by correspondence is open: in the portal, and by mail if the
account has an address. Owed once per meeting, delivered by the outbox."""

from association.base import clock, outbox
from association.base.models import OutboxRow
from members.models import Meeting

RULE = "vote-open"


def announce(meeting: Meeting) -> int:
    """To everybody on the roll who can sign in; how many. Call it in the opening's transaction."""
    assert meeting.deadline is not None
    until = meeting.deadline.astimezone(clock.TZ)
    subject = f"请表决：{meeting}"
    body = (
        f"{meeting}已开始通讯表决，{until:%Y-%m-%d %H:%M} 截止。请登录会员服务，在“表决”页阅读材料、"
        "逐项投票。到时即止，之后的票不收。"
    )
    told = [row.seat for row in meeting.roll.select_related("seat__user") if row.seat.user]
    for seat in told:
        assert seat.user is not None
        ways = [(OutboxRow.Channel.PORTAL, "")]
        if seat.user.email:
            ways.append((OutboxRow.Channel.EMAIL, seat.user.email))
        for channel, address in ways:
            outbox.enqueue(
                rule=RULE,
                obj=meeting,
                due_on=until.date(),
                channel=channel,
                recipient_key=f"seat:{seat.pk}",
                subject=subject,
                body=body,
                person=seat.user,
                address=address,
            )
    return len(told)
