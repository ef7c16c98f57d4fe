"""What the issuing body said of one person, put on record: by form, or row by row of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from association.base import audit, clock
from association.base.errors import Refused
from training.batches import national
from training.batches.national import National
from training.batches.states import BATCHES
from training.enrolment.states import ENROLMENTS
from training.enums import EnrolmentState
from training.models import BatchLine, NationalNumber, SubBatch
from training.rules import Actor, may_submit_batches

Outcome = BatchLine.Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """Of one line: approved, with the number if it came along, or returned with the reason."""

    line: BatchLine
    approved: bool
    reason: str = ""
    number: National | None = None
    issued_on: date | None = None


def approve(line: BatchLine, *, text: str, issued_on: date | None, by: Actor) -> None:
    """Approved; ``text`` is the number, or empty while it isn't known. Raises Refused."""
    number = checked(line, text, issued_on) if text.strip() else None
    record(line.sub_batch, [Told(line, True, "", number, issued_on)], by=by)


def send_back(line: BatchLine, *, by: Actor, reason: str) -> None:
    """Returned by the issuing body; free for the next sub-batch. Raises Refused."""
    record(line.sub_batch, [Told(line, False, reason.strip())], by=by)


def years(line: BatchLine, issued_on: date) -> range:
    """Of which years a number may be: from the end of the class to the day of issue. An exam in
    December is often numbered in its own year and printed in the next."""
    return range(line.enrolment.training_class.ends_on.year, issued_on.year + 1)


def checked(line: BatchLine, text: str, issued_on: date | None) -> National:
    """The number, if it can be this person's. Raises Refused at its field."""
    of = line.enrolment.training_class
    if issued_on is None:
        raise Refused("填了证书编号，请同时填发证日期。", field="issued_on")
    if issued_on > clock.today():
        raise Refused(f"发证日期 {issued_on} 晚于今天，请核对。", field="issued_on")
    if issued_on < of.ends_on:
        raise Refused(
            f"发证日期 {issued_on} 早于培训结束的 {of.ends_on}，请核对。", field="issued_on"
        )
    schemes = line.sub_batch.issuing_body.schemes
    try:
        return national.check(text, schemes, level=of.level, years=years(line, issued_on))
    except ValueError as error:
        raise Refused(f"{error}。", field="text") from error


@transaction.atomic
def record(batch: SubBatch, told: Iterable[Told], *, by: Actor) -> int:
    """Puts it all on record, or nothing. Raises Refused.

    What a line says already may be said again: a file with old and new answers changes only what is
    new. An answer that contradicts the recorded one is refused.
    """
    if not may_submit_batches(by):
        raise Refused("您没有权限登记发证单位的答复。请由教育培训部办理。")
    locked = SubBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in (SubBatch.State.SUBMITTED, SubBatch.State.ANSWERED):
        raise Refused(f"批次 {locked} 现在是“{locked.get_state_display()}”，不能登记答复。")
    lines = {
        line.pk: line
        for line in locked.lines.select_for_update(of=("self",))
        .select_related("enrolment__trainee", "enrolment__training_class", "sub_batch")
        .order_by("pk")
    }
    written = sum(_one(lines[each.line.pk], each, by=by) for each in told)
    if written:
        _move_on(locked, by=by)
    batch.refresh_from_db()
    return written


def _one(line: BatchLine, told: Told, *, by: Actor) -> bool:
    outcome = Outcome.APPROVED if told.approved else Outcome.RETURNED
    wrote = False
    if line.outcome == Outcome.PENDING:
        _answer(line, outcome, told.reason, by=by)
        wrote = True
    elif line.outcome != outcome:
        raise Refused(
            f"{line.enrolment.trainee}已登记为“{line.get_outcome_display()}”，"
            f"不能再登记为“{outcome.label}”。"
        )
    if told.number and not _known(line, told.number):
        assert told.issued_on
        keep(line, told.number, issued_on=told.issued_on, by=by)
        ENROLMENTS.perform(line.enrolment, "number", by=by, 证书编号=told.number.text)
        wrote = True
    return wrote


def _answer(line: BatchLine, outcome: Outcome, reason: str, *, by: Actor) -> None:
    if outcome == Outcome.RETURNED and not reason:
        raise Refused(
            f"{line.enrolment.trainee}：发证单位退回，须写明原因，本人要照着补正。", field="reason"
        )
    line.outcome, line.reason = outcome, reason[:500]
    line.answered_by, line.answered_at = by, clock.now()
    line.save(update_fields=["outcome", "reason", "answered_by", "answered_at"])
    verb = "approve" if outcome == Outcome.APPROVED else "send_back"
    ENROLMENTS.perform(line.enrolment, verb, by=by, reason=reason, 批次=line.sub_batch.number)


def _known(line: BatchLine, number: National) -> bool:
    """On record already. Raises Refused where another number is."""
    held = line.enrolment.national_numbers.filter(superseded_at__isnull=True).first()
    if held and held.text != number.text:
        raise Refused(
            f"{line.enrolment.trainee}已登记证书编号 {held.text}，与 {number.text} 不同。"
            "编号确有变更的，请用“更正编号”。",
            field="text",
        )
    return held is not None


def keep(
    line: BatchLine,
    number: National,
    *,
    issued_on: date,
    by: Actor,
    corrects: NationalNumber | None = None,
    reason: str = "",
) -> NationalNumber:
    """In the caller's transaction. Raises Refused where somebody else holds the number."""
    try:
        with transaction.atomic():
            return NationalNumber.objects.create(
                enrolment=line.enrolment,
                line=line,
                issuer=line.sub_batch.issuing_body,
                scheme=number.scheme.code,
                text=number.text,
                issued_on=issued_on,
                recorded_by=by,
                recorded_at=clock.now(),
                corrects=corrects,
                reason=reason,
            )
    except IntegrityError as error:
        holder = NationalNumber.objects.filter(text=number.text, superseded_at__isnull=True).first()
        if holder is None:
            raise
        raise Refused(
            f"证书编号 {number.text} 已登记在{holder.enrolment.trainee}"
            f"（批次 {holder.line.sub_batch}）名下，不能再登记给{line.enrolment.trainee}。",
            field="text",
        ) from error


def unanswered(batch: SubBatch) -> int:
    """Lines without an answer, and approved ones whose number hasn't come."""
    waiting = Q(outcome=Outcome.PENDING) | Q(
        outcome=Outcome.APPROVED, enrolment__state=EnrolmentState.APPROVED
    )
    return batch.lines.filter(waiting).count()


def _move_on(batch: SubBatch, *, by: Actor) -> None:
    if batch.state == SubBatch.State.SUBMITTED:
        BATCHES.perform(batch, "answer", by=by)
    if not unanswered(batch):
        BATCHES.perform(batch, "close", by=by)


@transaction.atomic
def correct(
    number: NationalNumber,
    *,
    text: str,
    issued_on: date,
    by: Actor,
    reason: str,
    swap: bool = False,
) -> NationalNumber:
    """The issuing body gave another number, or it was copied wrongly. The old one stays readable.

    With ``swap`` whoever holds the new number in the same sub-batch gets the old one: two people
    were mixed up. Raises Refused.
    """
    if not may_submit_batches(by):
        raise Refused("您没有权限更正证书编号。请由教育培训部办理。")
    if not reason.strip():
        raise Refused("更正编号须写明理由。", field="reason")
    batch = SubBatch.objects.select_for_update().get(pk=number.line.sub_batch_id)
    number.refresh_from_db()
    if number.superseded_at:
        raise Refused(f"证书编号 {number} 已经更正过，请刷新页面看最新编号。")
    new = checked(number.line, text, issued_on)
    if new.text == number.text and issued_on == number.issued_on:
        raise Refused("编号和发证日期与登记的相同，没有要更正的内容。", field="text")
    other = _holder(new.text, number, batch) if swap else None
    for row in filter(None, (number, other)):
        row.superseded_at = clock.now()
        row.save(update_fields=["superseded_at"])
    if other:
        old = checked(other.line, number.text, other.issued_on)
        _corrected(other, old, other.issued_on, by=by, reason=reason)
    return _corrected(number, new, issued_on, by=by, reason=reason)


def _holder(text: str, mine: NationalNumber, batch: SubBatch) -> NationalNumber:
    held = NationalNumber.objects.filter(
        text=text, superseded_at__isnull=True, line__sub_batch=batch
    ).exclude(pk=mine.pk)
    found = held.first()
    if found is None:
        raise Refused(f"本批次没有别人登记着 {text}，不能对调。", field="swap")
    return found


def _corrected(
    old: NationalNumber, new: National, issued_on: date, *, by: Actor, reason: str
) -> NationalNumber:
    row = keep(old.line, new, issued_on=issued_on, by=by, corrects=old, reason=reason.strip()[:200])
    audit.record(
        row,
        "更正证书编号",
        by=by,
        before={"证书编号": old.text, "发证日期": old.issued_on.isoformat()},
        after={"证书编号": row.text, "发证日期": issued_on.isoformat()},
        reason=reason,
        about=row.enrolment,
    )
    return row
