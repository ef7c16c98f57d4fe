"""What joining and leaving put on the workbench."""

from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from association.base import clock
from members.desk.queue import Queue, age
from members.enums import JoiningState, MemberState, MotionState
from members.joining import steps
from members.models import JoiningApplication, Seat
from members.rules import may_handle_joining, may_keep_seats, may_view_joining, own_departments

GONE = (MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED)


def of(user: Any) -> list[Queue]:
    return [
        *(_applications() if may_handle_joining(user) else _own_steps(user)),
        *(_left_behind() if may_keep_seats(user) else []),
    ]


def _applications() -> list[Queue]:
    """Papers to be looked through, and admissions that a body has decided."""
    here = reverse("admin:members_joiningapplication_changelist")
    rows = JoiningApplication.objects
    waiting = rows.filter(state=JoiningState.SUBMITTED).aggregate(
        n=Count("pk"), oldest=Min("submitted_at")
    )
    carried = rows.filter(state=JoiningState.ON_AGENDA, motion__state=MotionState.CARRIED).count()
    late = steps.overdue() if waiting["n"] else 0
    shape, note = ("stop", f"{late} 份逾期") if late else ("run", age(waiting["oldest"]))
    return [
        Queue(shape, "入会申请待审核", waiting["n"], here, note),
        Queue("run", "入会待办理", carried, f"{here}#carried", "已有决议"),
    ]


def _own_steps(user: Any) -> list[Queue]:
    """For a department that takes a step of the chain and handles nothing else of it."""
    if not may_view_joining(user):
        return []
    count, late = steps.waiting_for(own_departments(user))
    if not count:
        return []
    here = reverse("admin:members_joiningapplication_changelist")
    note = f"{late} 份逾期" if late else "本部门的环节"
    return [Queue("stop" if late else "run", "入会环节待办结", count, here, note)]


def _left_behind() -> list[Queue]:
    """Seats in a body that a company which has left still fills: they count for the quorum until
    somebody ends them, and leaving waits for nobody."""
    today = clock.today()
    filled = (Q(end=None) | Q(end__gt=today)) & (Q(term__end=None) | Q(term__end__gte=today))
    seats = Seat.objects.filter(filled, member__state__in=GONE).aggregate(
        n=Count("pk"), first=Min("term_id"), last=Max("term_id")
    )
    if not seats["n"]:
        return []
    bodies = reverse("admin:members_bodies")
    one = seats["first"] == seats["last"]
    where = reverse("admin:members_term", args=[seats["first"]]) if one else bodies
    return [Queue("due", "离会单位仍有席位", seats["n"], where, "仍计入法定人数，请办理结束任职")]
