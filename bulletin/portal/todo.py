"""What a company's first page says of notices: what is to be handed in soon, or is late."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from association.base import clock
from bulletin.notices import standing
from bulletin.notices.drafting import told_moment
from members.models import Member

AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
"""Shown so long before its day, and so long after it; the list of notices shows all."""


def asked(member: Member) -> ArraySubquery:
    """For ``todo``, as a part of another query: the page has enough of its own."""
    now = clock.now()
    rows = standing.open_dues(member).filter(due_at__gte=now - BEHIND, due_at__lte=now + AHEAD)
    told = JSONObject(
        pk="pk", due_at="due_at", label="label", form="form__questionnaire__title",
        notice="form__notice_id", title="form__notice__title",
    )  # fmt: skip
    return ArraySubquery(rows.values(told=told))


def todo(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``asked`` found, as ``ui/task.html`` wants it."""
    return [_task(row, datetime.fromisoformat(row["due_at"]).astimezone(clock.TZ)) for row in rows]


def _task(row: dict[str, Any], due_at: datetime) -> dict[str, Any]:
    label = f"（{row['label']}）" if row["label"] else ""
    return {
        "title": f"报送：{row['form']}{label}",
        "text": f"《{row['title']}》",
        "meta": f"{told_moment(due_at)} 前",
        "url": reverse("bulletin:report", args=[row["notice"], row["pk"]]),
        "action": "去填报",
        "on": due_at.date(),
        "days": (due_at.date() - clock.today()).days,
        "soon": 3,
    }
