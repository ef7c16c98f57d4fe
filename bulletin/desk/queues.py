"""What waits at the desk of the bulletin: the number opens the list that it counts."""

from django.db.models import Count, Min
from django.urls import reverse

from association.accounts.models import User
from bulletin import queries
from bulletin.enums import IssueState
from bulletin.models import Issue
from bulletin.rules import may_release, may_sort
from members.desk.queue import Queue, age


def queues(user: User) -> list[Queue]:
    return [*_sorting(user), *_issues(user)]


def _issues(user: User) -> list[Queue]:
    """Locked ones, for whoever may release them."""
    if not may_release(user):
        return []
    told = Issue.objects.filter(state=IssueState.LOCKED).aggregate(
        n=Count("pk"), oldest=Min("locked_at")
    )
    return [
        Queue("due", "刊期待发布", told["n"], reverse("admin:bulletin_issues"), age(told["oldest"]))
    ]


def _sorting(user: User) -> list[Queue]:
    if not may_sort(user):
        return []
    told = queries.to_sort().aggregate(n=Count("pk"), oldest=Min("since"))
    url = f"{reverse('admin:bulletin_submissions')}?state=submitted"
    return [Queue("due", "来稿待分拣", told["n"], url, age(told["oldest"]))]
