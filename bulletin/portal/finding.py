"""会刊检索: what was asked, where it stands, and a page at a time."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from association.base import context, rates
from association.base.sent import whole
from bulletin import search as looking
from bulletin.models import Column
from bulletin.readers import shelf
from bulletin.rules import reads_for_members

PER_MINUTE = 60
LAST_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[: looking.LONGEST]
    address = context.current().address
    if asked and not rates.within("bulletin-search", address, limit=PER_MINUTE, seconds=60):
        return render(request, "429.html", {"seconds": rates.seconds_left(60)}, status=429)
    year = whole(request.GET.get("year"), least=1, most=9_000)
    column = Column.objects.filter(slug=request.GET.get("column", "")).first()
    page = whole(request.GET.get("page"), least=1, most=LAST_PAGE) or 1
    found = looking.find(
        asked, year=year, column=column and column.pk, page=page,
        for_members=reads_for_members(request.user),
    )  # fmt: skip
    chosen = {"q": asked, "year": year or "", "column": column.slug if column else ""}
    context_: dict[str, Any] = {
        "asked": asked,
        "found": found,
        "nothing": _nothing(asked),
        "total": _total(found.number),
        "years": shelf.years(),
        "columns": list(shelf.columns()),
        "year": year,
        "column": column,
        "next": _at(chosen, page + 1) if found.has_next and page < LAST_PAGE else "",
        "previous": _at(chosen, page - 1) if page > 1 else "",
        "crumbs": [
            {"label": "首页", "url": "/"},
            {"label": "会刊", "url": reverse("bulletin:front")},
            {"label": "检索", "url": ""},
        ],
    }
    return render(request, "bulletin/public/search.html", context_)


def _nothing(asked: str) -> str:
    """What to do when nothing was found; to who wrote one character, "fewer" is no advice."""
    if len(asked) == 1:
        return f"只写了一个字“{asked}”，没有找到。请写完整的词，至少两个字，如“安全”。"
    return "没有找到。可以少写几个字，换一个说法，或者去掉年份和栏目。"


def _at(chosen: dict[str, Any], page: int) -> str:
    return "?" + urlencode({**{name: said for name, said in chosen.items() if said}, "page": page})


def _total(number: int) -> str:
    if number > looking.RANKED:
        return f"约 {number:,} 篇，列出最相关的；可以加词或选年份缩小范围"
    return f"共 {number:,} 篇"
