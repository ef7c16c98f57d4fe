"""What readers find: pieces that stand, issues that were released, where a piece stands in them."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear

from bulletin.articles import correcting
from bulletin.enums import EditionKind, EditionState, IssueState, Stage, VersionKind
from bulletin.models import Article, ArticleVersion, Column, Edition, Issue, Masthead

RELATED = 4
# Written out: every page asks these, and putting them together took longer than their answers.
_AROUND = """
WITH named AS NOT MATERIALIZED (
    SELECT row.id, row.column_id, row.published_at, row.tags, version.head ->> 'title' AS title
    FROM bulletin_article AS row JOIN bulletin_articleversion AS version
        ON version.id = row.published_id
    WHERE row.stage = 'published'
)
(SELECT 'previous', id, title FROM named
 WHERE column_id = %(column)s AND (published_at, id) < (%(at)s, %(pk)s)
 ORDER BY published_at DESC, id DESC LIMIT 1)
UNION ALL
(SELECT 'next', id, title FROM named
 WHERE column_id = %(column)s AND (published_at, id) > (%(at)s, %(pk)s)
 ORDER BY published_at, id LIMIT 1)
UNION ALL
(SELECT 'related', id, title FROM named
 WHERE tags && %(tags)s::varchar[] AND id <> %(pk)s
 ORDER BY published_at DESC, id DESC LIMIT %(related)s)
"""
_PLACE = """
SELECT item.article_id, version.head ->> 'title', item.first_page,
    issue.year, issue.number, issue.released_at, masthead.name,
    EXISTS (SELECT FROM bulletin_edition AS edition WHERE edition.issue_id = issue.id
        AND edition.kind = 'screen' AND edition.state = 'done' AND edition.file_id IS NOT NULL)
FROM (
    SELECT issue.* FROM bulletin_issueitem AS own
    JOIN bulletin_issue AS issue ON issue.id = own.issue_id AND issue.state = 'released'
    WHERE own.article_id = %(pk)s ORDER BY issue.year DESC, issue.number DESC LIMIT 1
) AS issue
JOIN bulletin_masthead AS masthead ON masthead.id = issue.masthead_id
JOIN bulletin_issueitem AS item ON item.issue_id = issue.id
JOIN bulletin_issuecolumn AS under ON under.id = item.under_id
JOIN bulletin_articleversion AS version ON version.id = item.version_id
JOIN bulletin_article AS article ON article.id = item.article_id AND article.stage = 'published'
ORDER BY under.position, under.id, item.position, item.id
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A piece beside this one."""

    pk: int
    title: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    previous: Near | None
    next: Near | None
    related: list[Near]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands in an issue."""

    issue: Issue
    page: int | None
    previous: Near | None
    next: Near | None
    has_pdf: bool


def standing() -> QuerySet[Article]:
    """Pieces that readers may find."""
    return Article.objects.filter(stage=Stage.PUBLISHED, published__isnull=False)


def listed() -> QuerySet[Article]:
    """The same for a list, the latest first."""
    return standing().select_related("published", "column").order_by("-published_at", "-pk")


def released() -> QuerySet[Issue]:
    return Issue.objects.filter(state=IssueState.RELEASED).select_related("masthead")


def issues_beside(row: Issue) -> tuple[Issue | None, Issue | None]:
    """The one before and the one after."""
    others, at = released(), (row.year, row.number)
    earlier = others.filter(Q(year__lt=at[0]) | Q(year=at[0], number__lt=at[1]))
    later = others.filter(Q(year__gt=at[0]) | Q(year=at[0], number__gt=at[1]))
    return earlier.first(), later.order_by("year", "number").first()


def years() -> list[int]:
    """In which pieces appeared, the latest first."""
    found = standing().annotate(year=ExtractYear("published_at")).values_list("year", flat=True)
    return list(found.order_by("-year").distinct())


def columns() -> QuerySet[Column]:
    """Those that have something to read."""
    return Column.objects.filter(Exists(standing().filter(column=OuterRef("pk"))))


def units() -> list[tuple[int, str, int]]:
    """Members whose pieces appeared: key, name, how many."""
    found = standing().filter(member__isnull=False).values_list("member", "member__name")
    return list(found.annotate(n=Count("pk")).order_by("-n", "member__name")[:100])


def corrections(article: Article) -> list[ArticleVersion]:
    """What was put right since it first appeared, the latest first; not what was sent back, behind
    which stands what had been before. Asks nothing of a first version."""
    published = article.published
    if published is None or published.number == 1:
        return []
    rows = article.versions.filter(Q(kind=VersionKind.CORRECTION) | Q(note=correcting.SENT_BACK))
    found = {row.number: row for row in rows.only("kind", "note", "at", "number", "article")}
    return [
        row
        for number, row in sorted(found.items(), reverse=True)
        if row.kind == VersionKind.CORRECTION
        and number <= published.number
        and not ((behind := found.get(number + 1)) and behind.note == correcting.SENT_BACK)
    ]


def around(article: Article) -> Around:
    """Before and after it in its column, and the latest that share a tag: one question for all."""
    found: dict[str, list[Near]] = {"previous": [], "next": [], "related": []}
    told = {
        "pk": article.pk, "column": article.column_id, "at": article.published_at,
        "tags": article.tags, "related": RELATED,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, told)
        for which, pk, title in cursor.fetchall():
            found[which].append(Near(pk, title))
    return Around(
        next(iter(found["previous"]), None), next(iter(found["next"]), None), found["related"]
    )


def place(article: Article) -> Place | None:
    """In the last issue that it was released in, with what stands before and behind it there."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"pk": article.pk})
        rows = cursor.fetchall()
    at = next((n for n, row in enumerate(rows) if row[0] == article.pk), None)
    if at is None:
        return None
    *_, year, number, released_at, name, has_pdf = rows[at]
    issue = Issue(year=year, number=number, released_at=released_at, masthead=Masthead(name=name))
    return Place(
        issue=issue,
        page=rows[at][2],
        previous=Near(*rows[at - 1][:3]) if at else None,
        next=Near(*rows[at + 1][:3]) if at + 1 < len(rows) else None,
        has_pdf=has_pdf,
    )


def screen_editions(issue: Any) -> QuerySet[Edition]:
    """The PDF to read, what was made last first."""
    return Edition.objects.filter(
        issue=issue, kind=EditionKind.SCREEN, state=EditionState.DONE, file__isnull=False
    ).order_by("-at", "-pk")
