"""How fast the copies of a letter go out: so many a minute in all, and so many to one domain.

A bucket holds a quarter of a minute's mails and fills evenly. There is one sender at a time, so what
it reads and writes needs no lock. Without the shared cache nobody knows what went out just now, and
then no copy does.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache
from redis.exceptions import RedisError

from association.base import clock
from association.base.models import OutboxRow

BURST = 15.0
"""Seconds; longer than the sweeper is away."""
KEPT = 120
_WHOLE = 1 - 1e-6  # a moment's fractions don't add up to the last digit
AWAY = 30.0
"""Seconds until the cache is asked again once it is gone."""


@dataclass(slots=True)
class Pace:
    """Of one sweep: the letters that have nothing left in it are passed over."""

    spent: set[int] = field(default_factory=set)

    def admits(self, row: OutboxRow) -> bool:
        """Whether this row may go out now, which then counts as gone. If not, it and all that
        wait for the same reason are put off."""
        letter = row.letter
        if letter is None:
            return True
        if letter.pk in self.spent:
            return False
        domain = row.address.rpartition("@")[2].lower()
        in_all = _Bucket(f"mail:letter:{letter.pk}", letter.per_minute)
        there = _Bucket(f"mail:domain:{domain}", letter.per_domain)
        try:
            if in_all.wait():
                self.spent.add(letter.pk)
                return False
            if seconds := there.wait():
                _put_off(row, domain, seconds)
                return False
            in_all.take()
            there.take()
        except (RedisError, OSError):
            self.spent.add(letter.pk)
            _put_off(row, "", AWAY)
            return False
        return True


class _Bucket:
    def __init__(self, key: str, per_minute: int) -> None:
        self.key, self.per_second = key, per_minute / 60
        self.room = max(1.0, self.per_second * BURST)
        self.held = 0.0

    def wait(self) -> float:
        """Seconds until there is one; 0 if there is one now."""
        now = clock.now().timestamp()
        held, at = cache.get(self.key) or (self.room, now)
        self.held = min(self.room, held + max(0.0, now - at) * self.per_second)
        return 0.0 if self.held >= _WHOLE else (1 - self.held) / self.per_second

    def take(self) -> None:
        cache.set(self.key, (self.held - 1, clock.now().timestamp()), timeout=KEPT)


def _put_off(row: OutboxRow, domain: str, seconds: float) -> None:
    """All copies for one domain wait together: each for itself would be asked about in each sweep."""
    OutboxRow.objects.filter(
        letter=row.letter_id, state=OutboxRow.State.WAITING, address__iendswith=f"@{domain}"
        if domain else "",
    ).update(not_before=clock.now() + timedelta(seconds=max(1.0, seconds)))  # fmt: skip
