"""Messages as rows. Whoever owes one writes it in the transaction of what it is about.

One message per rule, object, day, channel and recipient: writing it again changes nothing, and the
database says so, not the caller. Delivering is ``association.base.delivery``.
"""

from datetime import date
from typing import Any

from celery import current_app
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Count, Model, QuerySet

from association.base import clock
from association.base.models import OutboxRow
from association.base.transitions import Table, Transition

SEND = "base.send_waiting"
NO_MAIL = "没有登记邮箱"
_ABOUT = Model | None

Channel, State = OutboxRow.Channel, OutboxRow.State


def enqueue(
    *,
    rule: str,
    obj: Model,
    due_on: date,
    channel: str,
    recipient_key: str,
    subject: str,
    body: str,
    person: AbstractBaseUser | None = None,
    address: str = "",
    about: _ABOUT = None,
) -> None:
    """Owes this person a message, once. Delivered after the caller's transaction is committed.

    ``recipient_key`` says who it is in the caller's words (``contact:12``) and stays the same when
    the address changes. ``about`` is whose timeline the message belongs to.
    """
    row = _row(rule, obj, due_on, channel, recipient_key, about)
    row.person = person  # type: ignore[assignment]  # the class of our users lives above
    row.address = address.strip()
    row.subject, row.body = " ".join(subject.split())[:200], body
    _insert(row)
    ring_after_commit()


def skip(
    *,
    rule: str,
    obj: Model,
    due_on: date,
    channel: str,
    recipient_key: str,
    reason: str,
    about: _ABOUT = None,
) -> None:
    """Records that this message isn't sent, and why: what isn't sent is accounted for as well."""
    row = _row(rule, obj, due_on, channel, recipient_key, about)
    row.state, row.reason = State.SKIPPED, reason
    _insert(row)


def tell(
    person: Any, *, rule: str, obj: Model, due_on: date, subject: str, body: str,
    about: _ABOUT = None,
) -> None:  # fmt: skip
    """One person, once: a row in the portal, and a mail where they left an address. A mail that can't
    go is accounted for too. ``person`` is a user of ours, whose class lives above."""
    whom: dict[str, Any] = {
        "rule": rule, "obj": obj, "due_on": due_on, "about": about,
        "recipient_key": f"user:{person.pk}",
    }  # fmt: skip
    told = {"person": person, "subject": subject, "body": body}
    enqueue(channel=Channel.PORTAL, **told, **whom)
    if person.email:
        enqueue(channel=Channel.EMAIL, address=person.email, **told, **whom)
    else:
        skip(channel=Channel.EMAIL, reason=NO_MAIL, **whom)


def _row(
    rule: str, obj: Model, due_on: date, channel: str, recipient_key: str, about: _ABOUT
) -> OutboxRow:
    about = obj if about is None else about
    return OutboxRow(
        rule=rule,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        due_on=due_on,
        channel=channel,
        recipient_key=recipient_key,
        about_type=about._meta.label_lower,
        about_id=str(about.pk),
        created_at=clock.now(),
    )


def _insert(row: OutboxRow) -> None:
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def ring_after_commit() -> None:
    """Once per transaction, however many messages it wrote."""
    if not any(call is _ring for _, call, *_ in connection.run_on_commit):
        transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    current_app.send_task(SEND, retry=False)


def withdraw(rows: QuerySet[OutboxRow], *, reason: str) -> int:
    """Takes back what still waits among these; how many. What is on its way or sent stays."""
    return rows.filter(state=State.WAITING).update(state=State.SKIPPED, reason=reason)


# --- What a person reads ----------------------------------------------------------------------
def inbox(user: AbstractBaseUser) -> QuerySet[OutboxRow]:
    """The in-portal messages of this person alone, newest first."""
    return OutboxRow.objects.filter(
        person_id=user.pk, channel=Channel.PORTAL, state=State.SENT
    ).order_by("-pk")


def unread_counted(user: AbstractBaseUser) -> QuerySet[OutboxRow, Any]:
    """The number of ``unread`` as a subquery, for whoever asks more of the same moment."""
    rows = inbox(user).filter(read_at__isnull=True).order_by()
    return rows.values("person").annotate(n=Count("pk")).values("n")


def unread(user: AbstractBaseUser) -> int:
    return inbox(user).filter(read_at__isnull=True).order_by().count()


def read(rows: QuerySet[OutboxRow]) -> int:
    """Notes that these messages have been read; the first reading counts."""
    return rows.filter(read_at__isnull=True).update(read_at=clock.now())


# --- What a person decides --------------------------------------------------------------------
def may_decide(user: Any, row: object = None) -> bool:
    return user is None or bool(user.is_staff and user.has_perm("base.decide_outboxrow"))


def _subject(row: OutboxRow) -> Model:
    """Whose timeline tells what was decided; the row's own if that is gone."""
    kind: Any = apps.get_model(row.about_type)
    found: Model | None = kind._base_manager.filter(pk=row.about_id).first()
    return found or row


def _confirmed(row: OutboxRow, *, by: Any, reason: str) -> None:
    row.sent_at, row.leased_until = row.sent_at or clock.now(), None
    row.save(update_fields=["sent_at", "leased_until"])


def _again(row: OutboxRow, *, by: Any, reason: str) -> None:
    """A new life under the same Message-ID: a receiver that has it knows it for the same mail."""
    row.attempt = row.not_before = row.leased_until = None
    row.attempts = 0
    row.save(update_fields=["attempt", "not_before", "leased_until", "attempts"])
    ring_after_commit()


OUTBOX = Table(
    transitions=(
        Transition(
            "confirm", "确认已发", (State.UNCERTAIN,), State.SENT,
            may=may_decide, effect=_confirmed, reason_needed=True,
        ),
        Transition(
            "resend", "重发", (State.UNCERTAIN, State.FAILED), State.WAITING,
            may=may_decide, effect=_again, reason_needed=True,
        ),
    ),
    states=State,
    about=_subject,
)  # fmt: skip


def decide(row: OutboxRow, verb: str, *, by: AbstractBaseUser | None, reason: str) -> None:
    """What a person knows about a mail that we don't. Raises Refused."""
    OUTBOX.perform(row, verb, by=by, reason=reason)
