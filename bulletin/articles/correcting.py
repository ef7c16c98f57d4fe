"""更正: a mistake in what readers have already read, put right by one person and let out by another."""

from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from bulletin import body, readers
from bulletin.articles import versions
from bulletin.articles.comparing import changed_characters
from bulletin.articles.editing import Elsewhere, locked_for, write
from bulletin.articles.states import S, blocked
from bulletin.body import Body
from bulletin.enums import VersionKind
from bulletin.models import Article, ArticleVersion
from bulletin.rules import may_publish

SENT_BACK = "退回更正"
SHARE = 10
"""One sign in so many: who changes more than a tenth writes another piece."""


@transaction.atomic
def propose(article: Article, *, by: User, saves: int, blocks: Body, note: str) -> ArticleVersion:
    """Kept beside what readers see, until somebody else lets it out. ``note`` is what they will
    read. Raises Refused; Elsewhere."""
    locked = locked_for(article, by=by)
    if locked.stage != S.PUBLISHED:
        raise Refused(f"稿件现在是“{locked.get_stage_display()}”，已发布的才能更正。")
    if pending(locked):
        raise Refused("已经有一处更正在等人确认，请先确认或退回。")
    if locked.saves != saves:
        raise Elsewhere(locked)
    if not note.strip():
        raise Refused("请写明更正了什么，读者会看到。", field="note")
    assert locked.published
    was = body.from_json(locked.published.body)
    if changed_characters(was, blocks) * SHARE > body.characters(was):
        raise Refused(
            "改动超过全文的十分之一，不是更正。请撤下后收回编辑，重新送审。", field="text"
        )
    write(locked, {}, blocks)
    if locked.body == locked.published.body:
        raise Refused("正文没有改动。", field="text")
    locked.saves += 1
    locked.save()
    made = versions.freeze(locked, by=by, kind=VersionKind.CORRECTION, note=note.strip())
    audit.record(locked, "拟更正", by=by, after={"版本": made.number}, reason=note.strip())
    article.refresh_from_db()
    return made


@transaction.atomic
def confirm(article: Article, *, version: ArticleVersion, by: User) -> Article:
    """Lets it out: readers see it at once, with the note and its day. Raises Refused."""
    locked = _waiting(article, version, by)
    if version.by_id == by.pk:
        raise Refused(f"更正须由另一个人确认：这处更正是{by}拟的。")
    if obstacle := blocked(locked):
        raise Refused(obstacle)
    locked.approved = locked.published = version
    locked.save(update_fields=["approved", "published"])
    readers.appeared(locked)
    audit.record(locked, "更正", by=by, after={"版本": version.number}, reason=version.note)
    article.refresh_from_db()
    return article


@transaction.atomic
def decline(article: Article, *, version: ArticleVersion, by: User, reason: str) -> Article:
    """What readers see stands again; the draft stays among the versions. Raises Refused."""
    locked = _waiting(article, version, by)
    if not reason.strip():
        raise Refused("请写明退回的理由。", field="reason")
    assert locked.published
    versions.put_back(locked, locked.published)
    locked.saves += 1
    locked.save()
    versions.freeze(locked, by=by, note=SENT_BACK)
    audit.record(locked, "退回更正", by=by, after={"版本": version.number}, reason=reason.strip())
    article.refresh_from_db()
    return article


def _waiting(article: Article, version: ArticleVersion, by: User) -> Article:
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if not may_publish(by):
        raise Refused("您没有权限确认更正。请由有发布权限的同事办理。")
    waits = pending(locked)
    if waits is None or waits.pk != version.pk:
        raise Refused("这处更正已经办过，或者又有新的一版。请刷新页面。")
    return locked


def pending(article: Article) -> ArticleVersion | None:
    """The correction that waits for a second person."""
    newest = versions.latest(article)
    waits = (
        newest is not None
        and newest.kind == VersionKind.CORRECTION
        and article.stage == S.PUBLISHED
        and newest.pk != article.published_id
    )
    return newest if waits else None


def told(article: Article) -> QuerySet[ArticleVersion]:
    """What readers are told: every correction that was let out, the oldest first."""
    if article.published is None:
        return ArticleVersion.objects.none()
    later = article.versions.filter(kind=VersionKind.CORRECTION).order_by("number")
    return later.filter(number__lte=article.published.number, pk__in=_let_out(article))


def _let_out(article: Article) -> list[int]:
    """Not the ones that were sent back: behind such a one stands what had been before."""
    sent_back = set(
        article.versions.filter(kind=VersionKind.EDIT, note=SENT_BACK).values_list(
            "number", flat=True
        )
    )
    rows = article.versions.filter(kind=VersionKind.CORRECTION).values_list("pk", "number")
    return [pk for pk, number in rows if number + 1 not in sent_back]
