"""Somebody looked at a finding and lets it stand: with a reason, under their name."""

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from bulletin.checks.running import run
from bulletin.models import Article, Waiver
from bulletin.rules import may_edit


@transaction.atomic
def waive(article: Article, *, finding: str, reason: str, by: User) -> Waiver:
    """``finding`` is the key of one that ``run`` tells now. Raises Refused: nobody's right, no
    reason, no such finding, or one that has to be put right."""
    if not may_edit(by):
        raise Refused("您没有权限放行检查出的问题。请由会刊的信息编辑办理。")
    reason = reason.strip()
    if not reason:
        raise Refused("请写明放行的理由。", field="reason")
    locked = Article.objects.select_for_update().get(pk=article.pk)
    told = next((each for each in run(locked) if each.key == finding), None)
    if told is None:
        raise Refused("这个问题已经不在了，可能刚刚改过正文。请刷新页面再看。")
    if not told.waivable:
        raise Refused(f"{told.said}这一项不能放行，请改好。")
    row, made = Waiver.objects.get_or_create(
        article=locked, finding=finding,
        defaults={"said": told.said[:200], "reason": reason[:200], "by": by, "at": clock.now()},
    )  # fmt: skip
    if made:
        audit.record(locked, "放行检查出的问题", by=by, reason=reason, after={"问题": told.said})
    return row
