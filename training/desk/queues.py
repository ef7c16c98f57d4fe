"""What waits at the desk about rescuers: each number opens the list that it counts."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from members.desk.queue import Queue, age
from training import queries
from training.classes import lists
from training.enums import ClassState
from training.models import Reservation
from training.rules import (
    may_decide_overrides,
    may_judge_enrolments,
    may_judge_photos,
    may_run_classes,
    may_settle,
)


def queues(user: Any) -> list[Queue]:
    """Only what this person may act on."""
    found = []
    if may_judge_enrolments(user):
        found.append(_to_judge())
    if may_judge_photos(user):
        found.append(_photos())
    if may_decide_overrides(user):
        found.append(_exceptions(user))
    if may_run_classes(user):
        found.append(_lines())
    if may_settle(user):
        found.append(_money())
    return found


def _to_judge() -> Queue:
    told = queries.to_judge().aggregate(n=Count("pk"), oldest=Min("registered_at"))
    url = reverse("admin:training_enrolments")
    return Queue("due", "报名条件待审核", told["n"], url, age(told["oldest"]))


def _photos() -> Queue:
    told = queries.photos_to_judge().aggregate(n=Count("pk"), oldest=Min("handed_in_at"))
    return Queue(
        "due", "照片待审核", told["n"], reverse("admin:training_photos"), age(told["oldest"])
    )


def _exceptions(user: Any) -> Queue:
    """Those that this person didn't ask for: nobody decides the own."""
    others = queries.exceptions_to_decide().exclude(asked_by=user)
    told = others.aggregate(n=Count("pk"), oldest=Min("asked_at"))
    url = reverse("admin:training_overrides")
    return Queue("due", "条件例外待决定", told["n"], url, age(told["oldest"]))


def _money() -> Queue:
    told = queries.to_settle().aggregate(n=Count("pk"), oldest=Min("line__sub_batch__submitted_at"))
    url = reverse("admin:training_settlements")
    return Queue("due", "培训经费待结算", told["n"], url, age(told["oldest"]))


def _lines() -> Queue:
    """Classes whose line waits although seats are free: a quota holds them, and somebody may want
    to ask the teams or raise it."""
    classes = lists.stuck()
    oldest = Reservation.objects.filter(
        state=lists.WAITING, training_class__in=classes.values("pk")
    ).aggregate(oldest=Min("made_at"))["oldest"]
    url = f"{reverse('admin:training_classes')}?state={ClassState.ENROLLING.value}&waits=1"
    return Queue("due", "候补受名额限制", classes.count(), url, age(oldest))
