"""Who goes together: a draft is put together, thinned out, and given up or submitted.

Locks are taken in one order: the sub-batch, then its people.
"""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from association.base import audit, clock, files, numbering
from association.base.errors import Refused
from training import gates
from training.batches import manifest, settling
from training.batches.states import BATCHES
from training.enrolment.states import ENROLMENTS
from training.enums import ClassState, EnrolmentState
from training.models import BatchLine, Enrolment, IssuingBody, SubBatch, TrainingClass
from training.rules import Actor, may_submit_batches

MOST = 500
"""People in one sub-batch."""
READY = (EnrolmentState.PASSED, EnrolmentState.SENT_BACK)
OPEN_CLASSES = (ClassState.EXAMINING, ClassState.ISSUING, ClassState.COLLECTING)
"""A class needn't have come to the end of its exams: 审核一批，发放一批."""
OPEN = Q(outcome__in=[BatchLine.Outcome.PENDING, BatchLine.Outcome.APPROVED])
_KIND = "training.batch"


def candidates(of: TrainingClass) -> list[Enrolment]:
    """Who has passed or was sent back, and is in no sub-batch now."""
    taken = BatchLine.objects.filter(OPEN).values("enrolment")
    return list(
        Enrolment.objects.filter(training_class=of, state__in=READY)
        .exclude(pk__in=taken)
        .select_related("training_class", "trainee", "team")
        .order_by("team__name", "pk")
    )


def obstacles(enrolments: Iterable[Enrolment]) -> dict[int, list[str]]:
    """What the issuing body would miss, by the enrolment's key; nobody who has it all is in it."""
    found = gates.gates(enrolments)
    wanted = {key: [g.text for g in all_ if g.code in gates.DATA] for key, all_ in found.items()}
    return {key: texts for key, texts in wanted.items() if texts}


def sent_back(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Why the issuing body returned them the last time, by the enrolment's key."""
    lines = BatchLine.objects.filter(enrolment__in=enrolments, outcome=BatchLine.Outcome.RETURNED)
    return dict(lines.order_by("pk").values_list("enrolment", "reason"))


@transaction.atomic
def compose(
    of: TrainingClass, enrolments: Iterable[Enrolment], *, body: IssuingBody, by: Actor
) -> SubBatch:
    """A draft with these people. Raises Refused: whoever can't go is named, and why."""
    if not may_submit_batches(by):
        raise Refused("您没有权限编审核批次。请由教育培训部办理。")
    keys = sorted({row.pk for row in enrolments})
    _check_batch(of, keys, body)
    locked = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, training_class=of)
        .select_related("training_class", "trainee")
        .order_by("pk")
    )
    if len(locked) != len(keys):
        raise Refused("选中的人里有不属于这个班次的，请刷新页面重新选择。", field="enrolments")
    _check_people(locked)
    year = clock.today().year
    (serial,) = numbering.take(_KIND, year)
    batch = SubBatch.objects.create(
        number=f"SH-{year}-{serial:03d}",
        training_class=of,
        issuing_body=body,
        composed_by=by,
        composed_at=clock.now(),
    )
    BatchLine.objects.bulk_create(
        BatchLine(sub_batch=batch, enrolment=row, position=at, token=_token())
        for at, row in enumerate(locked, start=1)
    )
    audit.record(
        batch,
        "编审核批次",
        by=by,
        after={"班次": of.code, "发证单位": body.name, "人数": len(locked)},
        about=of,
    )
    return batch


def _token() -> str:
    """Begins with a letter, so that no spreadsheet takes it for a number."""
    return f"H{secrets.token_hex(6).upper()}"


def _check_batch(of: TrainingClass, keys: list[int], body: IssuingBody) -> None:
    if of.state not in OPEN_CLASSES:
        raise Refused(f"班次现在是“{of.get_state_display()}”，进入鉴定以后才能编审核批次。")
    if not body.active:
        raise Refused(f"发证单位“{body}”已停用，请另选一个。", field="body")
    if not keys:
        raise Refused("还没有选人，请至少选一位鉴定合格的学员。", field="enrolments")
    if len(keys) > MOST:
        raise Refused(f"一个批次最多 {MOST} 人，请分成几批。", field="enrolments")


def _check_people(rows: list[Enrolment]) -> None:
    taken = {
        line.enrolment_id: line.sub_batch.number
        for line in BatchLine.objects.filter(OPEN, enrolment__in=rows).select_related("sub_batch")
    }
    missing = obstacles(rows)
    wrong = []
    for row in rows:
        if row.pk in taken:
            wrong.append(f"{row.trainee}已在批次 {taken[row.pk]} 里，一个人同时只能在一个批次")
        elif row.state not in READY:
            wrong.append(f"{row.trainee}现在是“{row.get_state_display()}”，鉴定合格后才能送审")
        elif row.pk in missing:
            wrong.append(f"{row.trainee}{'、'.join(missing[row.pk])}")
    if wrong:
        raise Refused(f"{'；'.join(wrong)}。请去掉这些人，其他人可以先走。", field="enrolments")


@transaction.atomic
def drop(line: BatchLine, *, by: Actor) -> None:
    """Takes one person out of a draft; the others go without them. Raises Refused."""
    if not may_submit_batches(by):
        raise Refused("您没有权限更改审核批次。请由教育培训部办理。")
    batch = SubBatch.objects.select_for_update().get(pk=line.sub_batch_id)
    if batch.state != SubBatch.State.DRAFT:
        raise Refused(f"批次 {batch} 已经送审，不能再撤下人员。")
    if batch.lines.filter(OPEN).count() == 1:
        raise Refused(f"批次 {batch} 只剩一个人，请撤销整个批次。")
    _drop(batch.lines.filter(OPEN, pk=line.pk), by=by)
    audit.record(
        batch, "撤下人员", by=by, after={"姓名": str(line.enrolment.trainee)},
        about=batch.training_class,
    )  # fmt: skip


@transaction.atomic
def discard(batch: SubBatch, *, by: Actor, reason: str) -> None:
    """Gives up a draft; its people are free for another one. Raises Refused."""
    BATCHES.perform(batch, "discard", by=by, reason=reason)
    _drop(batch.lines.filter(OPEN), by=by)


def _drop(lines: "QuerySet[BatchLine]", *, by: Actor) -> None:
    lines.update(outcome=BatchLine.Outcome.DROPPED, answered_by=by, answered_at=clock.now())


@transaction.atomic
def submit(batch: SubBatch, *, by: Actor) -> SubBatch:
    """Freezes the manifest and sends everybody on it to the issuing body. Raises Refused, naming
    whoever has lost a photo or a consent since."""
    if not may_submit_batches(by):
        raise Refused("您没有权限送审。请由教育培训部办理。")
    locked = SubBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != SubBatch.State.DRAFT:
        raise Refused(f"批次 {locked} 现在是“{locked.get_state_display()}”，不能再送审。")
    lines = list(manifest.lines(locked))
    missing = obstacles([line.enrolment for line in lines])
    if missing:
        said = [
            f"{line.enrolment.trainee}{'、'.join(missing[line.enrolment_id])}"
            for line in lines
            if line.enrolment_id in missing
        ]
        raise Refused(f"{'；'.join(said)}。请先撤下，其他人可以先走。")
    content = manifest.render(locked, lines)
    stored = files.keep_bytes(
        content, name=f"送审清单-{locked.number}.xlsx", media_type=files.XLSX, by=by
    )
    locked.manifest, locked.sha256 = stored, stored.sha256
    locked.submitted_by, locked.submitted_at = by, clock.now()
    locked.save()
    for line in lines:
        ENROLMENTS.perform(line.enrolment, "submit", by=by, 批次=locked.number)
    settling.open_lines(lines)
    BATCHES.perform(locked, "submit", by=by, 人数=len(lines), 校验值=stored.sha256)
    batch.refresh_from_db()
    return batch
