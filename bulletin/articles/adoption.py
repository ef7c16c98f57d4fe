"""会刊采用证明: numbered, signed, to be checked by anybody; it says where a piece appeared and when.

It counts at the end of the year, for a company and for whoever wrote: so it says what was printed,
not what the article says by now.
"""

from typing import Any

from django.db import transaction

from association.base import clock
from association.base.errors import Refused
from association.credentials import issuing
from association.credentials.kinds import Kind
from bulletin.articles import appearing
from bulletin.editions import bylines
from bulletin.enums import Channel, Origin
from bulletin.models import Adoption, Article, Publication
from bulletin.rules import Actor, may_edit

KIND = Kind(
    code="adoption",
    prefix="CYZ",
    title="会刊采用证明",
    labels=(("title", "稿件"), ("authors", "作者"), ("appeared", "刊出"), ("first_on", "首次刊出")),
)
TEMPLATE = "bulletin/pdf/adoption.html"


@transaction.atomic
def issue(article: Article, *, by: Actor) -> Adoption:
    """Once, and again when there is more to say: then the new one takes the place of the old.
    Raises Refused: it didn't appear, was taken from elsewhere, isn't signed, nothing new to say."""
    if not may_edit(by):
        raise Refused("您没有权限开具采用证明。请由会刊的信息编辑办理。")
    locked = Article.objects.select_for_update().get(pk=article.pk)
    told = _facts(locked)
    before = Adoption.objects.select_related("credential").filter(article=locked).first()
    if before and before.credential.facts == told:
        raise Refused(f"已经开具了采用证明 {before.credential.number}，内容没有变化。")
    made = issuing.issue(
        kind=KIND, facts=told, template=TEMPLATE, subject=told["unit"] or told["authors"], by=by,
        valid_from=clock.today(), replaces=before.credential if before else None,
        reason="又在别处刊出" if before else "", about=locked,
    )  # fmt: skip
    row, _ = Adoption.objects.update_or_create(article=locked, defaults={"credential": made})
    return row


def _facts(article: Article) -> dict[str, Any]:
    places = [row for row in appearing.of(article) if row.channel != Channel.MAIL]  # it only leads
    if not places:
        raise Refused("稿件还没有刊出，不能开具采用证明。")
    head = places[0].version.head
    unit, authors = (bylines.said_of(head, name) for name in ("unit", "authors"))
    if head["origin"] == Origin.REPRINT:
        raise Refused("转载的稿件不开具采用证明。")
    if not (unit or authors):
        raise Refused("稿件没有署名单位和作者，不知道证明给谁。")
    said = [f"{_where(row)}（{row.on:%Y年%-m月%-d日}）" for row in places]
    return {
        "title": head["title"],
        "unit": unit,
        "authors": authors,
        "column": article.column.name,
        "places": said,
        "appeared": "；".join(said),
        "first_on": f"{places[0].on:%Y年%-m月%-d日}",
        "submission": article.submission.number if article.submission else "",
    }


def _where(row: Publication) -> str:
    """The address of a web page is too long for paper, and the page may move."""
    if row.issue is not None:
        named = f"《{row.issue.masthead.name}》{row.issue}"
        printed = row.channel == Channel.PRINT and row.place
        return f"{named}{row.place if printed else ''}".replace("期第", "期，第")
    if row.channel == Channel.OTHER:
        return row.place
    return {Channel.WEB: "本会网站", Channel.WECHAT: "本会公众号"}.get(
        Channel(row.channel), str(row.get_channel_display())
    )
