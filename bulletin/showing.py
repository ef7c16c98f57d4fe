"""A submission as it reads, for whoever may see it: the same on the author's page and at the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from bulletin import body
from bulletin.body import Body, Picture
from bulletin.enums import FileKind, ImportState, Stage, SubmissionState
from bulletin.models import Submission, SubmissionFile

Address = Callable[[SubmissionFile], str]
SHAPES = {
    SubmissionState.DRAFT: "none",
    SubmissionState.OFFERED: "due",
    SubmissionState.SUBMITTED: "run",
    SubmissionState.RETURNED: "due",
    SubmissionState.ACCEPTED: "ok",
    SubmissionState.DECLINED: "stop",
    SubmissionState.WITHDRAWN: "none",
}
STAGES = {
    Stage.EDITING: "run",
    Stage.FIRST: "due",
    Stage.SECOND: "due",
    Stage.FINAL: "due",
    Stage.PROOFS: "due",
    Stage.READY: "due",
    Stage.PUBLISHED: "ok",
    Stage.TAKEN_DOWN: "stop",
    Stage.DROPPED: "none",
}
_READING = {ImportState.WAITING: "run", ImportState.DONE: "ok", ImportState.FAILED: "stop"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with where it lies; of a Word file, how its reading went."""

    row: SubmissionFile
    url: str
    s: str = ""
    word: str = ""
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    text: SafeString
    characters: int
    papers: list[Paper]
    pictures: list[Paper]
    beside: list[Paper]
    """Pictures that don't stand in the text."""
    reading: bool


def shown(submission: Submission, *, address: Address) -> Shown:
    blocks = body.from_json(submission.body)
    files = list(submission.files.select_related("file", "word_import"))
    pictures = [Paper(row, address(row)) for row in files if row.kind == FileKind.PICTURE]
    papers = [_paper(row, address(row)) for row in files if row.kind != FileKind.PICTURE]
    named = {block.key for block in blocks if isinstance(block, Picture)}
    return Shown(
        text=html(blocks, {paper.row.key: paper.url for paper in pictures}),
        characters=body.characters(blocks),
        papers=papers,
        pictures=pictures,
        beside=[paper for paper in pictures if paper.row.key not in named],
        reading=any(paper.s == "run" for paper in papers),
    )


def html(blocks: Body, places: dict[str, str]) -> SafeString:
    """The body's own writer escapes all that it didn't write itself."""
    written = body.html(blocks, address=lambda key: places.get(key, ""))
    return mark_safe(written)  # noqa: S308


def _paper(row: SubmissionFile, url: str) -> Paper:
    found = getattr(row, "word_import", None)
    if found is None:
        return Paper(row, url)
    state = ImportState(found.state)
    return Paper(row, url, _READING[state], state.label, tuple(found.report))
