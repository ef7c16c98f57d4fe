"""What a page says of itself to machines: schema.org, as a block of data that no browser runs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from association.base import clock
from bulletin.editions.sections import Section
from bulletin.models import Issue
from bulletin.readers import addresses
from bulletin.readers.piece import Shown

_AS_TEXT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(told: Mapping[str, Any]) -> SafeString:
    """What stands in it can't end it: no angle bracket is left."""
    written = json.dumps({"@context": "https://schema.org", **told}, ensure_ascii=False)
    safe = written.translate(_AS_TEXT)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308


def article(piece: Shown) -> dict[str, Any]:
    row, head = piece.article, piece.head
    assert row.published_at is not None, "the database wants it"
    told: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": head["title"],
        "description": piece.summary,
        "inLanguage": "zh-CN",
        "url": addresses.article(row.pk),
        "mainEntityOfPage": addresses.article(row.pk),
        "articleSection": row.column.name,
        "datePublished": row.published_at.astimezone(clock.TZ).isoformat(),
        "dateModified": max(row.published_at, piece.version.at).astimezone(clock.TZ).isoformat(),
        "wordCount": piece.version.characters,
        "isAccessibleForFree": row.visibility == "public",
        "publisher": {"@type": "Organization", "name": settings.ASSOCIATION_NAME},
        "author": _authors(head),
    }
    if piece.image is not None:
        told["image"] = [addresses.absolute(piece.image.url)]
    if piece.place is not None:
        told["isPartOf"] = _issue(piece.place.issue)
    return told


def _authors(head: Mapping[str, Any]) -> list[dict[str, str]]:
    people = [{"@type": "Person", "name": head["authors"]}] if head["authors"] else []
    unit = head["unit"] or ("" if people else head["source_name"] or settings.ASSOCIATION_NAME)
    return people + ([{"@type": "Organization", "name": unit}] if unit else [])


def issue(row: Issue, sections: Sequence[Section]) -> dict[str, Any]:
    parts = [
        {
            "@type": "NewsArticle",
            "headline": piece.title,
            "url": addresses.article(piece.article_id),
        }
        for section in sections
        for piece in section.pieces
        if piece.stands
    ]
    return _issue(row) | {"inLanguage": "zh-CN", "hasPart": parts}


def _issue(row: Issue) -> dict[str, Any]:
    told = {
        "@type": "PublicationIssue",
        "issueNumber": f"{row.year}-{row.number}",
        "name": f"{row.masthead.name} {row}",
        "url": addresses.issue(row),
        "isPartOf": {"@type": "Periodical", "name": row.masthead.name},
    }
    if row.released_at is not None:
        told["datePublished"] = row.released_at.astimezone(clock.TZ).date().isoformat()
    return told
