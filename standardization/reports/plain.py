"""Days, moments and pictures as the plain values that a report is made of."""

from datetime import date, datetime
from typing import Any

from association.base import clock
from association.base.models import StoredFile


def day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.TZ)
    return f"{value:%Y年%-m月%-d日}"


def moment(value: datetime) -> str:
    return f"{value.astimezone(clock.TZ):%Y年%-m月%-d日 %H:%M}"


def picture(file: StoredFile | None, caption: str) -> dict[str, Any] | None:
    """Which bytes, by their hash: those that are shown must be those that were signed for."""
    if file is None or file.erased_at is not None:
        return None
    return {"file": file.pk, "sha256": file.sha256, "caption": caption}
