"""One line of the workbench, which every kind of work fills in for itself."""

from dataclasses import dataclass
from datetime import datetime

from association.base import clock


@dataclass(frozen=True, slots=True)
class Queue:
    """``s`` is the shape of the state; ``note`` says how old or due when."""

    s: str
    word: str
    count: int
    url: str
    note: str


def age(oldest: datetime | None) -> str:
    """Of what has waited longest."""
    if oldest is None:
        return "没有积压"
    days = (clock.today() - oldest.astimezone(clock.TZ).date()).days
    return f"最久 {days} 天" if days else "今天的"
