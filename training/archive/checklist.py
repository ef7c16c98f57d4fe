"""The checklist of one class: what the portal sees for itself, and what somebody has ticked."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from training.collection import waiting
from training.enums import ClassState, EnrolmentState
from training.models import (
    ArchiveItem,
    ArchiveTick,
    BatchLine,
    Enrolment,
    SettlementLine,
    TrainingClass,
)
from training.rules import Actor, may_archive_class

Computed = ArchiveItem.Computed
UNSETTLED = (
    EnrolmentState.REGISTERED,
    EnrolmentState.RETURNED,
    EnrolmentState.ELIGIBLE,
    EnrolmentState.PASSED,
    EnrolmentState.SENT_BACK,
)
"""Neither failed nor on the way to a certificate: nobody has said what becomes of them."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """``obstacle``: what is missing, in words; empty once the item is done."""

    item: ArchiveItem
    tick: ArchiveTick | None
    obstacle: str

    @property
    def done(self) -> bool:
        return not self.obstacle

    @property
    def explained(self) -> bool:
        """What the portal misses was given a reason by somebody."""
        return bool(self.item.computed and self.tick)


def lines(of: TrainingClass) -> list[Line]:
    """Every active item, in its order."""
    ticks = {tick.item_id: tick for tick in of.ticks.select_related("file", "item", "ticked_by")}
    return [_line(of, item, ticks.get(item.pk)) for item in ArchiveItem.objects.filter(active=True)]


def _line(of: TrainingClass, item: ArchiveItem, tick: ArchiveTick | None) -> Line:
    if not item.computed:
        return Line(item, tick, "" if tick else "还没有登记")
    missing = "；".join(_COMPUTED[Computed(item.computed)](of))
    if tick and item.explainable:
        missing = ""
    return Line(item, tick, missing)


def _unanswered(of: TrainingClass) -> Iterator[str]:
    rows = BatchLine.objects.filter(
        sub_batch__training_class=of, outcome=BatchLine.Outcome.PENDING
    ).select_related("enrolment__trainee")
    approved = Enrolment.objects.filter(training_class=of, state=EnrolmentState.APPROVED)
    if names := _names(str(row.enrolment.trainee) for row in rows):
        yield f"{names}还在送审"
    if names := _names(str(row.trainee) for row in approved.select_related("trainee")):
        yield f"{names}审核通过，还没有证书编号"


def _unsettled_people(of: TrainingClass) -> Iterator[str]:
    for state in UNSETTLED:
        rows = Enrolment.objects.filter(training_class=of, state=state).select_related("trainee")
        if names := _names(str(row.trainee) for row in rows):
            yield f"{names}现在是“{state.label}”"


def _unpaid(of: TrainingClass) -> Iterator[str]:
    rows = SettlementLine.objects.filter(
        line__sub_batch__training_class=of, state=SettlementLine.State.DUE
    ).select_related("line__enrolment__trainee")
    if names := _names(str(row.line.enrolment.trainee) for row in rows):
        yield f"{names}的经费待结算"


def _uncollected(of: TrainingClass) -> Iterator[str]:
    rows = [row for row in waiting.waiting(of) if row.note is None]
    if names := _names(str(row.enrolment.trainee) for row in rows):
        yield f"{names}没有领证，也没有登记未领原因"


def _names(people: Iterator[str]) -> str:
    found = list(people)
    more = f"等 {len(found)} 人" if len(found) > SHOWN else ""
    return "、".join(found[:SHOWN]) + more


_COMPUTED = {
    Computed.LINES: _unanswered,
    Computed.PEOPLE: _unsettled_people,
    Computed.SETTLEMENT: _unpaid,
    Computed.PICKUP: _uncollected,
}


@transaction.atomic
def tick(
    of: TrainingClass,
    item: ArchiveItem,
    *,
    by: Actor,
    file: "File[bytes] | None" = None,
    remark: str = "",
) -> ArchiveTick:
    """Says that an item is there, or why it isn't; again replaces what was said. Raises Refused."""
    if not may_archive_class(by):
        raise Refused("您没有权限归档。请由教育培训部办理。")
    of = TrainingClass.objects.select_for_update().get(pk=of.pk)
    if of.state == ClassState.ARCHIVED:
        raise Refused(f"班次 {of.code} 已经归档封存，不能再改。")
    if item.computed and not item.explainable:
        raise Refused(f"“{item}”由系统核对，不能手工登记。请先办完列出的人。", field="remark")
    if file is None and not remark.strip():
        raise Refused("请上传文件，或在说明里写明情况。", field="remark")
    kept = files.keep(file, by=by, accept=files.RECORDS) if file else None
    row, _ = ArchiveTick.objects.update_or_create(
        training_class=of,
        item=item,
        defaults={
            "file": kept,
            "remark": remark.strip()[:200],
            "ticked_by": by,
            "ticked_at": clock.now(),
        },
    )
    audit.record(
        row,
        "归档登记",
        by=by,
        after={"材料": item.title, "文件": kept.name if kept else "", "说明": row.remark},
        about=of,
    )
    return row
