"""The house's one clock. "Now" is Beijing time, and stories may let it stand in another year.

The setting ``CLOCK`` (ISO 8601) starts the clock at that moment, from where it goes on: a demo can
live in June 2020. ``at()`` sets it for a block, in every thread of the process, so that a browser
story and the server beside it agree.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

TZ = ZoneInfo("Asia/Shanghai")
_offset: timedelta | None = None


def _read(moment: datetime | date | str) -> datetime:
    if isinstance(moment, str):
        alone = len(moment) == len("2020-06-08")
        moment = date.fromisoformat(moment) if alone else datetime.fromisoformat(moment)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9))
    return moment.replace(tzinfo=TZ) if moment.tzinfo is None else moment


def now() -> datetime:
    return _shown(timezone.now())


def shown_at(real: datetime) -> datetime:
    """What the house's clock shows at a real moment that another clock has told: the database's,
    where several processes have to agree on who was in time."""
    now()  # starts it
    return _shown(real)


def _shown(real: datetime) -> datetime:
    global _offset
    if _offset is None:
        _offset = _read(settings.CLOCK) - real if settings.CLOCK else timedelta(0)
    return (real + _offset).astimezone(TZ)


def today() -> date:
    """The day in Asia/Shanghai, whatever the machine's own zone."""
    return now().date()


def machine() -> datetime:
    """What the machine's own clock says: only to compare with what the machine itself stamped."""
    return timezone.now()


@contextmanager
def at(moment: datetime | date | str) -> Iterator[None]:
    """Within the block the clock starts at this moment; a date alone means nine in the morning."""
    global _offset
    before = _offset
    _offset = _read(moment) - timezone.now()
    try:
        yield
    finally:
        _offset = before
