"""What appeared: by issue, by year, by column, by member."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from association.base import paging
from association.base.sent import whole
from bulletin.editions import sections
from bulletin.models import Article, Column
from bulletin.portal.kept import kept
from bulletin.readers import shelf

SIZE = 20
LAST_YEAR = 9_000
"""No day of a later year can be asked for: calendars end at 9999."""


@require_safe
@kept("year", "member", "after", "before")
def archive(request: HttpRequest) -> HttpResponse:
    """Issues by year; with a year or a member named, the pieces themselves."""
    year = whole(request.GET.get("year"), least=1, most=LAST_YEAR)
    member = whole(request.GET.get("member"))
    units = shelf.units()
    context: dict[str, Any] = {
        "crumbs": _crumbs("往期"),
        "years": shelf.years(),
        "columns": list(shelf.columns()),
        "units": [
            {"pk": pk, "name": name, "n": n, "current": pk == member} for pk, name, n in units
        ],
        "year": year,
        "issues": [] if year or member else list(shelf.released()),
    }
    if year or member:
        rows = shelf.listed()
        rows = rows.filter(published_at__year=year) if year else rows
        rows = rows.filter(member=member) if member else rows
        context |= _page(request, rows, {"year": year, "member": member})
    return render(request, "bulletin/public/archive.html", context)


@require_safe
@kept("after", "before")
def column(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Column, slug=slug)
    context = {
        "crumbs": _crumbs(row.name),
        "column": row,
        **_page(request, shelf.listed().filter(column=row), {}),
    }
    return render(request, "bulletin/public/column.html", context)


def _page(
    request: HttpRequest, rows: QuerySet[Article], chosen: dict[str, int | None]
) -> dict[str, Any]:
    page = paging.page(
        rows, keys=("published_at", "pk"), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""), descending=True,
    )  # fmt: skip
    kept_on = "".join(f"{name}={value}&" for name, value in chosen.items() if value)
    return {
        "pieces": [(row, sections.piece(row, row.published)) for row in page.rows],
        "total": f"共 {paging.capped_count(rows):,} 篇",
        **page.links(f"?{kept_on}"),
    }


def _crumbs(label: str) -> list[dict[str, str]]:
    return [
        {"label": "首页", "url": "/"},
        {"label": "会刊", "url": reverse("bulletin:front")},
        {"label": label, "url": ""},
    ]
