"""The terms of a case in working days. Which step starts, stops and resumes which is in ``STEPS``.

A term counts from the day after it was started, its last day included. Standing still it keeps the
working days that were left. In a year whose holidays nobody has entered it counts by weekdays: the
true end may be earlier or later, and ``Standing.warning`` says so, and what to do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from association.base import audit, clock, workdays
from association.base.errors import Refused
from association.base.templatetags.ui import day as day_words
from association.base.workdays import Calendar
from standardization.enums import CLOSED, ClockKind
from standardization.models import Case, Clock, ClockTerm
from standardization.rules import Actor

K = ClockKind


@dataclass(frozen=True, slots=True)
class Change:
    """What a step does to the clocks of a case."""

    start: tuple[ClockKind, ...] = ()
    finish: tuple[ClockKind, ...] = ()
    pause: tuple[ClockKind, ...] = ()
    resume: tuple[ClockKind, ...] = ()


STEPS: dict[str, Change] = {
    "publish_inside": Change(start=(K.INTERNAL_NOTICE,)),
    "reopen": Change(finish=(K.INTERNAL_NOTICE,)),
    "apply": Change(finish=(K.INTERNAL_NOTICE,), start=(K.CHECK,)),
    "take": Change(finish=(K.CHECK,), start=(K.MATERIALS,)),
    "ask_correction": Change(finish=(K.CHECK, K.MATERIALS), start=(K.CORRECTION,)),
    "resubmit": Change(finish=(K.CORRECTION,), start=(K.MATERIALS,)),
    "lapse": Change(finish=(K.CORRECTION,), start=(K.MATERIALS,)),
    "accept": Change(finish=(K.MATERIALS,)),
    "return": Change(start=(K.CORRECTION,)),
    "confirm_fast": Change(start=(K.PUBLICITY,)),
    "delegate": Change(start=(K.REVIEW,)),
    "close_review": Change(finish=(K.REVIEW,), start=(K.RECTIFICATION,)),
    "close_clean": Change(finish=(K.REVIEW,)),
    # The company's own days stand still while what it handed in is looked at.
    "hand_in_rectified": Change(pause=(K.RECTIFICATION,), start=(K.VERIFICATION,)),
    "return_rectified": Change(finish=(K.VERIFICATION,), resume=(K.RECTIFICATION,)),
    "verified": Change(finish=(K.VERIFICATION, K.RECTIFICATION)),
    "issue_report": Change(start=(K.REPORT_AUDIT,)),
    "return_report": Change(finish=(K.REPORT_AUDIT,)),
    "pass_audit": Change(finish=(K.REPORT_AUDIT,)),
    "close_recheck": Change(start=(K.RECHECK_RECTIFICATION,)),
    "struck_off": Change(finish=(K.RECHECK_RECTIFICATION,)),
    "redo": Change(finish=tuple(K)),
    "publish": Change(start=(K.PUBLICITY,)),
    "object": Change(pause=(K.PUBLICITY,)),
    "dismiss": Change(resume=(K.PUBLICITY,)),
}
"""A step into a closed state stops whatever still runs."""
LEAST = (K.INTERNAL_NOTICE, K.PUBLICITY)
"""Have to last so long; nobody is late when they are over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands today; ``left`` in working days, below 0 for as many too late."""

    clock: Clock
    left: int
    unknown: tuple[int, ...] = field(default=())
    """Years of the term whose holidays nobody has entered."""

    @property
    def overdue(self) -> bool:
        return self.left < 0 and self.clock.kind not in LEAST

    @property
    def words(self) -> str:
        if self.clock.paused_on:
            return f"停算，还剩 {self.left} 个工作日"
        if self.left < 0 and not self.overdue:
            return "已满期"
        if self.overdue:
            return f"已逾期 {-self.left} 个工作日"
        return f"还剩 {self.left} 个工作日" if self.left else "今天到期"

    @property
    def warning(self) -> str:
        if not self.unknown:
            return ""
        years = "、".join(str(year) for year in self.unknown)
        return (
            f"{years} 年放假安排尚未登记，按周一至周五推算，实际可能更早，也可能更晚，"
            "请对照国务院公布的放假和调休安排。综合办公室在“放假与调休”登记后，新开始的期限按安排计算。"
        )


def follow(case: Case, verb: str) -> None:
    """Does what the step that was just taken does to the clocks, in its transaction."""
    change = STEPS.get(verb, Change())
    finish = tuple(K) if case.state in CLOSED else change.finish
    if not (finish or change.start or change.pause or change.resume):
        return
    calendar, today = workdays.calendar(), clock.today()
    running(case).filter(kind__in=finish).update(done_on=today)
    for kind in change.pause:
        pause(case, kind, calendar=calendar)
    for kind in change.resume:
        resume(case, kind, calendar=calendar)
    for kind in change.start:
        start(case, kind, calendar=calendar)


def running(case: Case) -> QuerySet[Clock]:
    """Those not over, also the ones that stand still."""
    return Clock.objects.filter(case=case, done_on__isnull=True)


def start(case: Case, kind: ClockKind, *, calendar: Calendar) -> Clock:
    """Anew: one of this kind that still runs is over. Raises Refused without a term on record."""
    term = ClockTerm.objects.filter(kind=kind).first()
    if term is None:
        raise Refused(f"还没有设定“{kind.label}”的办理时限。请安全技术部负责人先在“办理时限”登记。")
    today = clock.today()
    running(case).filter(kind=kind).update(done_on=today)
    return Clock.objects.create(
        case=case,
        kind=kind,
        started_on=today,
        working_days=term.working_days,
        due_on=calendar.after(today, term.working_days),
    )


def pause(case: Case, kind: ClockKind, *, calendar: Calendar) -> None:
    """Stands still from today, which counts as used. One that stands still already stays so."""
    today = clock.today()
    for row in running(case).filter(kind=kind, paused_on__isnull=True):
        row.paused_on, row.left = today, calendar.between(today, row.due_on)
        row.save(update_fields=["paused_on", "left"])


def resume(case: Case, kind: ClockKind, *, calendar: Calendar) -> None:
    """Goes on with the days that were left; whoever had none left has one, today not counted."""
    for row in running(case).filter(kind=kind, paused_on__isnull=False):
        row.due_on = calendar.after(clock.today(), max(row.left or 0, 1))
        row.paused_on = row.left = None
        row.save(update_fields=["due_on", "paused_on", "left"])


def not_to_extend(case: Case, kind: ClockKind) -> str | None:
    """Why this term can't be longer: a sentence, or None."""
    kind = ClockKind(kind)  # as a row of the database has it
    row = running(case).filter(kind=kind).first()
    if row is None:
        return f"“{kind.label}”现在没有在计时，不能延期。"
    if row.extended:
        return f"“{kind.label}”已经延期过一次，不能再延。"
    term = ClockTerm.objects.filter(kind=kind).first()
    if term is None or not term.extension:
        return f"“{kind.label}”的时限按规定不能延期。"
    return None


def extend(case: Case, kind: ClockKind, *, by: Actor, reason: str) -> Clock:
    """Once, by what the term allows; ``steps.decide`` has checked who may. Raises Refused."""
    if obstacle := not_to_extend(case, kind):
        raise Refused(obstacle)
    row = running(case).select_for_update().get(kind=kind)
    before = row.due_on
    row.extended = ClockTerm.objects.get(kind=kind).extension
    if row.paused_on:
        row.left = (row.left or 0) + row.extended
    else:
        row.due_on = workdays.calendar().after(row.due_on, row.extended)
    row.save(update_fields=["extended", "left", "due_on"])
    audit.record(
        row,
        f"{kind.label}延期",
        by=by,
        before={"到期日": day_words(before)},
        after={"到期日": day_words(row.due_on), "延期": f"{row.extended} 个工作日"},
        reason=reason,
        about=case,
    )
    return row


def standing(row: Clock, calendar: Calendar, today: date) -> Standing:
    unknown = calendar.unknown_years(min(row.started_on, today), row.due_on)
    if row.paused_on:
        return Standing(row, row.left or 0, unknown)
    if row.due_on < today:
        # At least one: a term that ended on Friday is late on Saturday.
        return Standing(row, -max(calendar.between(row.due_on, today), 1), unknown)
    return Standing(row, calendar.between(today, row.due_on), unknown)


def standings(rows: Iterable[Clock]) -> list[Standing]:
    """Of all these with one look at the calendar."""
    calendar, today = workdays.calendar(), clock.today()
    return [standing(row, calendar, today) for row in rows]
