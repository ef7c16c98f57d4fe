"""三校: three readings for print after the reviews; small corrections on the way."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from bulletin import body
from bulletin.articles import small, versions
from bulletin.articles.editing import Elsewhere, write
from bulletin.articles.reviewing import ANOTHER_TEXT
from bulletin.articles.states import ARTICLES, HELD, held_by_issue
from bulletin.body import Body
from bulletin.enums import ProofLevel, Stage, VersionKind
from bulletin.models import Article, ArticleVersion, Proof
from bulletin.rules import may_edit, may_proof

LOOKED_AT = {
    "signed": "标题与署名",
    "figures": "数字与日期",
    "names": "单位、人名和职务",
    "points": "标点和错别字",
    "pictures": "图片、图说与摄影",
    "links": "链接和来源",
    "order": "段落次序和小标题层级",
}
"""What a proof-reader ticks; all of it is looked at in each reading."""


def next_level(article: Article) -> ProofLevel | None:
    """Which reading comes next; None when the piece isn't with its proof-readers."""
    if article.stage != Stage.PROOFS:
        return None
    read = set(article.proofs.filter(round=article.round).values_list("level", flat=True))
    return next((level for level in ProofLevel if level not in read), ProofLevel.THIRD)


@transaction.atomic
def read(
    article: Article, *, level: ProofLevel, version: ArticleVersion, looked_at: Iterable[str],
    by: User, note: str = "",
) -> Proof:  # fmt: skip
    """One reading, of the version that was shown. Raises Refused: another stage, text or level, no
    right, something not looked at, or a third reading by whoever read before."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    following = next_level(locked)
    if following is None or following != level:
        now = (
            f"现在该{following.label}" if following else f"稿件现在是“{locked.get_stage_display()}”"
        )
        raise Refused(f"{now}，不能登记{level.label}。请刷新页面。")
    if not may_proof(by):
        raise Refused("您没有权限校对稿件。请由有权限的同事办理。")
    if version.pk != locked.approved_id or not versions.is_latest(locked, version):
        raise Refused(ANOTHER_TEXT)
    told = set(looked_at)
    lacking = [label for name, label in LOOKED_AT.items() if name not in told]
    if lacking:
        raise Refused(f"还没有核对：{'、'.join(lacking)}。", field="looked_at")
    before = locked.proofs.filter(round=locked.round)
    if level == ProofLevel.THIRD:
        _refuse_who_read_before(before.filter(~Q(level=level), by=by).first(), by)
    row = Proof.objects.create(
        article=locked, version=version, round=locked.round, level=level,
        count=before.filter(level=level).count() + 1, looked_at=list(LOOKED_AT), note=note.strip(),
        by=by, at=clock.now(),
    )  # fmt: skip
    audit.record(
        locked, level.label, by=by, after={"版本": version.number, "遍数": row.count},
        reason=row.note,
    )  # fmt: skip
    if level == ProofLevel.THIRD:
        ARTICLES.perform(locked, "finish_proofs", by=by)
    article.refresh_from_db()
    return row


def _refuse_who_read_before(other: Proof | None, by: User) -> None:
    if other:
        raise Refused(
            f"三校须由另一个人：{by}已经作过{other.get_level_display()}，请由另一位同事三校。"
        )


@transaction.atomic
def correct(
    article: Article, *, by: User, saves: int, blocks: Body, note: str,
    fields: Mapping[str, Any] | None = None,
) -> ArticleVersion:  # fmt: skip
    """A slip put right while the piece is with its reviewers or proof-readers: the stages stay.
    From the proofs on the new version is the approved one, and the third reading comes again.
    Raises Refused for all that is more than a slip, with what makes it more; Elsewhere."""
    locked = Article.objects.select_for_update().get(pk=article.pk)
    if not (may_edit(by) or may_proof(by)):
        raise Refused("您没有权限校对稿件。请由有权限的同事办理。")
    if locked.stage not in HELD:
        raise Refused(f"稿件现在是“{locked.get_stage_display()}”，不能作校对改动。")
    if obstacle := held_by_issue(locked):
        raise Refused(obstacle)
    if locked.saves != saves:
        raise Elsewhere(locked)
    if not note.strip():
        raise Refused("请写明改了什么。", field="note")
    was = versions.latest(locked)
    write(locked, fields or {}, blocks)
    _refuse_more_than_a_slip(locked)
    locked.saves += 1
    locked.save()
    made = versions.freeze(locked, by=by, kind=VersionKind.PROOF, note=note.strip())
    if was and made.pk == was.pk:
        raise Refused("正文没有改动。")
    audit.record(locked, "校对改动", by=by, after={"版本": made.number}, reason=note.strip())
    _approve_again(locked, made, by=by)
    article.refresh_from_db()
    return made


def _refuse_more_than_a_slip(locked: Article) -> None:
    """Measured against what its editor handed over: many small steps are no small change."""
    base = locked.versions.exclude(kind=VersionKind.PROOF).order_by(
        "-number"
    ).first() or versions.latest(locked)
    assert base
    old = (base.head, body.from_json(base.body))
    new = (versions.head(locked), body.from_json(locked.body))
    if reason := small.why_not(old, new):
        raise Refused(
            f"这不是校对改动：{reason}。请先收回编辑，改好后重新送审；您写的还在本页上。",
            field="text",
        )


def _approve_again(locked: Article, made: ArticleVersion, *, by: User) -> None:
    if locked.stage not in (Stage.PROOFS, Stage.READY):
        return
    Article.objects.filter(pk=locked.pk).update(approved=made)
    if locked.stage == Stage.READY:
        ARTICLES.perform(locked, "proof_again", by=by)
