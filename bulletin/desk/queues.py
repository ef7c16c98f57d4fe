"""What waits at the desk of the bulletin: the number opens the list that it counts."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse

from association.accounts.models import User
from association.base.templatetags.ui import shortday
from bulletin import queries
from bulletin.notices.standing import gathering
from bulletin.rules import may_keep_notices, may_sort
from members.desk.queue import Queue, age


def queues(user: User) -> list[Queue]:
    return [*_to_sort(user), *_gathering(user)]


def _to_sort(user: User) -> Iterator[Queue]:
    if not may_sort(user):
        return
    told = queries.to_sort().aggregate(n=Count("pk"), oldest=Min("since"))
    url = f"{reverse('admin:bulletin_submissions')}?state=submitted"
    yield Queue("due", "来稿待分拣", told["n"], url, age(told["oldest"]))


def _gathering(user: User) -> Iterator[Queue]:
    if not may_keep_notices(user):
        return
    rows = gathering().aggregate(n=Count("pk"), nearest=Min("next_due"))
    nearest = rows["nearest"]
    note = f"最近截止 {shortday(nearest)}" if nearest else "没有要收的报表"
    url = f"{reverse('admin:bulletin_notices')}?state=gathering"
    yield Queue("run", "通知在收报表", rows["n"], url, note)
