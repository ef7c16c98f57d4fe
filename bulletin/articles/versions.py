"""What an article said, kept for good. Reviews, editions and readers hold on to a version."""

import hashlib
import json
from typing import Any

from association.base import clock
from bulletin import body
from bulletin.enums import VersionKind
from bulletin.models import Article, ArticleVersion
from bulletin.rules import Actor

PRINTED = (
    "kicker", "title", "subtitle", "origin", "unit", "authors", "correspondents", "photographer",
    "source_name", "source_url", "summary",
)  # fmt: skip
"""What stands above and below the text."""


def head(article: Article) -> dict[str, Any]:
    """The printed fields, and the picture that stands for the piece."""
    told: dict[str, Any] = {name: getattr(article, name) for name in PRINTED}
    return told | {"cover": article.cover_id}


def sha256(head: dict[str, Any], blocks: list[dict[str, Any]]) -> str:
    written = json.dumps([head, blocks], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def latest(article: Article) -> ArticleVersion | None:
    return article.versions.order_by("-number").first()


def freeze(
    locked: Article, *, by: Actor, kind: VersionKind = VersionKind.EDIT, note: str = ""
) -> ArticleVersion:
    """The working copy as a version; the last one again if nothing changed. The caller holds the
    lock on the article."""
    printed = head(locked)
    digest = sha256(printed, locked.body)
    last = latest(locked)
    if last is not None and last.sha256 == digest:
        return last
    return ArticleVersion.objects.create(
        article=locked, number=last.number + 1 if last else 1, kind=kind, head=printed,
        body=locked.body, characters=body.characters(body.from_json(locked.body)), sha256=digest,
        note=note[:200], by=by, at=clock.now(),
    )  # fmt: skip


def put_back(locked: Article, version: ArticleVersion) -> None:
    """What a version says, into the working copy; the caller holds the lock and saves."""
    for name in PRINTED:
        setattr(locked, name, version.head.get(name, ""))
    locked.cover_id = version.head.get("cover")
    locked.body = version.body


def is_latest(locked: Article, version: ArticleVersion) -> bool:
    """Whether it is what stands: the newest, and the working copy says the same."""
    newest = latest(locked)
    same = newest is not None and newest.pk == version.pk
    return same and sha256(head(locked), locked.body) == version.sha256
