"""What the portal has told this person: the messages of the outbox, in the portal itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from association.base import outbox, paging
from association.portal.access import reader_required

SIZE = 30
# Where a message's matter is looked after, by what it is about.
PLACES = {
    "bulletin.due": ("bulletin:my_notices", "看通知"),
    "bulletin.notice": ("bulletin:my_notices", "看通知"),
    "bulletin.submission": ("bulletin:submissions", "看投稿"),
    "members.assessment": ("members:dues", "看会费"),
    "members.meeting": ("members:votes", "去表决"),
    "members.need": ("members:needs", "看答复"),
    "members.needscard": ("members:needs", "看问需卡"),
    "members.needsmeeting": ("members:needs", "去回复"),
    "standardization.assignment": ("standardization:expert_home", "看评审任务"),
    "training.reservation": ("training:teams", "看队伍的名额"),
    "training.trainingclass": ("training:teams", "看队伍的名额"),
}


@reader_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    page = paging.page(
        outbox.inbox(request.user),
        keys=("pk",),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=True,
    )
    context = {
        "rows": page.rows,
        "unread": outbox.unread(request.user),
        "previous": f"?before={page.preceding}" if page.preceding else "",
        "next": f"?after={page.following}" if page.following else "",
    }
    return render(request, "portal/messages.html", context)


@reader_required
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """To open a message is to have read it."""
    mine = outbox.inbox(request.user).filter(pk=pk)
    row = get_object_or_404(mine)
    outbox.read(mine)
    context: dict[str, Any] = {"row": row}
    if place := PLACES.get(row.object_type):
        context |= {"url": reverse(place[0]), "link": place[1]}
    return render(request, "portal/message.html", context)


@reader_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    outbox.read(outbox.inbox(request.user))
    return redirect("portal_messages")
