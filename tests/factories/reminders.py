"""Rules of reminding, written row by row: no screen is asked."""

from datetime import datetime
from itertools import count
from typing import Any

from association.base import clock
from members.models import ReminderRule

_serial = count(1)


def rule(
    days: int = -30, *, since: datetime | str | None = "2020-01-01T09:00", **fields: Any
) -> Any:
    """In force since New Year 2020; by both channels, by mail to whoever looks after money."""
    moment = clock._read(since) if isinstance(since, str) else since
    return ReminderRule.objects.create(
        **{
            "code": f"test-{next(_serial)}",
            "title": f"期限后 {days} 天",
            "level": 1,
            "days": days,
            "roles": ["finance"],
            "channels": ["portal", "email"],
            "subject": "{年度} 年度会费{时间}",
            "body": "{单位}：请于 {期限}前缴纳 {金额} 元（{通知单号}）。",
            "active": moment is not None,
            "switched_on_at": moment,
            **fields,
        }
    )
