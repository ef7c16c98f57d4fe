"""What time alone brings about, looked for every hour: selected is what is due by now, never what is
due exactly today, so that a missed hour loses nothing and a second one does nothing twice."""

import logging

from django.db.models import QuerySet

from association.base import clock
from association.base.errors import Refused
from association.base.templatetags.ui import day as day_words
from standardization import telling
from standardization.cases import clocks, steps
from standardization.enums import ClockKind
from standardization.models import Clock

SILENT = {ClockKind.CHECK: ("take", "核对期限内没有告知补正，视为材料齐全")}
"""Whoever says nothing in time has agreed: the step that follows, and why."""

log = logging.getLogger(__name__)


def run() -> int:
    """How many steps the clock took and how many officers were told."""
    return _silent() + _overdue()


def _late() -> QuerySet[Clock]:
    return Clock.objects.filter(
        done_on__isnull=True, paused_on__isnull=True, due_on__lt=clock.today()
    ).select_related("case__member", "case__officer")


def _silent() -> int:
    count = 0
    for row in _late().filter(kind__in=SILENT):
        verb, why = SILENT[ClockKind(row.kind)]
        try:
            steps.take(row.case, verb, by=None, reason=why)
        except Refused as refusal:  # somebody was faster, or a proposal waits
            log.info("Case %s is not taken on by the clock: %s", row.case_id, refusal.message)
        else:
            count += 1
    return count


def _overdue() -> int:
    """Tells whoever handles the case, once a clock and due date."""
    rows = list(_late().exclude(kind__in=clocks.LEAST).filter(case__officer__isnull=False))
    for row in rows:
        assert row.case.officer is not None, "asked for above"
        telling.tell(
            row.case.officer,
            rule="standardization.overdue",
            obj=row,
            due_on=row.due_on,
            subject=f"{row.case}：{row.get_kind_display()}已逾期",
            body=f"“{row.get_kind_display()}”应于{day_words(row.due_on)}办结，请尽快处理。",
            about=row.case,
        )
    return len(rows)
