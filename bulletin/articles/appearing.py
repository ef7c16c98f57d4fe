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


@transaction.atomic
def record_wechat(article: Article, *, url: str, on: date, by: Actor) -> Publication:
    """It was posted there. Said again, the address is put right. Raises Refused."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    version = locked.published or locked.approved
    if not may_edit(by):
        raise Refused("您没有权限登记公众号文章。请由会刊的信息编辑办理。")
    if version is None:
        raise Refused("没有通过终审的稿件不能发公众号。")
    url = url.strip()
    if not url.startswith(("https://", "http://")) or len(url) > LONGEST:
        raise Refused(f"请粘贴公众号文章的网址，以 https:// 开头，最多 {LONGEST} 字。", field="url")
    if on > clock.today():
        raise Refused("发布日期不能晚于今天。", field="on")
    row, _ = Publication.objects.update_or_create(
        article=locked, channel=Channel.WECHAT, issue=None,
        defaults={"version": version, "place": url, "on": on},
    )  # fmt: skip
    audit.record(locked, "登记公众号", by=by, after={"网址": url, "日期": f"{on:%Y-%m-%d}"})
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
