"""What waits among the needs, on the 工作台."""

from typing import Any

from django.urls import reverse

from members.desk.queue import Queue, age
from members.needs import lists
from members.rules import may_keep_needs, may_own_needs


def of(user: Any) -> list[Queue]:
    here = reverse("admin:members_needs")
    found = []
    if may_keep_needs(user):
        rows = lists.waiting()
        first = rows.first()
        note = age(first.since if first else None)
        found.append(Queue("due", "待分办需求", rows.count(), f"{here}?view=new", note))
    if may_own_needs(user):
        rows = lists.of_owner(user)
        oldest = rows.order_by("since").first()
        late = lists.overdue(rows).count()
        note = f"{late} 条超期" if late else age(oldest.since if oldest else None)
        shape = "stop" if late else "run"
        found.append(Queue(shape, "我要答复的需求", rows.count(), f"{here}?view=mine", note))
    if may_keep_needs(user) and (count := lists.ownerless(lists.counted()).count()):
        url = f"{here}?view=ownerless"
        found.append(Queue("stop", "承办人已停用的需求", count, url, "请改派"))
    return found
