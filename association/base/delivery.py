"""Delivering what waits in the outbox.

An in-portal message is delivered by the commit that says so, by any number of workers. E-mail is
handed over by one sender at a time, over one connection per chunk. Each mail is marked as being
sent, and that committed, before a byte of it goes out, so that whoever dies in the middle leaves
one row of which nobody knows: it becomes uncertain and waits for a person. Everything else waits
on, and the next sender takes it.

Copies of a letter go out behind all other mail, a few at a time, so that a notice of a decision
never waits behind a thousand of them.

A worker that dies ends its database connection and with it its turn as the sender. One that only
loses the connection (the database restarts) is fenced by its attempt's number: what it still
learns of its own mail it may write down, a second mail it may not begin.
"""

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q, QuerySet

from association.base import channels, clock, letters
from association.base.models import OutboxRow
from association.base.pacing import Pace

logger = logging.getLogger(__name__)

CHUNK = 200
# Of a letter's copies at once: so many mails is what a message of another kind waits at most.
FEW = 20
# Longer than a mail server may take over one mail: who is silent that long is stuck.
LEASE = timedelta(minutes=5)
# A server that says "not now" is asked again after 1, 2, 4 … 60 minutes, a dozen times.
FIRST_PAUSE, LONGEST_PAUSE, TRIES = timedelta(minutes=1), timedelta(hours=1), 12
# How long an outcome is kept in mind for a database that is away, in seconds.
PATIENCE = 60.0

_SENDER = 0x6D61696C  # names the sender's turn among all advisory locks
# A broken connection has many names in psycopg2; asking it is the only way to be sure.
_DATABASE_ERRORS = (DatabaseError, InterfaceError)
_GONE = "发送时程序中断，不知道对方是否收下"

Channel, State = OutboxRow.Channel, OutboxRow.State


def send_waiting() -> int:
    """Delivers what waits; how many rows it settled. May be called at any time, by anybody."""
    return _post() + _mail()


def _waiting(channel: str) -> QuerySet[OutboxRow]:
    now = clock.now()
    return OutboxRow.objects.filter(
        Q(not_before=None) | Q(not_before__lte=now), channel=channel, state=State.WAITING
    ).order_by("pk")


def _locked(rows: QuerySet[OutboxRow], most: int = 0) -> list[OutboxRow]:
    return list(rows.select_for_update(skip_locked=True, of=("self",))[: most or CHUNK])


def _post() -> int:
    """In-portal messages: sent is what is committed as sent."""
    posted = 0
    while True:
        with transaction.atomic():
            keys = [row.pk for row in _locked(_waiting(Channel.PORTAL))]
            OutboxRow.objects.filter(pk__in=keys).update(
                state=State.SENT, sent_at=clock.now(), attempts=F("attempts") + 1
            )
        posted += len(keys)
        if len(keys) < CHUNK:
            return posted


def _mail() -> int:
    open_rows = Q(state=State.SENDING) | Q(state=State.WAITING)
    if not OutboxRow.objects.filter(open_rows, channel=Channel.EMAIL).exists():
        return 0
    with _sender() as alone:
        _ask_about_the_silent(alone=alone)
        settled, pace = 0, Pace()
        while alone and any(rows.exists() for rows in _by_turns(pace)):
            try:
                with channels.mail() as mail:
                    count, alone = _send_chunk(mail, pace)
            except channels.Unreachable as error:
                # Nothing was claimed, or all was given back: the next sweep tries again.
                logger.warning("The mail server can't be reached: %s", error)
                break
            settled += count
    return settled


@contextmanager
def _sender() -> Iterator[bool]:
    """Whether it is our turn: the database gives it to one connection, and takes it back when
    that ends, however it ends. The keepalive finds out within half a minute that a machine is
    gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('tcp_keepalives_idle', '10', false),"
            " set_config('tcp_keepalives_interval', '5', false),"
            " set_config('tcp_keepalives_count', '4', false)"
        )
        cursor.execute("select pg_try_advisory_lock(%s)", [_SENDER])
        alone = cursor.fetchone()[0]
    session = connection.connection
    try:
        yield alone
    finally:
        if alone and connection.connection is session:
            _hand_back()


def _hand_back() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_SENDER])
    except _DATABASE_ERRORS:
        connection.close()  # and the turn ends with it


def _ask_about_the_silent(*, alone: bool) -> None:
    """A mail that was being sent when its sender went away. While it is our turn nobody else
    sends, so every such row is one; otherwise only a lease that ran out tells."""
    rows = OutboxRow.objects.filter(channel=Channel.EMAIL, state=State.SENDING)
    if not alone:
        rows = rows.filter(leased_until__lt=clock.now())
    rows.update(state=State.UNCERTAIN, reason=_GONE)


def _by_turns(pace: Pace) -> tuple[QuerySet[OutboxRow], QuerySet[OutboxRow]]:
    """What is one person's alone, and then the copies of letters that may go out."""
    waiting = _waiting(Channel.EMAIL)
    copies = waiting.filter(letter__held=False).exclude(letter__in=pace.spent)
    return waiting.filter(letter=None), copies.prefetch_related("letter")


def _send_chunk(mail: channels.Mail, pace: Pace) -> tuple[int, bool]:
    """Over one connection; as ``_send``."""
    settled, claimed = 0, 0
    while claimed < CHUNK and (rows := _claim(pace)):
        claimed += len(rows)
        count, alone = _send(rows, mail, pace)
        settled += count
        if not alone:
            return settled, False
    return settled, True


def _claim(pace: Pace | None = None) -> list[OutboxRow]:
    attempt = uuid.uuid4()
    with transaction.atomic():
        own, copies = _by_turns(pace or Pace())
        rows = _locked(own) or _locked(copies, min(FEW, CHUNK))
        OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(attempt=attempt)
    for row in rows:
        row.attempt = attempt
    return rows


def _send(rows: list[OutboxRow], mail: channels.Mail, pace: Pace | None = None) -> tuple[int, bool]:
    """How many were settled, and whether it is still our turn. Raises Unreachable."""
    settled, pace = 0, pace or Pace()
    for row in rows:
        if not pace.admits(row) or not _begin(row):
            continue  # too fast, withdrawn or held meanwhile, or claimed by the sender after us
        outcome, unreachable = _hand_over(row, mail)
        alone = _settle(row, **outcome)
        _note(row, outcome["state"], reached=unreachable is None)
        if unreachable:
            raise unreachable
        settled += 1
        if not alone:
            return settled, False
    return settled, True


def _begin(row: OutboxRow) -> bool:
    """Committed before the socket hears anything of this mail."""
    mine = OutboxRow.objects.filter(pk=row.pk, attempt=row.attempt, state=State.WAITING)
    if row.letter_id:
        mine = mine.exclude(letter__held=True)
    try:
        return bool(
            mine.update(
                state=State.SENDING, leased_until=clock.now() + LEASE, attempts=F("attempts") + 1
            )
        )
    except _DATABASE_ERRORS:
        if connection.is_usable():
            raise
        # Committed or not, nothing of it went out.
        connection.close()
        _settle(row, state=State.WAITING)
        raise


def _note(row: OutboxRow, state: str, *, reached: bool) -> None:
    """What a letter has to know of its copies: who refuses many of them refuses all."""
    if row.letter is None or not reached:
        return
    if state == State.SENT:
        letters.succeeded(row.letter)
    else:
        letters.failed(row.letter)


def _hand_over(
    row: OutboxRow, mail: channels.Mail
) -> tuple[dict[str, Any], channels.Unreachable | None]:
    """What is to be written down about it."""
    try:
        mail.send(row)
    except channels.Undeliverable as refusal:
        return {"state": State.FAILED, "reason": str(refusal)}, None
    except channels.ComeBackLater as refusal:
        return _later(row, str(refusal)), None
    except channels.OutcomeUnknown as broken:  # and the connection with it: no second mail on it
        return {"state": State.UNCERTAIN, "reason": str(broken)}, channels.Unreachable(str(broken))
    except channels.Unreachable as error:
        return {"state": State.WAITING, "attempts": row.attempts}, error
    return {"state": State.SENT, "sent_at": clock.now(), "reason": ""}, None


def _later(row: OutboxRow, reason: str) -> dict[str, Any]:
    tried = row.attempts + 1
    if tried >= TRIES:
        return {"state": State.FAILED, "reason": f"{reason}（共试 {tried} 次）"[:300]}
    pause = min(FIRST_PAUSE * 2 ** (tried - 1), LONGEST_PAUSE)
    return {"state": State.WAITING, "reason": reason, "not_before": clock.now() + pause}


def _settle(row: OutboxRow, **outcome: Any) -> bool:
    """Writes the outcome down, also if the database goes away meanwhile; whether it stayed.

    Whoever took the turn after us may have called the row uncertain. We know better.
    """
    mine = OutboxRow.objects.filter(
        pk=row.pk, attempt=row.attempt, state__in=[State.SENDING, State.UNCERTAIN]
    )
    stayed, give_up = True, time.monotonic() + PATIENCE
    while True:
        try:
            mine.update(leased_until=None, **outcome)
        except _DATABASE_ERRORS:
            if connection.is_usable() or time.monotonic() > give_up:
                raise
            stayed = False
            connection.close()
            time.sleep(0.2)
        else:
            return stayed
