"""Deciding who is reminded now. What is decided is written once, with everything that follows.

Selected is what is due by now and not yet decided, never what is due exactly today: two days
without a scheduler are made up for by the next run. Who has paid, is exempt or got more time is
not due, nor whoever waits for an answer to an application for relief; a message that still waits
when that happens is taken back.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from association.base import clock, outbox
from association.base.models import OutboxRow
from association.base.reminding import since
from members.arithmetic.turns import Turn, speaks
from members.enums import RELIEF_PENDING, MemberState
from members.models import (
    Assessment,
    ReliefApplication,
    Reminder,
    ReminderRule,
    Representative,
)
from members.queries import with_position
from members.reminders import texts
from members.reminders.recipients import nobody, recipients

CHUNK = 100
OBJECT = Assessment._meta.label_lower
# Nobody is woken up: reminders are written from 8 to 20 o'clock in Beijing.
FIRST_HOUR, LAST_HOUR = 8, 20

_LOCK = 0x72656D69  # names the lock among all advisory locks
NO_LONGER_OWED, LATER, NOT_ACTIVE = "已缴清或免缴", "缴费期限已延长", "会籍状态为“{}”"
ASKS_RELIEF = "减免申请审批中"
PASSED_OVER = "由更近的一次提醒代替"


def remind() -> int:
    """Takes back what needs no reminder any more, decides what is due; how many were decided.

    Run twice at once it decides everything once. At night it takes back alone: a mail that waits
    for its server isn't to go out on what the evening has settled.
    """
    take_back()
    if not FIRST_HOUR <= clock.now().hour < LAST_HOUR:
        return 0
    decided = 0
    for rule in ReminderRule.objects.filter(active=True):
        while count := _decide(rule.pk):
            decided += count
    return decided


def owed(today: date) -> QuerySet[Any]:
    """Every year of a member of which something is to be paid, with ``with_position``. What the
    association itself has still to decide on is left out: it is due again once that is done."""
    annual = Assessment.objects.filter(~asks_relief(), kind=Assessment.ANNUAL)
    return with_position(annual, today=today).filter(balance__gt=0)


def asks_relief() -> Exists:
    """An application of an assessment waits for the association."""
    return Exists(
        ReliefApplication.objects.filter(assessment=OuterRef("pk"), state__in=RELIEF_PENDING)
    )


def undecided(rule: ReminderRule, today: date) -> QuerySet[Any]:
    """What is due by this day by this rule, and still has to be decided."""
    decided = Reminder.objects.filter(
        rule=rule, assessment=OuterRef("pk"), due_on=OuterRef("due_until")
    )
    return owed(today).filter(
        ~Exists(decided),
        due_until__lte=today - timedelta(days=rule.days),
        due_until__gte=since(rule),
    )


@transaction.atomic
def _decide(rule_key: int) -> int:
    """A chunk of one rule, by one process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    rules = list(ReminderRule.objects.filter(active=True))
    rule = next((one for one in rules if one.pk == rule_key), None)
    if rule is None:
        return 0
    today = clock.today()
    turns = [Turn(one.code, one.days, since(one)) for one in rules]
    acting = Representative.objects.filter(ended_at__isnull=True).select_related("user")
    rows = (
        undecided(rule, today)
        .select_related("member")
        .prefetch_related("member__contacts", Prefetch("member__representatives", acting))
        .order_by("pk")[:CHUNK]
    )
    decided = [_turn(rule, turns, row, today) for row in rows]
    Reminder.objects.bulk_create(decided)
    return len(decided)


def _turn(rule: ReminderRule, turns: list[Turn], row: Any, today: date) -> Reminder:
    """Writes this member's messages to the outbox, and answers the turn still to be saved."""
    facts = texts.values(row, balance=row.balance, due_until=row.due_until, today=today)
    subject, body = texts.filled(rule, facts)
    occasion: dict[str, Any] = {
        "rule": rule.code,
        "obj": row,
        "due_on": row.due_until,
        "about": row.member,
    }
    if row.member.state != MemberState.ACTIVE:
        found = nobody(rule, NOT_ACTIVE.format(row.member.get_state_display()))
    elif speaks(turns, due_until=row.due_until, today=today) != rule.code:
        found = nobody(rule, PASSED_OVER)
    else:
        found = recipients(rule, row.member)
    for one in found:
        whom: dict[str, Any] = {"channel": one.channel, "recipient_key": one.key}
        if one.reason:
            outbox.skip(**occasion, **whom, reason=one.reason)
        else:
            outbox.enqueue(
                **occasion, **whom, person=one.person, address=one.address,
                subject=subject, body=body,
            )  # fmt: skip
    return Reminder(
        rule=rule,
        assessment=row,
        due_on=row.due_until,
        messages=len(found),
        decided_at=clock.now(),
    )


def ours() -> QuerySet[OutboxRow]:
    """Every message that a reminder of dues owes."""
    return OutboxRow.objects.filter(object_type=OBJECT)


@transaction.atomic
def take_back() -> int:
    """Stops what still waits for members that needn't be reminded any more; how many messages."""
    waiting = ours().filter(state=OutboxRow.State.WAITING)
    keys = set(waiting.values_list("object_id", flat=True))
    if not keys:
        return 0
    asking = Assessment.objects.filter(pk__in=keys).annotate(asks_relief=asks_relief())
    rows = with_position(asking).select_related("member")
    stopped: dict[str, list[int]] = defaultdict(list)
    positions = {str(row.pk): row for row in rows}
    for pk, key, due_on in waiting.values_list("pk", "object_id", "due_on"):
        if reason := _why_not(positions[key], due_on):
            stopped[reason].append(pk)
    return sum(
        outbox.withdraw(OutboxRow.objects.filter(pk__in=keys), reason=reason)
        for reason, keys in stopped.items()
    )


def _why_not(row: Any, due_on: date) -> str:
    if row.balance <= 0:
        return NO_LONGER_OWED
    if row.due_until != due_on:
        return LATER
    if row.asks_relief:
        return ASKS_RELIEF
    if row.member.state != MemberState.ACTIVE:
        return NOT_ACTIVE.format(row.member.get_state_display())
    return ""
