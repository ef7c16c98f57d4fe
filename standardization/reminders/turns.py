"""Deciding who is reminded now, by rules that are data. What is decided is written once.

Selected is what is due by now and not yet told, never what is due exactly today: a day without a
scheduler loses nothing. Each rule looks for itself; one that is off keeps no other one silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection, transaction

from association.base import clock, reminding, workdays
from association.base.workdays import Calendar
from members.arithmetic.turns import Turn, speaks
from standardization.enums import RemindOf
from standardization.models import ReviewReminder, ReviewReminderRule
from standardization.reminders import deadlines, messages
from standardization.reminders.due import Due
from standardization.reminders.recipients import Recipient, Recipients

Rule = ReviewReminderRule
FIRST_HOUR, LAST_HOUR = 8, 20
"""Nobody is woken up: Beijing hours, the second one excluded."""

_LOCK = 0x72657677  # names the lock among all advisory locks


def remind() -> int:
    """Decides what is due; how many reminders were written down. Run twice it reminds once."""
    if not FIRST_HOUR <= clock.now().hour < LAST_HOUR:
        return 0
    return sum(_decide(rule.pk) for rule in Rule.objects.filter(active=True))


@transaction.atomic
def _decide(rule_key: int) -> int:
    """One rule, by one process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    rules = list(Rule.objects.filter(active=True))
    rule = next((one for one in rules if one.pk == rule_key), None)
    if rule is None:
        return 0
    if not (items := list(_speaking(rule, rules))):
        return 0
    decided = [
        row
        for to, theirs in _by_person(rule, items).items()
        for row in messages.digest(rule, to, theirs)
    ]
    ReviewReminder.objects.bulk_create(decided, ignore_conflicts=True)
    return len(decided)


def _by_person(rule: Rule, items: list[Due]) -> dict[Recipient, list[Due]]:
    """What each hasn't been told yet. Whoever heard from this rule today hears the rest tomorrow."""
    told = set(
        ReviewReminder.objects.filter(
            rule=rule, object_id__in={item.obj.pk for item in items}
        ).values_list("object_type", "object_id", "due_on", "recipient")
    )
    had, who = messages.told_today(rule), Recipients.of(rule.whom, items)
    found: dict[Recipient, list[Due]] = {}
    for item in items:
        for to in who(item):
            if to.key not in had and (*item.key, to.key) not in told:
                found.setdefault(to, []).append(item)
    return found


# --- Whose turn it is -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Occasion:
    """``on`` is the day it is counted by: of a rule that goes on, the latest of its days."""

    on: date
    turn: Turn


def _speaking(rule: Rule, rules: Iterable[Rule]) -> Iterable[Due]:
    """After a long silence one message is enough: of those alike the latest speaks."""
    alike = [one for one in rules if (one.whom, one.what) == (rule.whom, rule.what)]
    if not (waiting := deadlines.due(rule)):
        return
    calendar, today = workdays.calendar(), clock.today()
    for item in waiting:
        occasions = {one.code: _occasion(one, item.on, calendar, today) for one in alike}
        turns = [each.turn for each in occasions.values()]
        if speaks(turns, due_until=item.on, today=today) == rule.code:
            yield replace(item, on=occasions[rule.code].on, shown=item.shown or item.on)


def _occasion(rule: Rule, on: date, calendar: Calendar, today: date) -> _Occasion:
    since = reminding.since(rule)
    if rule.what == RemindOf.TERM:
        days = (calendar.after(on, rule.days) - on).days
        return _Occasion(on, Turn(rule.code, days, since))
    first = on + timedelta(rule.days)
    if not rule.every or first > today:
        return _Occasion(on, Turn(rule.code, rule.days, since))
    day = today - timedelta((today - first).days % rule.every)
    # What goes on is each time a matter of its own: that it began before the rule is no reason.
    begins = on if day >= since else day + timedelta(1)
    return _Occasion(day, Turn(rule.code, (day - on).days, begins))
