"""Articles that lie ready in a folder, placed in an issue in the order of their list."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction

from association.accounts.models import User
from association.base.errors import Refused
from bulletin.articles import beginning
from bulletin.enums import FileKind, IssueState, SubmissionState
from bulletin.issues import ordering, planning
from bulletin.models import Article, Issue, IssueItem, Submission, SubmissionFile
from bulletin.rules import may_edit
from bulletin.submissions import articles, sorting

NOBODY = "bulletin-import"
"""Answers for what was imported before anybody edits here: an account that can't sign in."""


@transaction.atomic
def enter(
    content: bytes, *, name: str, told: dict[str, str]
) -> tuple[articles.Taken | None, Submission]:
    """The file as a submission; None and the one that is there if this very file was entered
    before. Raises Refused as ``articles.take_in``."""
    sha256 = hashlib.sha256(content).hexdigest()
    known = (
        SubmissionFile.objects.filter(
            kind=FileKind.WORD, file__sha256=sha256, submission__by_mail=True
        )
        .select_related("submission")
        .first()
    )
    if known is not None:
        return None, known.submission
    taken = articles.take_in(ContentFile(content, name=name), told=told, by=None)
    return taken, taken.submission


@transaction.atomic
def place(rows: Iterable[Submission], *, year: int, number: int, editor: User | None) -> Issue:
    """Accepts and adopts what isn't yet, and puts all of it into the issue: pieces in this order,
    columns as they come up. Raises Refused: the issue is locked, a piece stands in another one."""
    issue = Issue.objects.filter(year=year, number=number).first()
    if issue is None:
        issue = planning.begin(year=year, number=number, by=None)
    elif issue.state != IssueState.PLANNING:
        planning.planned(issue, by=None)
    answers = editor or responsible()
    placed = [_placed(row, issue, answers) for row in rows]
    _arrange(issue, placed)
    return issue


def responsible() -> User:
    """The first who may edit, else an account for nobody: an editor takes the pieces over later."""
    for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk"):
        if may_edit(user):
            return user
    found = User.objects.filter(username=NOBODY).first()
    if found is None:
        found = User.objects.create_user(NOBODY, None, name="会刊导入", is_active=False)
    return found


def _placed(row: Submission, issue: Issue, editor: User) -> IssueItem:
    if row.state == SubmissionState.SUBMITTED:
        sorting.accept(row, by=None)
    article = Article.objects.filter(submission=row).first()
    if article is None:
        article = beginning.adopt(row, by=None, editor=editor)
    found = IssueItem.objects.filter(issue=issue, article=article).first()
    return found or ordering.add(issue, article, by=None)


def _arrange(issue: Issue, placed: list[IssueItem]) -> None:
    """Columns and pieces in the order of the list; what stood there besides comes behind."""
    turn = {item.pk: at for at, item in enumerate(placed)}
    last = len(turn)
    standing = [
        (column, sorted(pieces, key=lambda pk: turn.get(pk, last)))
        for column, pieces in ordering.standing(issue)
    ]
    standing.sort(key=lambda each: min((turn.get(pk, last) for pk in each[1]), default=last + 1))
    issue.refresh_from_db()
    ordering.order(issue, standing, saves=issue.saves, by=None)


def numbered(code: str) -> tuple[int, int]:
    """``2020-2`` as year and number. Raises Refused."""
    year, _, number = code.partition("-")
    if not (year.isdigit() and number.isdigit()):
        raise Refused(f"“{code}”不是刊期，请写成 2020-2 这样。")
    return int(year), int(number)


def content(folder: Path, name: str) -> bytes:
    """Raises Refused where there is no such file."""
    path = folder / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{name}：没有这个文件") from error
