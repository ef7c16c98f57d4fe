"""三审: three different people read one version each, and say so in words."""

from django.db import transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from bulletin.articles import versions
from bulletin.articles.editing import locked_for
from bulletin.articles.states import ARTICLES, REVIEWS, may_review
from bulletin.checks import links
from bulletin.enums import Level, Stage
from bulletin.models import Article, ArticleVersion, Review

_PASS = {Level.FIRST: "pass_first", Level.SECOND: "pass_second", Level.FINAL: "pass_final"}
ANOTHER_TEXT = (
    "稿件在您打开之后改过，现在的正文不是您看到的那一版。您写的还在本页上，请看过现在的正文再提交。"
)


@transaction.atomic
def hand_over(article: Article, *, by: User, note: str = "") -> Article:
    """To the first review, in the version that stands; the editor's hand is off. Raises Refused."""
    locked = locked_for(article, by=by)
    if (
        locked.leased_by_id not in (None, by.pk)
        and locked.leased_until
        and locked.leased_until > clock.now()
    ):
        raise Refused(f"{locked.leased_by}正在编辑这篇稿件，请等编辑完或先接手再送审。")
    ARTICLES.perform(locked, "hand_over", by=by, reason=note.strip())
    versions.freeze(locked, by=by, note=note.strip() or "送审")
    links.note(locked)
    Article.objects.filter(pk=locked.pk).update(leased_by=None, leased_until=None)
    article.refresh_from_db()
    return article


@transaction.atomic
def review(
    article: Article, *, level: Level, version: ArticleVersion, passed: bool, opinion: str, by: User
) -> Review:
    """One reader's word on the version that they were shown. Raises Refused: another stage or text,
    no right, no opinion, read at another level by the same person, or findings that block."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if REVIEWS.get(Stage(locked.stage)) != level:
        raise Refused(
            f"稿件现在是“{locked.get_stage_display()}”，不能{level.label}。请刷新页面看最新状态。"
        )
    if not may_review(by, level):
        raise Refused(f"您没有权限{level.label}稿件。请由有权限的同事办理。")
    if not opinion.strip():
        raise Refused("请填写审稿意见。", field="opinion")
    if version.article_id != locked.pk or not versions.is_latest(locked, version):
        raise Refused(ANOTHER_TEXT)
    if passed:
        _refuse_the_same_person(locked, level, by)
    row = Review.objects.create(
        article=locked, version=version, round=locked.round, level=level, passed=passed,
        opinion=opinion.strip(), by=by, at=clock.now(),
    )  # fmt: skip
    if passed and level == Level.FINAL:
        Article.objects.filter(pk=locked.pk).update(approved=version)
    verb = _PASS[level] if passed else "send_back"
    ARTICLES.perform(locked, verb, by=by, reason=opinion.strip(), 版本=version.number)
    article.refresh_from_db()
    return row


def _refuse_the_same_person(locked: Article, level: Level, by: User) -> None:
    """Whatever role lent the right: who stands in for two still is one."""
    other = locked.reviews.filter(round=locked.round, passed=True, by=by).first()
    if other:
        raise Refused(
            f"三审须由三个不同的人：{by}已经通过了这一轮的{other.get_level_display()}，"
            f"{level.label}请由另一位同事办理。"
        )
