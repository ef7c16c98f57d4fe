"""An edition is asked for, made by a job, checked, and kept beside its issue: once per content."""

import time
from typing import Any

from django.db import transaction

from association.base import audit, clock, files, jobs
from association.base.errors import Refused
from association.base.models import Job, StoredFile
from bulletin.articles import renditions
from bulletin.editions import pages, press
from bulletin.editions.contents import Contents, contents, digest
from bulletin.enums import EditionKind, EditionState
from bulletin.models import ArticlePicture, Edition, Issue, IssueItem
from bulletin.rules import Actor, may_keep_issues, may_release

MAKE = "bulletin.make_edition"
PDF = (EditionKind.SCREEN, EditionKind.PRINT)
_COVER = 1800
"""Dots: the width of a page with its bleed, at 210 dpi."""
_STEPS = 3
_CHANGED = "做的时候内容又改了，请重新制作。"


@transaction.atomic
def ask_for(issue: Issue, kind: EditionKind, *, by: Actor) -> Edition:
    """The edition of what stands in the issue now: the one that is there, else a job makes it; anew,
    if something else was made since. Raises Refused: no right, nothing to print."""
    if by is not None and not (may_keep_issues(by) or may_release(by)):
        raise Refused("您没有权限制作会刊。请由会刊的信息编辑办理。")
    locked = Issue.objects.select_for_update().get(pk=issue.pk)
    told = contents(locked)
    if not told["columns"]:
        raise Refused("本期还没有稿件，没有可印的内容。")
    row, _ = Edition.objects.select_related("job").get_or_create(
        issue=locked, kind=kind, of=digest(told, kind), defaults={"at": clock.now()}
    )
    waits = row.state == EditionState.WAITING and row.job is not None and row.job.is_open
    if waits or row == newest(locked, kind):
        return row
    row.state, row.at = EditionState.WAITING, clock.now()
    row.job = jobs.start(
        label=f"{_called(kind)}：{locked}"[:120], task=MAKE, params={"edition": row.pk}, by=by
    )
    row.save(update_fields=["state", "at", "job"])
    audit.record(locked, _called(kind), by=by)
    return row


def _called(kind: EditionKind) -> str:
    """制作 PDF 阅读版, 制作邮件版: between Chinese and Latin letters stands a space."""
    return f"制作{' ' if kind.label[0].isascii() else ''}{kind.label}"


def newest(issue: Issue, kind: EditionKind) -> Edition | None:
    """What was made last: readers get it, and by it each piece knows its pages."""
    rows = Edition.objects.filter(issue=issue, kind=kind, state=EditionState.DONE)
    return rows.order_by("-at", "-pk").first()


def run(job_id: int) -> None:
    """The job's work. What can't be made is a result, told where the edition stands."""
    with jobs.running(job_id) as job:
        if job is None:
            return
        row = Edition.objects.select_related("issue__masthead").get(pk=job.params["edition"])
        try:
            made = _made(row, job)
        except Exception as error:
            with transaction.atomic():
                jobs.still_ours(job)
                Edition.objects.filter(pk=row.pk).update(state=EditionState.FAILED)
            if isinstance(error, Refused):
                job.message = error.message
                return
            raise
        with transaction.atomic():
            jobs.still_ours(job)
            _keep(row, made)
        job.message = f"{made.facts['pages']} 页，{made.facts['bytes'] / 1_000_000:.1f} MB。"


class Made:
    """A PDF with what is known of it."""

    def __init__(self, content: bytes, facts: dict[str, Any], items: dict[str, list[int]]) -> None:
        self.content, self.facts, self.items = content, facts, items


def _made(row: Edition, job: Job) -> Made:
    told = contents(row.issue)
    if digest(told, EditionKind(row.kind)) != row.of:
        raise Refused(_CHANGED)
    steps = iter(("准备图片", "排版", "核对目录和书签"))

    def step(done: int) -> None:
        jobs.advance(job, done=done, total=_STEPS, message=next(steps))

    return make(told, EditionKind(row.kind), step=step)


def make(told: Contents, kind: EditionKind, *, step: Any = lambda done: None) -> Made:
    """The PDF of these contents and what a look into it found. Raises Refused if it never ends."""
    from bulletin.editions import checking  # noqa: PLC0415 - 4 MB of code: only who makes one pays

    begun = time.perf_counter()
    step(0)
    pictures = _pictures(told)
    step(1)
    sheet = pages.sheet(told, kind, pictures=frozenset(pictures))
    drawn = press.draw(sheet, pictures=pictures, sheets=kind == EditionKind.PRINT)
    step(2)
    entries = len(sheet.pieces) + bool(told["call"])
    facts = checking.facts(drawn.content, entries=entries)
    for name in ("front", "layouts", "fill", "megabytes", "stranded"):
        facts[name] = drawn.told[name]
    facts["seconds"] = round(time.perf_counter() - begun, 1)
    return Made(drawn.content, facts, drawn.told["items"])


def _pictures(told: Contents) -> dict[str, bytes]:
    """As they are printed, by the keys of the blocks; the cover's as well."""
    found: dict[str, bytes] = {}
    numbers = {each["picture"] for each in told["pictures"].values()}
    for picture in ArticlePicture.objects.filter(pk__in=numbers).select_related("file"):
        found[picture.key] = _bytes(renditions.make(picture, renditions.PRINT).file)
    if told["cover"]:
        cover = StoredFile.objects.filter(pk=told["cover"]["file"], erased_at=None).first()
        if cover is not None:
            found["cover"] = renditions.narrowed(_bytes(cover), _COVER)
    return found


def _bytes(file: StoredFile) -> bytes:
    with file.content.open("rb") as content:
        return bytes(content.read())


def _keep(row: Edition, made: Made) -> None:
    issue = row.issue
    kind = EditionKind(row.kind)
    row.file = files.keep_bytes(
        made.content, name=f"{issue.masthead.name}-{issue.code}-{kind}.pdf",
        media_type="application/pdf", by=None,
    )  # fmt: skip
    row.facts, row.state, row.at = made.facts, EditionState.DONE, clock.now()
    row.save(update_fields=["file", "facts", "state", "at"])
    if kind == EditionKind.SCREEN:
        note_pages(issue, made.items)


def note_pages(issue: Issue, items: dict[str, list[int]]) -> None:
    """On which pages each piece stands, as it was set last."""
    rows = list(IssueItem.objects.filter(issue=issue, pk__in=[int(pk) for pk in items]))
    for item in rows:
        item.first_page, item.last_page = items[str(item.pk)]
    IssueItem.objects.bulk_update(rows, ["first_page", "last_page"])
