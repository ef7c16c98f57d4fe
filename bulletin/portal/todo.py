"""What a company's first page says of notices: what is to be handed in soon, or is late."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Concat, JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from association.base import clock
from bulletin.notices import standing
from bulletin.notices.drafting import told_moment
from members.models import Member

AHEAD, BEHIND = timedelta(days=14), timedelta(days=30)
"""Shown so long before its day, and so long after it; the list of notices shows all."""
SOON = 3


def asked(member: Member) -> QuerySet[Any, Any]:
    """To be read within a query that the page makes anyway: ``ArraySubquery(asked(member))``."""
    now = clock.now()
    title = F("form__questionnaire__title")
    named = Case(
        When(label="", then=title),
        default=Concat(title, Value("（"), "label", Value("）")),
        output_field=CharField(),
    )
    rows = standing.still_open(member).filter(
        due_at__gte=now - BEHIND - timedelta(days=1), due_at__lte=now + AHEAD + timedelta(days=1)
    )
    return rows.values(
        told=JSONObject(
            pk="pk", at="due_at", named=named, notice="form__notice", title="form__notice__title"
        )
    )


def todo(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What ``asked`` found, as ``ui/task.html`` wants it."""
    return [task for row in rows if (task := _task(row))]


def _task(row: dict[str, Any]) -> dict[str, Any] | None:
    due_at = parse_datetime(row["at"])
    assert due_at is not None
    on = due_at.astimezone(clock.TZ).date()
    days = (on - clock.today()).days
    if not -BEHIND.days <= days <= AHEAD.days:
        return None
    return {
        "title": f"报送：{row['named']}",
        "text": f"《{row['title']}》",
        "meta": f"{told_moment(due_at)} 前",
        "url": reverse("bulletin:report", args=[row["notice"], row["pk"]]),
        "action": "去填报",
        "on": on,
        "days": days,
        "soon": SOON,
    }
