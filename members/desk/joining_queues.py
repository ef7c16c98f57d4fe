"""What joining and leaving put on the workbench."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from members.desk.queue import Queue, age
from members.enums import MotionState
from members.joining.enums import JoiningState
from members.models import JoiningApplication
from members.rules import may_handle_joining


def of(user: Any) -> list[Queue]:
    """Papers to be looked through, and admissions that a body has decided."""
    if not may_handle_joining(user):
        return []
    here = reverse("admin:members_joiningapplication_changelist")
    rows = JoiningApplication.objects
    waiting = rows.filter(state=JoiningState.SUBMITTED).aggregate(
        n=Count("pk"), oldest=Min("submitted_at")
    )
    carried = rows.filter(state=JoiningState.ON_AGENDA, motion__state=MotionState.CARRIED).count()
    return [
        Queue("run", "入会申请待审核", waiting["n"], here, age(waiting["oldest"])),
        Queue("run", "入会待办理", carried, f"{here}#carried", "已有决议"),
    ]
