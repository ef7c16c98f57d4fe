"""For programs that follow what appears: RSS, Atom, JSON Feed, and the map for search engines."""

from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.views.decorators.http import require_safe

from association.base import clock
from bulletin import body
from bulletin.editions import sections
from bulletin.enums import Visibility
from bulletin.models import Article, Column
from bulletin.portal.kept import kept
from bulletin.readers import addresses, shelf

LATEST = 30
MOST_MAPPED = 50_000
"""As many as the protocol lets one map hold."""


def _entries(column: Column | None) -> list[tuple[Article, sections.Piece]]:
    rows = shelf.listed().filter(visibility=Visibility.PUBLIC)
    rows = rows.filter(column=column) if column else rows
    return [(row, sections.piece(row, row.published)) for row in rows[:LATEST]]


def _named(column: Column | None) -> str:
    name = f"{settings.ASSOCIATION_NAME}会刊"
    return f"{name}·{column.name}" if column else name


def _home(column: Column | None) -> str:
    path = reverse("bulletin:column", args=[column.slug]) if column else reverse("bulletin:front")
    return addresses.absolute(path)


def _column(slug: str) -> Column | None:
    return get_object_or_404(Column, slug=slug) if slug else None


def _feed(form: type[SyndicationFeed]) -> Callable[..., HttpResponse]:
    """What is typed into a title may hold signs that XML has no place for, as the line break of a
    Word file: they are left out, or nobody would get any of it."""

    @require_safe
    @kept()
    def answered(request: HttpRequest, slug: str = "") -> HttpResponse:
        column = _column(slug)
        feed = form(
            title=_named(column), link=_home(column), description=f"{_named(column)}最近刊出的稿件。",
            language="zh-cn", feed_url=addresses.absolute(request.path),
            author_name=settings.ASSOCIATION_NAME,
        )  # fmt: skip
        for row, piece in _entries(column):
            link = addresses.article(row.pk)
            feed.add_item(
                title=body.plain(piece.title), link=link, description=body.plain(piece.summary),
                unique_id=link, unique_id_is_permalink=True, pubdate=row.published_at,
                updateddate=row.published.at, author_name=body.plain(piece.who) or None,
                categories=[row.column.name, *map(body.plain, row.tags)],
            )  # fmt: skip
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    return answered


rss = _feed(Rss201rev2Feed)
atom = _feed(Atom1Feed)


@require_safe
@kept()
def json_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """JSON Feed 1.1."""
    column = _column(slug)
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _named(column),
        "home_page_url": _home(column),
        "feed_url": addresses.absolute(request.path),
        "language": "zh-CN",
        "items": [_item(row, piece) for row, piece in _entries(column)],
    }
    return JsonResponse(
        told, json_dumps_params={"ensure_ascii": False}, content_type="application/feed+json"
    )


def _item(row: Article, piece: sections.Piece) -> dict[str, Any]:
    link = addresses.article(row.pk)
    told: dict[str, Any] = {
        "id": link,
        "url": link,
        "title": piece.title,
        "content_text": piece.summary,
        "date_published": row.published_at.astimezone(clock.TZ).isoformat(timespec="seconds"),
        "tags": [row.column.name, *row.tags],
    }
    return told | ({"authors": [{"name": piece.who}]} if piece.who else {})


@require_safe
@kept()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every piece that anybody may read, and every issue."""
    rows = shelf.standing().filter(visibility=Visibility.PUBLIC).order_by("-published_at", "-pk")
    told = rows.values_list("pk", "published__at")[: MOST_MAPPED - 1_000]
    found = [(addresses.absolute(reverse("bulletin:front")), None)]
    found += [(addresses.issue(row), row.released_at) for row in shelf.released()[:999]]
    found += [(addresses.article(pk), at) for pk, at in told]
    written = "".join(_mapped(url, at) for url, at in found)
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{written}</urlset>\n',
        content_type="application/xml",
    )


def _mapped(url: str, at: Any) -> str:
    changed = f"<lastmod>{at.astimezone(clock.TZ):%Y-%m-%d}</lastmod>" if at else ""
    return f"<url><loc>{escape(url)}</loc>{changed}</url>"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *[
            f"Disallow: {path}"
            for path in ("/admin/", "/portal/", "/account/", "/expert/", "/api/")
        ],
        f"Disallow: {reverse('bulletin:search')}",
        f"Sitemap: {addresses.absolute(reverse('bulletin:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
