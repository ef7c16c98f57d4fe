"""The chain over the audit: a sealer links what is committed, anybody can recompute it.

Entries are appended without a link, because a chain written row by row would make every
transaction wait for the chain's head. The sealer takes, under a lock, the entries of transactions
that are over, and gives each a digest of itself and of the link before. What it hasn't come to yet
is the tail: it grows for seconds and is told as such.

A chain proves that nothing was changed, taken out or slipped in between two links. That nobody cut
off its end is proved by a head that was noted elsewhere: ``verify_audit --expect``.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from association.base.models import AuditEntry, AuditHorizon, AuditSeal

_LOCK = 0x7365616C  # "seal"
_CHUNK = 2000
GENESIS = "0" * 64
_FIELDS = (
    "id", "actor_id", "actor_name", "action", "object_type", "object_id", "object_label",
    "about_type", "about_id", "before", "after", "reason", "request_id", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found."""

    sealed: int
    head: str
    broken_at: int | None
    """The first link that doesn't hold, or None."""
    problem: str
    unsealed: int

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def digest(entry: AuditEntry, previous: str) -> str:
    """SHA-256 over the link before and every field of the entry, in one canonical form."""
    facts: dict[str, Any] = {name: getattr(entry, name) for name in _FIELDS}
    facts["at"] = entry.at.timestamp()
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def seal() -> int:
    """Links what is committed and not linked yet; how many entries. 0 while another one seals."""
    sealed = 0
    while count := _seal_chunk():
        sealed += count
        if count < _CHUNK:
            break
    return sealed


@transaction.atomic
def _seal_chunk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
            " from pg_current_snapshot() s"
        )
        oldest_open, next_one = cursor.fetchone()
    horizon, _ = AuditHorizon.objects.get_or_create(pk=1)
    # A restored database counts its transactions anew: then the shortcut says nothing.
    start = horizon.transaction if horizon.transaction <= next_one else 0
    over = Q(written_by__gte=start, written_by__lt=oldest_open)
    of_another_cluster = Q(written_by__gte=next_one)
    entries = list(
        AuditEntry.objects.filter(over | of_another_cluster, seal=None).order_by("id")[:_CHUNK]
    )
    _link(entries)
    if len(entries) < _CHUNK:
        horizon.transaction = oldest_open
        horizon.save(update_fields=["transaction"])
    return len(entries)


def _link(entries: list[AuditEntry]) -> None:
    last = AuditSeal.objects.order_by("-sequence").first()
    sequence, previous = (last.sequence, last.digest) if last else (0, GENESIS)
    seals = []
    for entry in entries:
        sequence, previous = sequence + 1, digest(entry, previous)
        seals.append(AuditSeal(sequence=sequence, entry=entry, digest=previous))
    AuditSeal.objects.bulk_create(seals)


def verify(*, expect: str = "") -> Verdict:
    """Recomputes the whole chain. ``expect`` is a head noted earlier: it has to be a link of it."""
    previous, sequence, met = GENESIS, 0, not expect
    for seal_ in _chain():
        sequence += 1
        problem = _fault(seal_, sequence, previous)
        if problem:
            return Verdict(sequence - 1, previous, sequence, problem, _unsealed())
        previous = seal_.digest
        met = met or previous == expect
    if not met:
        problem = f"记下的链头 {expect[:12]}… 不在链上：末尾被截断，或整条链被重写。"
        return Verdict(sequence, previous, sequence + 1, problem, _unsealed())
    return Verdict(sequence, previous, None, "", _unsealed())


def _chain() -> Iterator[AuditSeal]:
    return AuditSeal.objects.select_related("entry").order_by("sequence").iterator(_CHUNK)


def _fault(seal_: AuditSeal, sequence: int, previous: str) -> str:
    if seal_.sequence != sequence:
        return f"第 {sequence} 环不见了，下一环是第 {seal_.sequence} 环。"
    if seal_.digest != digest(seal_.entry, previous):
        return f"第 {sequence} 环（记录 {seal_.entry_id}）的内容或前一环与封存时不同。"
    return ""


def _unsealed() -> int:
    return AuditEntry.objects.filter(seal=None).count()
