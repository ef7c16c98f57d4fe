"""What time alone brings about, looked for every hour: selected is what is due by now, never what is
due exactly today, so that a missed hour loses nothing and a second one does nothing twice."""

import logging

from django.db import transaction

from association.accounts.models import User
from association.base import clock, outbox
from association.base.errors import Refused
from standardization import telling
from standardization.cases import steps
from standardization.cases.states import CASES
from standardization.enums import ClockKind
from standardization.models import Case, Clock

SILENT = {
    ClockKind.CHECK: ("take", "核对期限内没有告知补正，视为材料齐全"),
    ClockKind.CORRECTION: ("lapse", "补正期限内没有提交补正，按现有材料审核"),
}
"""Whoever says nothing in time is gone on without: the step that follows, and why."""
TOLD = ("lapse",)
"""The company and its officer hear of these; the others are what everybody waited for."""

log = logging.getLogger(__name__)


def run() -> int:
    """How many steps the clock took."""
    rows = Clock.objects.filter(
        kind__in=SILENT, done_on__isnull=True, paused_on__isnull=True, due_on__lt=clock.today()
    ).select_related("case__member", "case__officer")
    return sum(_taken(row) for row in rows)


def _taken(row: Clock) -> bool:
    verb, why = SILENT[ClockKind(row.kind)]
    try:
        with transaction.atomic():
            case = steps.take(row.case, verb, by=None, reason=why)
            if verb in TOLD:
                _tell(case, verb, why, row)
    except Refused as refusal:  # somebody was faster, or a proposal waits
        log.info("Case %s is not taken on by the clock: %s", row.case_id, refusal.message)
        return False
    return True


def _tell(case: Case, verb: str, why: str, row: Clock) -> None:
    for person in (*telling.admins(case.member), *_officers(case)):
        outbox.tell(
            person,
            rule=f"standardization.{verb}",
            obj=row,
            due_on=row.due_on,
            subject=f"{case}：{CASES[verb].label}",
            body=f"{why}。案件现在是“{case.get_state_display()}”。",
            about=case,
        )


def _officers(case: Case) -> list[User]:
    """A case that nobody handles yet is everybody's who may."""
    if case.officer is not None and case.officer.is_active:
        return [case.officer]
    return list(telling.holders("standardization.handle_case"))
