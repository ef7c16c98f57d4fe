"""An issue as its readers find it: put together without anybody having been asked."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from association.base import clock
from bulletin import reference
from bulletin.enums import IssueState
from bulletin.models import Article, Column, Issue, IssueColumn, IssueItem, Masthead
from tests.factories import bulletin as make

PIECES = {"focus": ("一次没有脚本的演练",), "members": ("把隐患画在图上", "十分钟班前会")}


def masthead(**told: Any) -> Masthead:
    return Masthead.objects.create(
        **{
            "valid_from": date(2019, 1, 1) + timedelta(Masthead.objects.count()), "name": "安联会刊", "published_by": "示例安全生产联合会",
            "address": "示例市示例路 1 号", "phone": "010-00000000",
            "mailbox": "huikan@example.org", "code": "https://example.org/", **told,
        }
    )  # fmt: skip


def released(
    pieces: Mapping[str, Sequence[str]] = PIECES, *, year: int = 2026, number: int = 1, **told: Any
) -> Issue:
    reference.install()
    now = clock.now()
    row = Issue.objects.create(
        **{
            "year": year, "number": number, "masthead": told.pop("masthead", None) or masthead(),
            "state": IssueState.RELEASED, "locked_at": now, "released_at": now, "created_at": now,
            **told,
        }
    )  # fmt: skip
    for position, (slug, titles) in enumerate(pieces.items()):
        column = Column.objects.get(slug=slug)
        under = IssueColumn.objects.create(
            issue=row, column=column, position=position, name=column.name, english=column.english,
            colour=column.colour,
        )  # fmt: skip
        for place, title in enumerate(titles):
            put(under, make.published(title, column=slug), position=place)
    return row


def put(under: IssueColumn, article: Article, *, position: int) -> IssueItem:
    return IssueItem.objects.create(
        issue=under.issue, under=under, article=article, version=article.published,
        position=position, first_page=8 + 2 * position,
    )  # fmt: skip
