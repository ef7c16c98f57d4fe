"""Since when a rule of reminding is in force."""

from datetime import date, datetime
from typing import TypeVar

from association.base import clock
from association.base.models.reminding import RemindingRule

Rule = TypeVar("Rule", bound=RemindingRule)


def since(rule: RemindingRule) -> date:
    """The day on which it was switched on, in Beijing."""
    assert rule.switched_on_at is not None, "a rule in force knows since when"
    return rule.switched_on_at.astimezone(clock.TZ).date()


def since_when(rule: Rule, former: Rule | None) -> datetime | None:
    """As it is about to be saved: switched on, or moved to other days, it begins anew."""
    if not rule.active:
        return None
    if former is None or not former.active or _moved(rule, former):
        return clock.now()
    return former.switched_on_at


def _moved(rule: RemindingRule, former: RemindingRule) -> bool:
    return any(getattr(rule, name) != getattr(former, name) for name in rule.MOVED_BY)
