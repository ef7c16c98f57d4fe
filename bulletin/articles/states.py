"""The way of an article to its readers: who may take which step, and what stands in its way."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from association.base import audit, clock, workdays
from association.base.transitions import Table, Transition
from bulletin import checks
from bulletin.enums import IssueState, Level, Stage
from bulletin.models import Article
from bulletin.rules import (
    Actor,
    may_edit,
    may_proof,
    may_publish,
    may_review_final,
    may_review_first,
    may_review_second,
)

S = Stage
REVIEWS = {S.FIRST: Level.FIRST, S.SECOND: Level.SECOND, S.FINAL: Level.FINAL}
BEFORE_READERS = (S.EDITING, *REVIEWS, S.PROOFS, S.READY)
HELD = (*REVIEWS, S.PROOFS, S.READY)
"""The text is somebody's to judge: it changes by a proof correction, or goes back to its editor."""
DAYS = {S.EDITING: 5, S.FIRST: 2, S.SECOND: 2, S.FINAL: 2, S.PROOFS: 3, S.READY: 5}
"""Working days in which a stage is expected to be done."""

_MAY = {
    Level.FIRST: may_review_first,
    Level.SECOND: may_review_second,
    Level.FINAL: may_review_final,
}


def may_review(user: Actor, level: Level) -> bool:
    return _MAY[level](user)


def label(name: str) -> str:
    shown: Any = Article._meta.get_field(name)
    return str(shown.verbose_name)


def due(stage: str) -> date | None:
    days = DAYS.get(Stage(stage))
    return workdays.calendar().after(clock.today(), days) if days else None


def _enters(stage: Stage) -> Callable[[Actor], Mapping[str, Any]]:
    def sets(_: Actor) -> Mapping[str, Any]:
        return {"since": clock.now(), "due_on": due(stage)}

    return sets


def _published(_: Actor) -> Mapping[str, Any]:
    """The version and the time are there already: the door has written them. When it is to go is
    still to come, or ``_unfit`` has refused."""
    return {"since": clock.now(), "due_on": None, "publish_at": None}


def _off(_: Actor) -> Mapping[str, Any]:
    return {"since": clock.now(), "due_on": None, "publish_at": None, "unpublish_at": None}


def passed(article: Article) -> bool:
    """Whether somebody has let it pass in this round."""
    return article.reviews.filter(round=article.round, passed=True).exists()


def written(at: datetime | None) -> str:
    """A time as the history keeps it."""
    return f"{at.astimezone(clock.TZ):%Y-%m-%d %H:%M}" if at else ""


def _to_its_editor(locked: Article, *, by: Actor, reason: str) -> None:
    """What was let through in this round doesn't count for what will be written now, and the times
    were chosen for that: kept, they would come over a text that nobody chose them for."""
    if passed(locked):
        locked.round += 1
    times = {"定时发布": locked.publish_at, "定时撤下": locked.unpublish_at}
    locked.approved, locked.publish_at, locked.unpublish_at = None, None, None
    locked.save(update_fields=["round", "approved", "publish_at", "unpublish_at"])
    _say_gone(locked, times, by=by)


def _to_its_proofs(locked: Article, *, by: Actor, reason: str) -> None:
    """Nobody knows when the third reading will be over: a time that went by meanwhile would bring the
    piece out the minute it is. When it is to go was chosen for its readers, and stays."""
    at, locked.publish_at = locked.publish_at, None
    locked.save(update_fields=["publish_at"])
    _say_gone(locked, {"定时发布": at}, by=by)


def _say_gone(locked: Article, times: Mapping[str, datetime | None], *, by: Actor) -> None:
    if gone := {name: written(at) for name, at in times.items() if at}:
        audit.record(locked, "取消定时", by=by, before=gone, after=dict.fromkeys(gone, ""))


def _empty(article: Article) -> str | None:
    return None if article.body else "还没有正文，不能送审。"


def held_by_issue(article: Article) -> str | None:
    """A locked issue holds its pieces as they are: what changed now would be released unread."""
    item = article.items.filter(issue__state=IssueState.LOCKED).select_related("issue").first()
    return f"稿件在已经锁定的“{item.issue}”里，请先解锁那一期。" if item else None


def blocked(article: Article) -> str | None:
    """What the strict stages wait for; drafts are lax."""
    found = checks.blocking(article)
    if not found:
        return None
    told = "".join(f"（{number}）{each.said}" for number, each in enumerate(found[:5], start=1))
    return f"还有 {len(found)} 处必须先处理：{told}"


def gone_by(article: Article) -> bool:
    """Whether the time at which readers were to lose it has passed before they had it."""
    return bool(article.unpublish_at and article.unpublish_at <= clock.now())


def _unfit(article: Article) -> str | None:
    """Published after the time at which it was to go, it would be taken down within a minute."""
    if gone_by(article):
        at = written(article.unpublish_at)
        return f"“定时撤下”的时间（{at}）已经过去：请先在“定时”里改到以后，或者清空，再发布。"
    return blocked(article)


ARTICLES = Table(
    transitions=(
        Transition(
            "hand_over", "送审", (S.EDITING,), S.FIRST, may=may_edit, guard=_empty,
            sets=_enters(S.FIRST),
        ),
        Transition(
            "pass_first", "初审通过", (S.FIRST,), S.SECOND, may=_MAY[Level.FIRST],
            sets=_enters(S.SECOND),
        ),
        Transition(
            "pass_second", "复审通过", (S.SECOND,), S.FINAL, may=_MAY[Level.SECOND],
            sets=_enters(S.FINAL),
        ),
        Transition(
            "pass_final", "终审通过", (S.FINAL,), S.PROOFS, may=_MAY[Level.FINAL], guard=blocked,
            sets=_enters(S.PROOFS),
        ),
        Transition(
            "send_back", "退回编辑", tuple(REVIEWS), S.EDITING,
            may=lambda user, article: may_review(user, REVIEWS[S(article.stage)])
            if article.stage in REVIEWS else False,
            effect=_to_its_editor, sets=_enters(S.EDITING), reason_needed=True,
        ),
        Transition(
            "finish_proofs", "三校完成", (S.PROOFS,), S.READY, may=may_proof,
            sets=_enters(S.READY),
        ),
        Transition(
            "proof_again", "改动后重新三校", (S.READY,), S.PROOFS,
            may=lambda user, article: may_edit(user) or may_proof(user),
            effect=_to_its_proofs, sets=_enters(S.PROOFS),
        ),
        Transition(
            "reopen", "收回编辑", (*HELD, S.TAKEN_DOWN), S.EDITING, may=may_edit,
            guard=held_by_issue, effect=_to_its_editor, sets=_enters(S.EDITING), reason_needed=True,
        ),
        Transition(
            "publish", "发布", (S.READY, S.TAKEN_DOWN), S.PUBLISHED, may=may_publish,
            guard=_unfit, sets=_published,
        ),
        Transition(
            "take_down", "撤下", (S.PUBLISHED,), S.TAKEN_DOWN, may=may_publish, sets=_off,
            reason_needed=True, stops=True,
        ),
        Transition(
            "drop", "不发", BEFORE_READERS, S.DROPPED, may=may_edit,
            guard=held_by_issue, sets=_off, reason_needed=True, stops=True,
        ),
    ),
    states=Stage,
    field="stage",
)  # fmt: skip
