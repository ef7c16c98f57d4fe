"""What the portal needs to do its work, and how each of it stands at this moment.

Only what no other machine could make up for makes a web process "not ready": the database, and its
tables. The broker is shared, so that taking every web process out would turn an outage of the
broker into one of the portal; pages are served without it. What else is amiss is told, and is a
matter for a person.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Min, Q
from django.db.models.functions import Greatest
from redis.backoff import NoBackoff
from redis.retry import Retry

from association import env
from association.base import clock, heartbeats, schema
from association.base.models import Job, OutboxRow
from members.money import examining

STATEMENT_MILLISECONDS = 2000
BROKER_SECONDS = 1
OUTBOX = JOBS = timedelta(minutes=5).total_seconds()
BEAT = timedelta(minutes=2).total_seconds()
BACKUP = ACCOUNTS = timedelta(hours=26).total_seconds()
DISK = 1024**3


@dataclass(frozen=True, slots=True)
class Part:
    """``value`` and ``limit`` are seconds or bytes; no value: never, or unknown."""

    name: str
    ok: bool
    value: float | None = None
    limit: float | None = None
    needed: bool = False
    """Without it this process is of no use to a load balancer."""


def parts() -> list[Part]:
    """A handful of bounded queries, one ping and one look at the disk; a second or two at worst."""
    return [*_of_the_database(), broker(), disk()]


def ready(found: list[Part]) -> bool:
    return all(part.ok for part in found if part.needed)


# --- Database ------------------------------------------------------------------------------------
def _of_the_database() -> list[Part]:
    answers = migrated = False
    found: list[Part] = []
    with suppress(DatabaseError, InterfaceError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"set local statement_timeout = {STATEMENT_MILLISECONDS}")
        answers, migrated = True, not schema.missing()
        found = [Part(name, *read()) for name, read in _ROWS.items()] if migrated else []
    found = found or [Part(name, ok=False) for name in _ROWS]
    return [
        Part("database", answers, needed=True),
        Part("migrations", migrated, needed=True),
        *found,
    ]


Aged = tuple[bool, float | None, float]


def _waiting_messages() -> Aged:
    """Since when the oldest message could have been sent."""
    now = clock.now()
    waiting = Q(state=OutboxRow.State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
    rows = OutboxRow.objects.filter(waiting | Q(state=OutboxRow.State.SENDING))
    oldest = rows.aggregate(since=Min(Greatest("created_at", "not_before")))["since"]
    age = (now - oldest).total_seconds() if oldest else 0.0
    return age <= OUTBOX, round(age), OUTBOX


def _waiting_jobs() -> Aged:
    """Since when nobody has begun the oldest job, or gone on with it."""
    now = clock.now()
    queued = Job.objects.filter(state=Job.State.QUEUED).aggregate(since=Min("created_at"))
    left = Job.objects.filter(state=Job.State.RUNNING).aggregate(since=Min("leased_until"))
    ages = [(now - row["since"]).total_seconds() for row in (queued, left) if row["since"]]
    age = max([0.0, *ages])
    return age <= JOBS, round(age), JOBS


def _since(name: str, limit: float) -> Callable[[], Aged]:
    def read() -> Aged:
        age = heartbeats.age(name)
        seconds = None if age is None else round(age.total_seconds())
        return seconds is not None and seconds <= limit, seconds, limit

    return read


def _accounts() -> Aged:
    """Last night's look at the books: that it took place, and that everything added up."""
    fresh, seconds, limit = _since(examining.HEARTBEAT, ACCOUNTS)()
    last = examining.latest()
    return fresh and last is not None and last.holds, seconds, limit


_ROWS: dict[str, Callable[[], Aged]] = {
    "outbox": _waiting_messages,
    "jobs": _waiting_jobs,
    "beat": _since(heartbeats.BEAT, BEAT),
    "backup": _since(heartbeats.BACKUP, BACKUP),
    "accounts": _accounts,
}


# --- Broker and disk -----------------------------------------------------------------------------
def broker_client() -> "redis.Redis":
    return redis.Redis.from_url(
        env.cache_url(settings.REDIS_URL),
        socket_connect_timeout=BROKER_SECONDS,
        socket_timeout=BROKER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def broker() -> Part:
    try:
        with broker_client() as client:
            return Part("broker", bool(client.ping()))
    except (redis.RedisError, OSError):
        return Part("broker", ok=False)


def disk() -> Part:
    """Bytes free where uploads, keys and embedded servers lie."""
    try:
        free = shutil.disk_usage(Path(settings.DATA_DIR)).free
    except OSError:
        return Part("disk", ok=False, limit=DISK)
    return Part("disk", free >= DISK, free, DISK)
