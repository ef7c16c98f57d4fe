"""Sub-batches on their way to the issuing body and back, through their doors."""

import io
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from association.base import clock
from tests.factories import accounts, training
from training.batches import answering, composing, manifest, recording
from training.enums import ClassState, EnrolmentState
from training.models import (
    BatchAnswer,
    BatchLine,
    Enrolment,
    IssuingBody,
    SubBatch,
    Team,
    TrainingClass,
)

_serial = count(1)
Rows = list[list[Any]]
OUTCOME, REASON, TEXT, ISSUED = (
    manifest.HEADERS.index(name) for name in ("审核结果", "退回原因", "证书编号", "发证日期")
)
NAME = manifest.HEADERS.index("姓名")


def staff() -> Any:
    from tests.factories import cast

    return cast.person("training")


def body() -> IssuingBody:
    return IssuingBody.objects.get()


def past_class(**fields: Any) -> TrainingClass:
    """Level four, land rescue; ended ten days ago, its certificates being issued."""
    today = clock.today()
    return training.training_class(
        **{
            "state": ClassState.ISSUING,
            "starts_on": today - timedelta(15),
            "ends_on": today - timedelta(10),
            "enrol_from": today - timedelta(60),
            "enrol_until": today - timedelta(30),
            **fields,
        }
    )


def passed(of: TrainingClass, by: Team, number: int = 1, **fields: Any) -> list[Enrolment]:
    """People who passed, with all that the issuing body asks for."""
    rows = [
        training.enrolment(of, by, state=EnrolmentState.PASSED, **fields) for _ in range(number)
    ]
    return [training.whole(row) for row in rows]


def draft(people: Iterable[Enrolment]) -> SubBatch:
    rows = list(people)
    return composing.compose(rows[0].training_class, rows, body=body(), by=staff())


def submitted(people: Iterable[Enrolment]) -> SubBatch:
    return composing.submit(draft(people), by=staff())


def number(year: int | None = None, *, level: int = 4, serial: int | None = None) -> str:
    """A number of nobody's: no province has the code 00."""
    year = clock.today().year if year is None else year
    return f"{year % 100:02d}0000{0}001{level}{serial or next(_serial):05d}"


def numbered(people: Iterable[Enrolment]) -> list[Enrolment]:
    """Everybody approved, with a number."""
    rows = list(people)
    for line in submitted(rows).lines.all():
        approve(line)
    for row in rows:
        row.refresh_from_db()
    return rows


def approve(line: BatchLine, text: str = "", issued_on: date | None = None) -> None:
    recording.approve(line, text=text or number(), issued_on=issued_on or clock.today(), by=staff())


def workbook(batch: SubBatch, change: Callable[[Rows], Rows | None] | None = None) -> bytes:
    """The manifest as it comes back: everybody approved with a number, then whatever ``change``
    does to the rows below the header."""
    assert batch.manifest
    with batch.manifest.content.open("rb") as file:
        sheet = load_workbook(io.BytesIO(file.read())).worksheets[0]
    title, header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    for row in rows:
        row[OUTCOME], row[TEXT], row[ISSUED] = "通过", number(), clock.today()
    if change:
        rows = change(rows) or rows
    book, out = Workbook(), io.BytesIO()
    for row in (title, header, *rows):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def answer(batch: SubBatch, change: Callable[[Rows], Rows | None] | None = None) -> BatchAnswer:
    return answering.take(batch, upload(workbook(batch, change)), by=staff())


def upload(content: bytes, name: str = "答复.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def somebody() -> Any:
    """Of the secretariat, but not of 教育培训部."""
    return accounts.staff("reader", "查阅人")
