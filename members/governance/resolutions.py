"""Decisions of the association's bodies: recorded with their papers, or adopted in a meeting."""

from datetime import date

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import StoredFile
from members import register
from members.arithmetic.quorum import Judgement
from members.models import Motion, Resolution
from members.rules import Actor, may_record_resolution


@transaction.atomic
def record(
    *,
    number: str,
    title: str,
    body: str,
    decided_on: date,
    by: Actor,
    file: StoredFile | None = None,
    verified: bool = False,
) -> Resolution:
    """Records what a body has decided. Raises Refused: number taken, or a day yet to come."""
    if not may_record_resolution(by):
        raise Refused("您没有权限登记决议。请由社会工作部或财务管理中心办理。")
    resolution = Resolution(
        number=number,
        title=title,
        body=body,
        decided_on=decided_on,
        file=file,
        verified=verified,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    _write(resolution, "登记决议", by=by)
    return resolution


def adopt(
    motion: Motion, judgement: Judgement, *, number: str, decided_on: date, by: Actor
) -> Resolution:
    """Writes the resolution of a motion that was carried, with its arithmetic. The caller has
    checked who may, and holds the motion locked. Raises Refused: number taken, or none given."""
    number = number.strip()
    if not number:
        raise Refused("请填决议文号。", field="number")
    meeting = motion.meeting
    resolution = Resolution(
        number=number,
        title=motion.title,
        body=meeting.term.body.kind,
        decided_on=decided_on,
        verified=True,
        recorded_by=by,
        recorded_at=clock.now(),
        mode=meeting.mode,
        seats=motion.seats,
        present=motion.present,
        in_favour=motion.in_favour,
        against=motion.against,
        abstained=motion.abstained,
        recused=motion.recused,
        arithmetic={"rule": meeting.rule, "sentences": list(judgement.sentences)},
    )
    _write(resolution, "作出决议", by=by)
    return resolution


def _write(resolution: Resolution, action: str, *, by: Actor) -> None:
    register.save(resolution)
    audit.record(
        resolution,
        action,
        by=by,
        after={
            "决议文号": resolution.number,
            "作出机构": resolution.get_body_display(),
            "决定日期": resolution.decided_on,
        },
    )
