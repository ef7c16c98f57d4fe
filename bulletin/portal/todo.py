"""What a company's first page says of notices: what is to be handed in soon, or is late."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from association.base import clock
from bulletin.notices import standing
from bulletin.notices.drafting import told_moment
from members.models import Member

AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
"""Shown so long before its day, and so long after it; the list of notices shows all."""


def todo(member: Member) -> list[dict[str, Any]]:
    """As ``ui/task.html`` wants it. One query."""
    return [
        {
            "title": f"报送：{each.due}",
            "text": f"《{each.due.form.notice.title}》",
            "meta": f"{told_moment(each.due.due_at)} 前",
            "url": reverse("bulletin:report", args=[each.due.form.notice_id, each.due.pk]),
            "action": "去填报",
            "on": each.due.due_at.astimezone(clock.TZ).date(),
            "days": each.due.days,
            "soon": 3,
        }
        for each in standing.still_open(member)
        if -BEHIND.days <= each.due.days <= AHEAD.days
    ]
