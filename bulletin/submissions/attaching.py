"""Files of a submission: the Word file, pictures with what is printed below them, other papers."""

import dataclasses

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files, jobs
from association.base.errors import Refused
from association.base.models import StoredFile
from bulletin import body
from bulletin.body import Picture
from bulletin.enums import FileKind, ImportState
from bulletin.models import Submission, SubmissionFile, WordImport
from bulletin.rules import Actor
from bulletin.submissions.writing import opened

ACCEPTED = {
    FileKind.WORD: files.TEXTS,
    FileKind.PICTURE: files.PICTURES,
    FileKind.OTHER: files.RECORDS,
}
MOST = {FileKind.WORD: 10, FileKind.PICTURE: 60, FileKind.OTHER: 10}
READ_WORD = "bulletin.read_word"


@transaction.atomic
def add_file(
    submission: Submission,
    *,
    kind: FileKind,
    upload: "File[bytes]",
    by: Actor,
    caption: str = "",
    credit: str = "",
    replace: bool = False,
) -> SubmissionFile:
    """Keeps it; a Word file is read by a job, into the place of the text if it is to ``replace`` it.
    Raises Refused for what can't be taken."""
    locked = opened(submission, by=by)
    if locked.files.filter(kind=kind, taken_from=None).count() >= MOST[kind]:
        raise Refused(f"{kind.label}最多 {MOST[kind]} 个，请先去掉不用的。", field="file")
    kept = files.keep(upload, by=by, accept=ACCEPTED[kind])
    row = attach(locked, kept, kind=kind, by=by, caption=caption.strip(), credit=credit.strip())
    if kind == FileKind.WORD:
        begin_reading(row, by=by, replace=replace)
    audit.record(locked, f"上传{kind.label}", by=by, after={"文件": kept.name})
    return row


def attach(
    locked: Submission,
    kept: StoredFile,
    *,
    kind: FileKind,
    by: Actor,
    caption: str = "",
    credit: str = "",
    taken_from: SubmissionFile | None = None,
) -> SubmissionFile:
    """Behind those of its kind that are there."""
    last = locked.files.filter(kind=kind).order_by("-position").first()
    return SubmissionFile.objects.create(
        submission=locked, kind=kind, file=kept, caption=caption, credit=credit,
        taken_from=taken_from, position=last.position + 1 if last else 1, by=by, at=clock.now(),
    )  # fmt: skip


def begin_reading(source: SubmissionFile, *, by: Actor, replace: bool = False) -> WordImport:
    row, _ = WordImport.objects.update_or_create(
        source=source, defaults={"state": ImportState.WAITING, "report": []}
    )
    jobs.start(
        label=f"读取 Word：{source.file.name}"[:120],
        task=READ_WORD,
        params={"source": source.pk, "replace": replace},
        by=by,
    )
    return row


@transaction.atomic
def read_again(source: SubmissionFile, *, by: Actor) -> WordImport:
    """Puts what this Word file says in the place of the text that stands. Raises Refused."""
    locked = opened(source.submission, by=by)
    if source.kind != FileKind.WORD:
        raise Refused("只有 Word 文件可以读成正文。")
    audit.record(locked, "用 Word 文件替换正文", by=by, after={"文件": source.file.name})
    return begin_reading(source, by=by, replace=True)


@transaction.atomic
def take_off_file(row: SubmissionFile, *, by: Actor) -> None:
    """As long as the author may write: the file is forgotten, and its picture leaves the text."""
    locked = opened(row.submission, by=by)
    audit.record(locked, f"去掉{row.get_kind_display()}", by=by, after={"文件": row.file.name})
    drop(locked, row)


def drop(locked: Submission, row: SubmissionFile) -> None:
    """Without asking who: the caller holds the lock and has asked."""
    blocks = body.from_json(locked.body)
    left = tuple(each for each in blocks if not (isinstance(each, Picture) and each.key == row.key))
    if left != blocks:
        locked.body = body.to_json(left)
        locked.saves += 1
        locked.save(update_fields=["body", "saves"])
    row.pictures.update(taken_from=None)
    WordImport.objects.filter(source=row).delete()
    kept = row.file
    row.delete()
    files.erase(kept)


@transaction.atomic
def caption(row: SubmissionFile, *, caption: str, credit: str, by: Actor) -> SubmissionFile:
    """What is printed below a picture, here and where it stands in the text. Raises Refused."""
    locked = opened(row.submission, by=by)
    if row.kind != FileKind.PICTURE:
        raise Refused("只有图片可以写图说。")
    row.caption, row.credit = body.plain(caption), body.plain(credit)
    row.save(update_fields=["caption", "credit"])
    blocks = body.from_json(locked.body)
    said = tuple(
        dataclasses.replace(each, caption=row.caption, credit=row.credit)
        if isinstance(each, Picture) and each.key == row.key
        else each
        for each in blocks
    )
    if said != blocks:
        locked.body = body.to_json(said)
        locked.save(update_fields=["body"])
    audit.record(locked, "填写图说", by=by, after={"图片": row.file.name})
    return row


@transaction.atomic
def shift(row: SubmissionFile, *, earlier: bool, by: Actor) -> SubmissionFile:
    """One place forward or back among the pictures, as they come where the text doesn't place them.
    At either end it stays. Raises Refused."""
    locked = opened(row.submission, by=by)
    rows = list(locked.files.filter(kind=row.kind).order_by("position", "pk"))
    at = next(n for n, each in enumerate(rows) if each.pk == row.pk)
    to = max(0, at - 1) if earlier else min(len(rows) - 1, at + 1)
    rows[at], rows[to] = rows[to], rows[at]
    for position, each in enumerate(rows, start=1):
        each.position = position
    SubmissionFile.objects.bulk_update(rows, ["position"])
    audit.record(
        locked, "调整图片次序", by=by, after={"文件": row.file.name, "第几幅": str(to + 1)}
    )
    row.refresh_from_db()
    return row
