"""What a reminder says: the rule's words with this member's facts."""

from datetime import date
from decimal import Decimal

from association.base.money import grouped
from members.arithmetic import deadline, placeholders
from members.dues import notices, reasons
from members.models import Assessment, ReminderRule


def values(
    assessment: Assessment, *, balance: Decimal, due_until: date, today: date
) -> dict[str, str]:
    """Every gap that a rule's text may have (``GAPS``). ``balance`` is what is still to be paid."""
    member = assessment.member
    return {
        "单位": member.name,
        "会员编号": member.number,
        "年度": str(assessment.year),
        "金额": grouped(balance),
        "期限": reasons.plain(due_until),
        "时间": _when(deadline.state(due_until, today)),
        "通知单号": notices.number(member, assessment.year),
    }


def _when(state: deadline.State) -> str:
    if state.overdue:
        return f"已逾期 {state.days_overdue} 天"
    return f"还有 {state.days_left} 天到期" if state.days_left else "今天到期"


def filled(rule: ReminderRule, facts: dict[str, str]) -> tuple[str, str]:
    """Subject and body."""
    return placeholders.fill(rule.subject, facts), placeholders.fill(rule.body, facts)
