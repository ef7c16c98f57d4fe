"""A Word file becomes the text of its submission, by a job or at once."""

from pathlib import PurePath

from django.db import transaction

from association.base import audit, clock, files, jobs
from association.base.errors import Refused
from bulletin import body, word
from bulletin.body import Body, Picture
from bulletin.enums import FileKind, ImportState
from bulletin.models import Submission, SubmissionFile, WordImport
from bulletin.submissions.attaching import attach, drop
from bulletin.submissions.states import OPEN
from bulletin.word.reading import renamed

_FILLED = ("title", "subtitle", "unit", "authors", "source")
_GONE = "这份 Word 文件已经去掉，没有读取。"


def run(job_id: int) -> None:
    """The job's work. A file that can't be read is a result, told where the file stands."""
    with jobs.running(job_id) as job:
        if job is None:
            return
        source = (
            SubmissionFile.objects.select_related("file").filter(pk=job.params["source"]).first()
        )
        if source is None:
            job.message = _GONE
            return
        try:
            found = word.read(content(source), name=source.file.name)
        except Refused as refusal:
            with transaction.atomic():
                jobs.still_ours(job)
                _note(source, ImportState.FAILED, report=[refusal.message])
            job.message = refusal.message
            return
        with transaction.atomic():
            jobs.still_ours(job)
            fill(source, found, replace=bool(job.params["replace"]))
        job.message = f"读入 {body.characters(found.blocks)} 字，图片 {len(found.pictures)} 幅。"


def content(source: SubmissionFile) -> bytes:
    with source.file.content.open("rb") as file:
        return bytes(file.read())


@transaction.atomic
def fill(source: SubmissionFile, found: word.Read, *, replace: bool = False) -> WordImport:
    """Notes what was read and lost; where there is no text yet, or it is to be replaced, it becomes
    the text, and what nobody has filled in is filled in."""
    locked = Submission.objects.select_for_update().get(pk=source.submission_id)
    blocks = found.blocks
    if _may_fill(locked, replace=replace):
        if replace:
            for old in locked.files.filter(taken_from__isnull=False).select_related("file"):
                drop(locked, old)
        blocks = _with_pictures(locked, source, found)
        locked.body = body.to_json(blocks)
        _fill_in(locked, source, found)
        locked.saves += 1
        locked.save()
        audit.record(locked, "读入 Word 正文", by=None, after={"文件": source.file.name})
    return _note(source, ImportState.DONE, report=list(found.lost), written=body.to_json(blocks))


def _may_fill(locked: Submission, *, replace: bool) -> bool:
    still_written = locked.state in OPEN or (locked.by_mail and not locked.body)
    return still_written and (replace or not locked.body)


def _fill_in(locked: Submission, source: SubmissionFile, found: word.Read) -> None:
    if locked.by_mail and locked.title == PurePath(source.file.name).stem and found.title:
        locked.title = ""
    for name in _FILLED:
        longest = Submission._meta.get_field(name).max_length  # type: ignore[union-attr]
        if not getattr(locked, name):
            setattr(locked, name, getattr(found, name)[:longest])


def _with_pictures(locked: Submission, source: SubmissionFile, found: word.Read) -> Body:
    below = {block.key: block for block in found.blocks if isinstance(block, Picture)}
    keys = {}
    for picture in found.pictures:
        kept = files.keep_bytes(
            picture.content, name=picture.name, media_type=picture.media_type, by=source.by
        )
        told = below.get(picture.key, Picture(picture.key))
        row = attach(
            locked, kept, kind=FileKind.PICTURE, by=source.by, caption=told.caption[:120],
            credit=told.credit[:40], taken_from=source,
        )  # fmt: skip
        keys[picture.key] = row.key
    return renamed(found.blocks, keys)


def _note(
    source: SubmissionFile,
    state: ImportState,
    *,
    report: list[str],
    written: list[dict[str, object]] | None = None,
) -> WordImport:
    row, _ = WordImport.objects.update_or_create(
        source=source,
        defaults={"state": state, "report": report, "body": written or [], "at": clock.now()},
    )
    return row
