"""The list that goes out with a sub-batch, and what is read of one that comes back.

The file is written once, when the sub-batch is submitted, and kept with its hash. Whatever comes
back is compared with that file, cell by cell: not with the register, which may have moved on.
"""

import hashlib
from collections.abc import Iterable
from io import BytesIO

from django.db.models import QuerySet

from association.base import audit, sheets
from association.base.errors import Refused
from training.enums import Direction, IdType, Level
from training.models import BatchLine, SubBatch
from training.rules import Actor

IDENTITY = {
    "number": ("批次编号",),
    "name": ("姓名",),
    "id_type": ("证件类型",),
    "id_number": ("证件号码",),
    "level": ("级别",),
    "direction": ("专业方向",),
}
"""Columns that say who it is. They come back as they went."""
ANSWER = {
    "outcome": ("审核结果",),
    "reason": ("退回原因",),
    "text": ("证书编号",),
    "issued_on": ("发证日期",),
}
"""Columns that the issuing body fills in."""
TOKEN = {"token": ("行标识",)}
COLUMNS = {**TOKEN, **IDENTITY, **ANSWER}
HEADERS = [titles[0] for titles in COLUMNS.values()]
_TEXT = [COLUMNS[name][0] for name in ("token", "number", "id_number", "text")]


def lines(batch: SubBatch) -> "QuerySet[BatchLine]":
    """Everybody who is in it, with what their row says."""
    return (
        batch.lines.exclude(outcome=BatchLine.Outcome.DROPPED)
        .select_related(
            "enrolment__trainee",
            "enrolment__training_class",
            "enrolment__team",
            "enrolment__reservation__member",
        )
        .order_by("position")
    )


def render(batch: SubBatch, rows: Iterable[BatchLine]) -> bytes:
    title = f"{batch.issuing_body}　送审清单 {batch.number}"
    return sheets.write(
        HEADERS, [_row(batch, line) for line in rows],
        title=title, sheet=batch.number, text_columns=_TEXT,
    )  # fmt: skip


def _row(batch: SubBatch, line: BatchLine) -> list[sheets.Written]:
    person, of = line.enrolment.trainee, line.enrolment.training_class
    return [
        line.token,
        batch.number,
        person.name,
        IdType(person.id_type).label,
        person.id_number,
        Level(of.level).label,
        Direction(of.direction).label if of.direction else "不分方向",
        *[None] * len(ANSWER),
    ]


def sent(batch: SubBatch) -> dict[str, sheets.Row]:
    """The rows of the kept manifest, by their token. Raises Refused where the kept bytes aren't
    those that were submitted."""
    assert batch.manifest
    if batch.manifest.erased_at:
        raise Refused(f"批次 {batch} 的送审清单已到期清除，不能再据以登记答复。")
    with batch.manifest.content.open("rb") as file:
        content = bytes(file.read())
    if hashlib.sha256(content).hexdigest() != batch.sha256:
        raise Refused(
            f"批次 {batch} 存档的送审清单与送审时的校验值不一致，不能据以核对。请先从备份恢复文件。"
        )
    sheet = sheets.read(BytesIO(content), columns=COLUMNS, required=[*TOKEN, "name"])
    return {row.text("token"): row for row in sheet.rows}


def taken(batch: SubBatch, *, by: Actor) -> None:
    """Somebody took the list, with everybody's whole number on it."""
    audit.record(batch, "下载送审清单", by=by, about=batch)
