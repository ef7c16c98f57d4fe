"""What readers find: pieces that stand, issues that were released, where a piece stands in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import ExtractYear

from bulletin.articles import correcting
from bulletin.enums import EditionKind, EditionState, IssueState, Stage, VersionKind
from bulletin.models import Article, ArticleVersion, Column, Edition, Issue, IssueItem

RELATED = 4


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
    named = standing().annotate(title_=KeyTextTransform("title", "published__head"))
    at, column = (article.published_at, article.pk), named.filter(column=article.column_id)
    arms = {"previous": _before(column, *at), "next": _after(column, *at)}
    if article.tags:
        tagged = named.filter(tags__overlap=article.tags).exclude(pk=article.pk)
        arms["related"] = tagged.order_by("-published_at", "-pk")[:RELATED]
    asked = [
        rows.annotate(which=Value(which)).values_list("which", "pk", "title_")
        for which, rows in arms.items()
    ]
    found: dict[str, list[Near]] = {"previous": [], "next": [], "related": []}
    for which, pk, title in asked[0].union(*asked[1:], all=True):
        found[which].append(Near(pk, title))
    return Around(
        next(iter(found["previous"]), None), next(iter(found["next"]), None), found["related"]
    )


def _before(rows: QuerySet[Article], at: datetime | None, pk: int) -> QuerySet[Article]:
    found = rows.filter(published_at__lt=at) | rows.filter(published_at=at, pk__lt=pk)
    return found.order_by("-published_at", "-pk")[:1]


def _after(rows: QuerySet[Article], at: datetime | None, pk: int) -> QuerySet[Article]:
    found = rows.filter(published_at__gt=at) | rows.filter(published_at=at, pk__gt=pk)
    return found.order_by("published_at", "pk")[:1]


def place(article: Article) -> Place | None:
    """In the last issue that it was released in, with what stands before and behind it there."""
    rows = list(
        IssueItem.objects.filter(
            issue__in=IssueItem.objects.filter(
                article=article.pk, issue__state=IssueState.RELEASED
            ).values("issue")
        )
        .annotate(
            title_=KeyTextTransform("title", "version__head"),
            stage=F("article__stage"),
            has_pdf=Exists(screen_editions(OuterRef("issue"))),
        )
        .select_related("issue__masthead")
        .order_by("-issue__year", "-issue__number", "under__position", "position", "pk")
    )
    rows = [
        row for row in rows if row.issue_id == rows[0].issue_id and row.stage == Stage.PUBLISHED
    ]
    at = next((n for n, row in enumerate(rows) if row.article_id == article.pk), None)
    if at is None:
        return None
    around = [_near(row) for row in (rows[at - 1 : at] if at else []) + rows[at + 1 : at + 2]]
    return Place(
        issue=rows[at].issue,
        page=rows[at].first_page,
        previous=around[0] if at else None,
        next=around[-1] if at + 1 < len(rows) else None,
        has_pdf=rows[at].has_pdf,
    )


def _near(row: Any) -> Near:
    return Near(row.article_id, row.title_, row.first_page)


def screen_editions(issue: Any) -> QuerySet[Edition]:
    """The PDF to read, the latest first."""
    return Edition.objects.filter(
        issue=issue, kind=EditionKind.SCREEN, state=EditionState.DONE, file__isnull=False
    ).order_by("-pk")
