"""Pieces come before their readers, at once or when it is time, and are taken down again."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from bulletin import readers, telling
from bulletin.articles.states import ARTICLES, S, gone_by, written
from bulletin.enums import Channel
from bulletin.models import Article, ArticleVersion, IssueItem, Publication
from bulletin.rules import Actor, may_publish

_FORBIDDEN = "您没有权限发布和撤下稿件。请由有权限的同事办理。"
_BY_TIME = "定时撤下"
_STAYS = (S.PUBLISHED, S.TAKEN_DOWN, S.DROPPED)
logger = logging.getLogger(__name__)


def address(article: Article) -> str:
    """Where readers find it."""
    site: str = settings.PUBLIC_URL
    return site.rstrip("/") + reverse("bulletin:article", args=[article.pk])


@transaction.atomic
def publish(article: Article, *, by: Actor) -> Article:
    """The approved version, now; whoever handed it in is told the first time. Raises Refused."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    now = clock.now()
    if locked.stage in (S.READY, S.TAKEN_DOWN):
        shown = locked.approved or locked.published
        Article.objects.filter(pk=locked.pk).update(
            published=shown, published_at=locked.published_at or now
        )
    done = ARTICLES.perform(locked, "publish", by=by)
    assert isinstance(done, Article)
    assert done.published
    _note(done, done.published)
    readers.appeared(done)
    article.refresh_from_db()
    return article


def _note(done: Article, version: ArticleVersion) -> None:
    where = address(done)
    _, new = Publication.objects.get_or_create(
        article=done, channel=Channel.WEB, issue=None,
        defaults={"version": version, "place": where, "on": clock.today()},
    )  # fmt: skip
    if new:
        telling.published(done, address=where)


def release_in_issue(item: IssueItem, *, by: Actor) -> None:
    """In the version that its issue holds, where readers don't have it yet; what somebody took down
    stays down. A time to go that has passed isn't kept: the issue doesn't wait for one piece, and
    nobody asked that it go now. The issue's door has asked who, and holds the transaction."""
    locked = Article.objects.select_for_update().get(pk=item.article_id)
    if locked.stage in _STAYS:
        return
    assert item.version is not None
    now = clock.now()
    locked.stage, locked.since = S.PUBLISHED, now
    locked.published = locked.approved = item.version
    locked.published_at = locked.published_at or now
    before, after = {}, {"刊期": str(item.issue)}
    if gone_by(locked):
        before, after[_BY_TIME] = {_BY_TIME: written(locked.unpublish_at)}, ""
        locked.unpublish_at = None
    locked.publish_at = None
    locked.save(
        update_fields=[
            "stage", "since", "published", "approved", "published_at", "publish_at", "unpublish_at",
        ]
    )  # fmt: skip
    readers.appeared(locked)
    audit.record(locked, "随刊发布", by=by, before=before, after=after)


@transaction.atomic
def take_down(article: Article, *, by: Actor, reason: str) -> Article:
    """Readers are told that it was taken down; nothing is forgotten. Raises Refused."""
    ARTICLES.perform(article, "take_down", by=by, reason=reason.strip())
    article.refresh_from_db()
    readers.appeared(article)
    return article


@transaction.atomic
def schedule(
    article: Article, *, by: User, publish_at: datetime | None, unpublish_at: datetime | None
) -> Article:
    """When it appears and when it goes, either or neither. Raises Refused."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if not may_publish(by):
        raise Refused(_FORBIDDEN)
    if locked.stage not in (S.READY, S.PUBLISHED):
        raise Refused(f"稿件现在是“{locked.get_stage_display()}”，待发或已发布的才能定时。")
    now = clock.now()
    if publish_at and locked.stage != S.READY:
        raise Refused("稿件已经发布，不用再定时发布。", field="publish_at")
    if publish_at and publish_at <= now:
        raise Refused("定时发布的时间须在现在之后；现在就发请点“发布”。", field="publish_at")
    if unpublish_at and unpublish_at <= (publish_at or now):
        raise Refused("定时撤下的时间须在发布之后。", field="unpublish_at")
    locked.publish_at, locked.unpublish_at = publish_at, unpublish_at
    locked.save(update_fields=["publish_at", "unpublish_at"])
    shown = {"定时发布": written(publish_at), _BY_TIME: written(unpublish_at)}
    audit.record(locked, "定时", by=by, after=shown)
    article.refresh_from_db()
    return article


def run_due() -> int:
    """All that is due by now, each in a transaction of its own; asked twice it does nothing twice.
    What can't be published any more loses its time, and its history says why."""
    now = clock.now()
    to_publish = Q(stage=S.READY, publish_at__lte=now)
    to_take_down = Q(stage=S.PUBLISHED, unpublish_at__lte=now)
    due = Article.objects.filter(to_publish | to_take_down).order_by("pk")
    return sum(_due(pk) for pk in list(due.values_list("pk", flat=True)))


def _due(pk: int) -> bool:
    try:
        with transaction.atomic():
            row = Article.objects.select_for_update().get(pk=pk)
            now = clock.now()
            if row.stage == S.READY and row.publish_at and row.publish_at <= now:
                publish(row, by=None)
            elif row.stage == S.PUBLISHED and row.unpublish_at and row.unpublish_at <= now:
                take_down(row, by=None, reason=_BY_TIME)
            else:
                return False
    except Refused as refusal:
        _forget(pk, refusal.message)
        return False
    return True


@transaction.atomic
def _forget(pk: int, said: str) -> None:
    logger.warning("article %s wasn't published when it was due", pk)
    row = Article.objects.select_for_update().get(pk=pk)
    row.publish_at = None
    row.save(update_fields=["publish_at"])
    audit.record(row, "定时发布没有进行", by=None, reason=said)
