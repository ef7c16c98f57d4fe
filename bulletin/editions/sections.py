"""What a reader finds in an issue: its columns with their pieces, as they were locked.

Before the lock the working names and the approved versions stand in, so that a proof of an issue
reads like the issue.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bulletin import body
from bulletin.editions import bylines
from bulletin.enums import Stage, Visibility
from bulletin.models import Article, ArticleVersion, Issue, IssueItem

SUMMARY = 80
"""Characters of the text that stand in for a summary that nobody wrote."""


@dataclass(frozen=True, slots=True)
class Piece:
    """``page`` is its folio, once the issue was set; ``stands`` whether its own page can be read."""

    article_id: int
    title: str
    kicker: str = ""
    subtitle: str = ""
    summary: str = ""
    who: str = ""
    page: int | None = None
    members_only: bool = False
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    english: str
    colour: str
    slug: str
    pieces: tuple[Piece, ...]


def of(issue: Issue) -> tuple[Section, ...]:
    """In the order of the issue; a column without pieces isn't there."""
    items = (
        IssueItem.objects.filter(issue=issue)
        .select_related("under__column", "article", "article__approved", "version")
        .order_by("under__position", "under_id", "position", "id")
    )
    return tuple(_section(list(some)) for _, some in groupby(items, key=lambda item: item.under_id))


def _section(items: list[IssueItem]) -> Section:
    under = items[0].under
    return Section(
        name=under.name or under.column.name,
        english=under.english or under.column.english,
        colour=under.colour or under.column.colour,
        slug=under.column.slug,
        pieces=tuple(_piece(item) for item in items),
    )


def _piece(item: IssueItem) -> Piece:
    version = item.version or item.article.approved
    if version is None:
        return Piece(item.article_id, item.article.title, page=item.first_page)
    return piece(item.article, version, page=item.first_page)


def piece(article: Article, version: ArticleVersion, *, page: int | None = None) -> Piece:
    """An article as a line in a list."""
    head = version.head
    return Piece(
        article_id=article.pk,
        title=head["title"],
        kicker=bylines.said_of(head, "kicker"),
        subtitle=bylines.said_of(head, "subtitle"),
        summary=bylines.said_of(head, "summary") or opening(body.from_json(version.body)),
        who=bylines.short(head),
        page=page,
        members_only=article.visibility == Visibility.MEMBERS,
        stands=article.stage == Stage.PUBLISHED,
    )


def opening(text: body.Body) -> str:
    """How it begins, up to the end of a sentence if one ends in time."""
    said = _first(text)
    if len(said) <= SUMMARY:
        return said
    cut = said[:SUMMARY]
    end = max(cut.rfind(mark) for mark in "。！？")
    return cut[: end + 1] if end >= SUMMARY // 3 else f"{cut[: SUMMARY - 1]}…"


def _first(blocks: Iterable[body.Block]) -> str:
    return next((body.said(each.runs) for each in blocks if isinstance(each, body.Paragraph)), "")
