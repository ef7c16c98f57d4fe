"""What a reminder says and where it goes: one message a person, day and rule, sent or not."""

from typing import Any

from django.conf import settings

from association.base import clock, outbox
from association.base.models import OutboxRow
from members.arithmetic import placeholders
from standardization.models import ReviewReminder, ReviewReminderRule
from standardization.reminders.due import Due
from standardization.reminders.recipients import Recipient

MOST = 100
"""Lines of one message; the rest is counted."""
Channel = OutboxRow.Channel


def code(rule: ReviewReminderRule) -> str:
    """The rule's name in the outbox."""
    return f"review.{rule.code}"


def told_today(rule: ReviewReminderRule) -> set[str]:
    """Who has had this rule's message today: what comes up later is in tomorrow's."""
    rows = OutboxRow.objects.filter(rule=code(rule), object_id=str(rule.pk), due_on=clock.today())
    return set(rows.values_list("recipient_key", flat=True))


def digest(rule: ReviewReminderRule, to: Recipient, items: list[Due]) -> list[ReviewReminder]:
    """It stands in the timeline of the case, if it is about one alone."""
    cases = {item.case.pk: item.case for item in items if item.case}
    about = next(iter(cases.values())) if len(cases) == 1 else rule
    said = _said(rule, items)
    for channel in rule.channels:
        occasion: dict[str, Any] = {
            "rule": code(rule), "obj": rule, "due_on": clock.today(), "channel": channel,
            "recipient_key": to.key, "about": about,
        }  # fmt: skip
        address = to.person.email if to.person and channel == Channel.EMAIL else ""
        if to.person is None:
            outbox.skip(**occasion, reason=to.reason)
        elif channel == Channel.EMAIL and not address:
            outbox.skip(**occasion, reason=outbox.NO_MAIL)
        else:
            outbox.enqueue(**occasion, person=to.person, address=address, **said)
    return [
        ReviewReminder(
            rule=rule,
            object_type=item.obj._meta.label_lower,
            object_id=item.obj.pk,
            due_on=item.on,
            channel=channel,
            recipient=to.key,
            decided_at=clock.now(),
        )
        for item in items
        for channel in rule.channels
    ]


def _said(rule: ReviewReminderRule, items: list[Due]) -> dict[str, Any]:
    items = sorted(items, key=lambda item: (_day(item), item.text))
    lines = [_line(rule, item) for item in items[:MOST]]
    if len(items) > MOST:
        lines.append(f"……共 {len(items)} 项")
    first = _day(items[0])
    words = {
        "件数": str(len(items)),
        "期限": f"{first.year}年{first.month}月{first.day}日",
        "名单": "\n".join(lines),
    }
    return {
        "subject": placeholders.fill(rule.subject, words),
        "body": placeholders.fill(rule.body, words),
    }


def _line(rule: ReviewReminderRule, item: Due) -> str:
    day = _day(item)
    url = settings.PUBLIC_URL.rstrip("/") + item.path(rule.whom)
    return f"· {item.text}，期限 {day.year}年{day.month}月{day.day}日\n  {url}"


def _day(item: Due) -> Any:
    return item.shown or item.on
