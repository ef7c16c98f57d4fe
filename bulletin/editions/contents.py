"""Everything that goes into an edition of an issue, as plain values, and the hash of it.

Of a locked issue these are the versions and names that were frozen; of one that is still planned the
working copies, and the edition says that it is a proof copy (样刊).
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from bulletin import body
from bulletin.articles import versions
from bulletin.body import Picture
from bulletin.enums import EditionKind, IssueState
from bulletin.models import ArticlePicture, Issue, IssueColumn, IssueItem, Masthead

RECIPE = 1
"""Counts up when the same content has to be made anew, because it is set differently now."""
Contents = dict[str, Any]


def contents(issue: Issue) -> Contents:
    """Five queries, however many pieces."""
    columns = list(issue.columns.select_related("column").order_by("position", "pk"))
    items = issue.items.select_related("article", "version").order_by("position", "pk")
    under: dict[int, list[IssueItem]] = {row.pk: [] for row in columns}
    for item in items:
        under[item.under_id].append(item)
    told = [_column(row, under[row.pk]) for row in columns if under[row.pk]]
    return {
        "recipe": RECIPE,
        "draft": issue.state == IssueState.PLANNING,
        "issue": {
            name: getattr(issue, name)
            for name in ("year", "number", "total_number", "title", "focus", "feature_title")
        },
        "feature": issue.feature if issue.feature_title else [],
        "masthead": _masthead(issue.masthead, introduced=issue.with_introduction),
        "call": _call(issue),
        "cover": {"file": issue.cover.pk, "sha256": issue.cover.sha256} if issue.cover else None,
        "columns": told,
        "pictures": _pictures(told),
    }


def digest(told: Contents, kind: EditionKind) -> str:
    written = json.dumps([kind, told], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def printed(item: IssueItem) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and blocks of a piece: the frozen version's, else the working copy's."""
    if item.version is not None:
        return item.version.head, item.version.body
    return versions.head(item.article), item.article.body


def _column(row: IssueColumn, items: list[IssueItem]) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "name": row.name or row.column.name,
        "english": row.english or row.column.english,
        "colour": row.colour or row.column.colour,
        "items": [_item(item) for item in items],
    }


def _item(item: IssueItem) -> dict[str, Any]:
    head, blocks = printed(item)
    return {"pk": item.pk, "new_page": item.new_page, "head": head, "body": blocks}


def _masthead(row: Masthead, *, introduced: bool) -> dict[str, Any]:
    names = (
        "name", "governed_by", "published_by", "permit", "slogan", "address", "phone", "mailbox",
        "code", "code_says",
    )  # fmt: skip
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return told | {"introduction": row.introduction if introduced else []}


def _call(issue: Issue) -> dict[str, str] | None:
    call = issue.call
    if call is None:
        return None
    names = ("title", "text", "contact", "phone", "mailbox")
    return {name: getattr(call, name) for name in names} | {
        "closes_on": call.closes_on.isoformat() if call.closes_on else ""
    }


def _pictures(columns: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The files behind the keys that the pieces name."""
    named = set(_keys(columns))
    numbers = [int(key.removeprefix("picture-")) for key in named]
    rows = ArticlePicture.objects.filter(pk__in=numbers, file__erased_at__isnull=True)
    return {
        row.key: {"picture": row.pk, "sha256": row.file.sha256}
        for row in rows.select_related("file").order_by("pk")
    }


def _keys(columns: list[dict[str, Any]]) -> Iterator[str]:
    for column in columns:
        for item in column["items"]:
            for block in body.from_json(item["body"]):
                if isinstance(block, Picture) and block.key.removeprefix("picture-").isdigit():
                    yield block.key
