"""What waits at the desk of the bulletin: the number opens the list that it counts."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from association.accounts.models import User
from association.base.templatetags.ui import shortday
from bulletin import queries
from bulletin.articles.states import may_review
from bulletin.enums import IssueState, Level, Stage
from bulletin.mailing.enums import MailingState
from bulletin.models import Issue, Mailing
from bulletin.notices.standing import gathering
from bulletin.rules import (
    may_edit,
    may_keep_notices,
    may_proof,
    may_publish,
    may_release,
    may_send_mailings,
    may_sort,
)
from members.desk.queue import Queue, age

_STAGES: tuple[tuple[Stage, str, Callable[[User], bool]], ...] = (
    (Stage.FIRST, "稿件待初审", lambda user: may_review(user, Level.FIRST)),
    (Stage.SECOND, "稿件待复审", lambda user: may_review(user, Level.SECOND)),
    (Stage.FINAL, "稿件待终审", lambda user: may_review(user, Level.FINAL)),
    (Stage.PROOFS, "稿件待校对", may_proof),
    (Stage.READY, "稿件待发", may_publish),
)


def queues(user: User) -> list[Queue]:
    return [*_queues(user), *_mailings(user), *_gathering(user)]


def _queues(user: User) -> Iterator[Queue]:
    if may_sort(user):
        url = f"{reverse('admin:bulletin_submissions')}?state=submitted"
        yield _queue("来稿待分拣", queries.to_sort(), url)
    board = reverse("admin:bulletin_articles")
    for stage, word, may in _STAGES:
        if may(user):
            yield _queue(word, queries.in_stage(stage), f"{board}?stage={stage}")
    if may_edit(user):
        yield _queue("稿件超过期限", queries.overdue(), f"{board}?stage=late")
    if may_release(user):
        told = Issue.objects.filter(state=IssueState.LOCKED).aggregate(
            n=Count("pk"), oldest=Min("locked_at")
        )
        url = reverse("admin:bulletin_issues")
        yield Queue("due", "刊期待发布", told["n"], url, age(told["oldest"]))


def _queue(word: str, rows: QuerySet[Any], url: str) -> Queue:
    told = rows.aggregate(n=Count("pk"), oldest=Min("since"))
    return Queue("due", word, told["n"], url, age(told["oldest"]))


def _mailings(user: User) -> list[Queue]:
    """For whoever may let one go, and for its editor where one was stopped."""
    if not may_send_mailings(user):
        return []
    rows = Mailing.objects.filter(state__in=[MailingState.PREPARED, MailingState.PAUSED])
    told = rows.exclude(prepared_by=user).aggregate(n=Count("pk"), oldest=Min("prepared_at"))
    return [
        Queue(
            "due", "会刊邮件待放行", told["n"], reverse("admin:bulletin_mailings"),
            age(told["oldest"]),
        )
    ]  # fmt: skip


def _gathering(user: User) -> Iterator[Queue]:
    if not may_keep_notices(user):
        return
    rows = gathering().aggregate(n=Count("pk"), nearest=Min("next_due"))
    nearest = rows["nearest"]
    note = f"最近截止 {shortday(nearest)}" if nearest else "没有要收的报表"
    url = f"{reverse('admin:bulletin_notices')}?state=gathering"
    yield Queue("run", "通知在收报表", rows["n"], url, note)
