"""The life of an issue. Whoever locked it doesn't release it: another person looked at it, too."""

from collections.abc import Mapping
from typing import Any

from association.base import audit, clock
from association.base.transitions import Table, Transition
from bulletin.enums import IssueState
from bulletin.models import Issue
from bulletin.rules import Actor, may_keep_issues, may_release

S = IssueState
LOCK, RELEASE = "锁定刊期", "发布刊期"


def keeps(user: Actor, _: Issue) -> bool:
    return user is None or may_keep_issues(user)


def _releases(user: Actor, _: Issue) -> bool:
    return user is None or may_release(user)


def _unlocks(user: Actor, issue: Issue) -> bool:
    return keeps(user, issue) or _releases(user, issue)


def locked_by(issue: Issue) -> int | None:
    """The key of whoever locked it last: the audit knows."""
    entry = audit.timeline(issue).filter(action=LOCK).first()
    return entry.actor_id if entry else None


def _locked(_: Actor) -> Mapping[str, Any]:
    return {"locked_at": clock.now()}


def _unlocked(_: Actor) -> Mapping[str, Any]:
    return {"locked_at": None}


def _released(_: Actor) -> Mapping[str, Any]:
    return {"released_at": clock.now()}


ISSUES = Table(
    transitions=(
        Transition("lock", LOCK, (S.PLANNING,), S.LOCKED, may=keeps, sets=_locked),
        Transition(
            "unlock", "解除锁定", (S.LOCKED,), S.PLANNING, may=_unlocks, sets=_unlocked,
            reason_needed=True, stops=True,
        ),
        Transition("release", RELEASE, (S.LOCKED,), S.RELEASED, may=_releases, sets=_released),
    ),
    states=IssueState,
)  # fmt: skip
