"""The 工作台: what waits for me, and what has just happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from association.accounts import deputies
from association.base import clock
from association.base.models import AuditEntry, Job
from bulletin.desk.queues import queues as bulletin_queues
from members.desk.queues import queues as members_queues
from standardization.desk.queues import queues as standardization_queues
from training.desk.queues import queues as training_queues

RECENT = 12


def index(request: HttpRequest) -> HttpResponse:
    user = request.user
    waiting = [
        *members_queues(user),
        *standardization_queues(user),
        *training_queues(user),
        *bulletin_queues(user),
    ]
    jobs = Job.objects.filter(started_by=user).order_by("-pk")[:5]
    recent = AuditEntry.objects.select_related("actor").order_by("-pk")
    if not user.has_perm("base.view_auditentry"):
        recent = recent.filter(actor=user)
    context = {
        "today": clock.today(),
        "week": clock.today().isocalendar().week,
        "queues": waiting,
        "open": sum(1 for queue in waiting if queue.count),
        "jobs": jobs,
        "recent": recent[:RECENT],
        "deputizing": deputies.active(user).select_related("principal__department", "role"),
        "sees_all": user.has_perm("base.view_auditentry"),
    }
    return render(request, "desk/index.html", context)
