"""What waits at the desk about rescuers: each number opens the list that it counts."""

from typing import Any

from django.db.models import Min
from django.urls import reverse

from members.desk.queue import Queue, age
from training.classes import lists
from training.enums import ClassState
from training.models import Reservation
from training.rules import may_run_classes


def queues(user: Any) -> list[Queue]:
    """Only what this person may act on."""
    return [_lines()] if may_run_classes(user) else []


def _lines() -> Queue:
    """Classes whose line waits although seats are free: a quota holds them, and somebody may want
    to ask the teams or raise it."""
    classes = lists.stuck()
    oldest = Reservation.objects.filter(
        state=lists.WAITING, training_class__in=classes.values("pk")
    ).aggregate(oldest=Min("made_at"))["oldest"]
    url = f"{reverse('admin:training_classes')}?state={ClassState.ENROLLING.value}&waits=1"
    return Queue("due", "候补受名额限制", classes.count(), url, age(oldest))
