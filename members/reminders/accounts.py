"""The account of the reminders: what was owed = sent + not sent, by reason, and nothing left over.

Owed is counted where it was decided (``Reminder.messages``), sent and not sent where it was
delivered (the outbox). Neither side is derived from the other.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Sum

from association.base import clock
from association.base.models import OutboxRow
from members.models import Reminder, ReminderRule
from members.reminders.turns import ours, undecided

State = OutboxRow.State
# A day's turns are decided by the hourly run after eight; by ten they have to be.
LATEST = timedelta(hours=10)
# What a rule just switched on and dues just assessed are given: the run rests at night.
A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Account:
    """One rule and one deadline. Counts are messages, except ``members``."""

    rule: ReminderRule
    due_on: date
    members: int = 0
    owed: int = 0
    states: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    """By reason."""

    @property
    def recorded(self) -> int:
        return sum(self.states.values())

    @property
    def balances(self) -> bool:
        return self.owed == self.recorded

    def of(self, *states: str) -> int:
        return sum(self.states.get(state, 0) for state in states)


def accounts() -> list[Account]:
    """Every rule and deadline of which anything was decided or recorded, the latest first."""
    rules = {rule.pk: rule for rule in ReminderRule.objects.all()}
    by_code = {rule.code: rule for rule in rules.values()}
    found: dict[tuple[str, date], Account] = {}

    def of(rule: ReminderRule, due_on: date) -> Account:
        return found.setdefault((rule.code, due_on), Account(rule, due_on))

    turns = Reminder.objects.order_by().values("rule", "due_on")
    for turn in turns.annotate(members=Count("pk"), owed=Sum("messages")):
        account = of(rules[turn["rule"]], turn["due_on"])
        account.members, account.owed = turn["members"], turn["owed"]
    recorded = ours().filter(rule__in=by_code).order_by().values("rule", "due_on", "state")
    for row in recorded.annotate(messages=Count("pk")):
        of(by_code[row["rule"]], row["due_on"]).states[row["state"]] = row["messages"]
    why = ours().filter(rule__in=by_code, state=State.SKIPPED).order_by()
    for left in why.values("rule", "due_on", "reason").annotate(messages=Count("pk")):
        of(by_code[left["rule"]], left["due_on"]).skipped[left["reason"]] = left["messages"]
    return sorted(found.values(), key=lambda one: (one.due_on, one.rule.days), reverse=True)


def overlooked() -> dict[str, int]:
    """By title of the rule, how many members should have had their turn and have not."""
    now = clock.now()
    as_of, settled = (now - LATEST).date(), now - A_DAY
    missing: dict[str, int] = {}
    for rule in ReminderRule.objects.filter(active=True, switched_on_at__lt=settled):
        if count := undecided(rule, as_of).filter(run__started_at__lt=settled).count():
            missing[rule.title] = count
    return dict(missing)


def complaints() -> list[str]:
    """One sentence for each thing that doesn't add up; empty if all is well."""
    told = [
        f"“{one.rule.title}”期限 {one.due_on}：应发 {one.owed} 条，记录 {one.recorded} 条，不相等。"
        for one in accounts()
        if not one.balances
    ]
    told += [
        f"“{title}”有 {count} 家已到提醒的日子，还没有处理。自动提醒可能停了，请告诉系统管理员。"
        for title, count in overlooked().items()
    ]
    return told
