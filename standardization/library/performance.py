"""The best grade that a company's accident record allows."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from standardization.models import Accident, PerformanceRule, StandardVersion


def best_grade(version: StandardVersion, accidents: Iterable[Accident], day: date) -> str | None:
    """By the record before ``day``, that day included. A grade without a rule is open to everybody;
    without any open grade: None."""
    rules = {rule.grade: rule for rule in version.performance_rules.all()}
    record = [each for each in accidents if each.on <= day]
    for step in version.thresholds.all():
        rule = rules.get(step.grade)
        if rule is None or _kept(rule, record, day):
            return step.grade
    return None


def _kept(rule: PerformanceRule, record: list[Accident], day: date) -> bool:
    since = months_before(day, rule.months)
    counted = [each for each in record if each.on >= since]
    return (
        sum(each.deaths for each in counted) <= rule.deaths
        and sum(each.serious for each in counted) <= rule.serious
        and sum(each.loss for each in counted) < rule.loss
    )


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    whole = day.year * 12 + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
