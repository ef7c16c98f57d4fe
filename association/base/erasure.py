"""Personal data past its period: what is due, since when, and who takes it away.

Each floor names its own erasers, and docs/privacy.md has a row for each; a test keeps the two
equal. Posted money and the audit are nobody's to erase: no eraser knows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from association.base import clock


@dataclass(frozen=True, slots=True)
class Eraser:
    data: str
    """Of what, as docs/privacy.md calls it."""
    after: timedelta
    due: Callable[[datetime], QuerySet[Any]]
    """Rows whose period began before this moment."""
    erase: Callable[[Any], None]
    """Erases one row and leaves an audit entry that doesn't repeat what is gone."""
    set_by_staff: Callable[[], timedelta | None] | None = None
    """Where the period is a row that staff may change, which then holds instead of ``after``; None
    from it: for good."""

    @property
    def period(self) -> timedelta | None:
        return self.set_by_staff() if self.set_by_staff else self.after

    def waiting(self) -> QuerySet[Any]:
        period = self.period
        if period is None:
            return self.due(clock.now()).none()
        return self.due(clock.now() - period)

    def run(self) -> int:
        """Each row in a transaction of its own: what was done stays done if it is stopped."""
        done = 0
        for pk in list(self.waiting().values_list("pk", flat=True)):
            with transaction.atomic():
                row = self.waiting().select_for_update(of=("self",)).filter(pk=pk).first()
                if row is not None:
                    self.erase(row)
                    done += 1
        return done
