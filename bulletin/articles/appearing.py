"""Where a piece appeared outside the portal: staff says so, with the address."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from bulletin.enums import Channel, Stage
from bulletin.models import Article, Issue, Publication
from bulletin.rules import Actor, may_edit

LONGEST = 200
_ACTIONS = {Channel.WECHAT: "登记公众号", Channel.OTHER: "登记别处刊登"}


@transaction.atomic
def record_wechat(article: Article, *, url: str, on: date, by: Actor) -> Publication:
    """It was posted there. Said again, the address is put right. Raises Refused."""
    url = url.strip()
    if not url.startswith(("https://", "http://")) or len(url) > LONGEST:
        raise Refused(f"请粘贴公众号文章的网址，以 https:// 开头，最多 {LONGEST} 字。", field="url")
    return _recorded(article, Channel.WECHAT, place=url, on=on, by=by)


@transaction.atomic
def record_elsewhere(article: Article, *, place: str, on: date, by: Actor) -> Publication:
    """Somebody else printed or posted it; ``place`` says who and where, for people. Said again, it is
    put right: of other places there is one line. Raises Refused."""
    place = " ".join(place.split())
    if not place or len(place) > LONGEST:
        raise Refused(f"请写明刊登在哪里，如报刊名和版面，最多 {LONGEST} 字。", field="place")
    return _recorded(article, Channel.OTHER, place=place, on=on, by=by)


def _recorded(
    article: Article, channel: Channel, *, place: str, on: date, by: Actor
) -> Publication:
    locked = Article.objects.select_for_update().get(pk=article.pk)
    version = locked.published or locked.approved
    if not may_edit(by):
        raise Refused("您没有权限登记刊登情况。请由会刊的信息编辑办理。")
    if version is None:
        raise Refused("没有通过终审的稿件还不能在别处刊登。")
    if on > clock.today():
        raise Refused("刊登日期不能晚于今天。", field="on")
    row, _ = Publication.objects.update_or_create(
        article=locked, channel=channel, issue=None,
        defaults={"version": version, "place": place, "on": on},
    )  # fmt: skip
    after = {"位置": place, "日期": f"{on:%Y-%m-%d}"}
    audit.record(locked, _ACTIONS[channel], by=by, after=after)
    return row


def note_mailed(issue: Issue) -> None:
    """Its letter went to readers, with every piece that stands. The caller holds the transaction,
    and has asked who."""
    items = issue.items.filter(article__stage=Stage.PUBLISHED).select_related("article", "version")
    Publication.objects.bulk_create(
        [
            Publication(
                article=item.article, version=item.version, channel=Channel.MAIL,
                issue=issue, on=clock.today(),
            )
            for item in items
            if item.version
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def of(article: Article) -> QuerySet[Publication]:
    """Wherever it appeared, the first first."""
    return article.publications.select_related("issue__masthead").order_by("on", "pk")
