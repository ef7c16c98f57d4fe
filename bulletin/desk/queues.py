"""What waits at the desk of the bulletin: the number opens the list that it counts."""

from django.db.models import Count, Min
from django.urls import reverse

from association.accounts.models import User
from bulletin import queries
from bulletin.mailing.enums import MailingState
from bulletin.models import Mailing
from bulletin.rules import may_send_mailings, may_sort
from members.desk.queue import Queue, age


def queues(user: User) -> list[Queue]:
    return [*_submissions(user), *_mailings(user)]


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


def _submissions(user: User) -> list[Queue]:
    if not may_sort(user):
        return []
    told = queries.to_sort().aggregate(n=Count("pk"), oldest=Min("since"))
    url = f"{reverse('admin:bulletin_submissions')}?state=submitted"
    return [Queue("due", "来稿待分拣", told["n"], url, age(told["oldest"]))]
