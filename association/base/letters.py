"""One mail for many: the letter once, a row of the outbox for each receiver.

What a row says of a letter is only who receives it and what is theirs in it, such as the link by
which they unsubscribe. The rows are ordinary ones: claimed, sent once, uncertain until a person
decides. They go out behind all other mail, no faster than the letter says, and not while it is held.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from html import escape

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Model, QuerySet

from association.base import clock, outbox
from association.base.errors import Refused
from association.base.models import Letter, OutboxRow

PER_MINUTE, PER_DOMAIN = 1200, 300
# A server that refuses this many in a row refuses us, not them; so does one that refuses so large a
# share, once it is more than a handful.
IN_A_ROW, SHARE, HANDFUL = 20, 0.03, 5
ERASED = "erased@invalid"
_HOLE = re.compile(r"\{(\w+)\}")
_BREAK = re.compile(r"[\r\n\x00]")

State = OutboxRow.State


@dataclass(frozen=True, slots=True)
class Copy:
    """One receiver. ``key`` says who it is, as an outbox row's ``recipient_key`` does."""

    key: str
    address: str
    values: Mapping[str, str] = field(default_factory=dict)
    person: AbstractBaseUser | None = None


def write(
    *,
    subject: str,
    html: str,
    text: str,
    headers: Mapping[str, str] | None = None,
    per_minute: int = PER_MINUTE,
    per_domain: int = PER_DOMAIN,
) -> Letter:
    """Raises Refused: a header or a subject of two lines, a speed of nothing."""
    told = dict(headers or {})
    for said in (subject, *told, *told.values()):
        if _BREAK.search(said):
            raise Refused("邮件的标题和信头不能换行。", field="subject")
    if not (subject.strip() and html.strip() and text.strip()):
        raise Refused("邮件须有标题、网页正文和纯文本正文。", field="subject")
    if per_minute < 1 or per_domain < 1:
        raise Refused("每分钟至少发一封。", field="per_minute")
    return Letter.objects.create(
        subject=subject.strip()[:200], html=html, text=text, headers=told,
        per_minute=per_minute, per_domain=per_domain, written_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def owe(
    letter: Letter,
    copies: Iterable[Copy],
    *,
    rule: str,
    obj: Model,
    due_on: date,
) -> list[OutboxRow]:
    """A row for each copy, in their order, in the caller's transaction. Raises IntegrityError if one
    of them is owed already, Refused for an address of two lines."""
    now, kind = clock.now(), obj._meta.label_lower
    rows = [
        OutboxRow(
            rule=rule, object_type=kind, object_id=str(obj.pk), about_type=kind,
            about_id=str(obj.pk), due_on=due_on, channel=OutboxRow.Channel.EMAIL,
            recipient_key=copy.key, address=one_line(copy.address), subject=letter.subject,
            letter=letter, values=dict(copy.values), created_at=now,
            person=copy.person,  # type: ignore[misc]  # the class of our users lives above
        )
        for copy in copies
    ]  # fmt: skip
    OutboxRow.objects.bulk_create(rows, batch_size=500)
    outbox.ring_after_commit()
    return rows


def one_line(address: str) -> str:
    if _BREAK.search(address):
        raise Refused("邮箱地址不能换行。", field="address")
    return address.strip()


# --- Holding one back ---------------------------------------------------------------------------
def hold(letter: Letter, *, reason: str) -> bool:
    """From now on no further copy goes out; whether it did until now."""
    held = Letter.objects.filter(pk=letter.pk, held=False).update(
        held=True, held_because=reason.strip()[:200]
    )
    letter.refresh_from_db(fields=["held", "held_because"])
    return bool(held)


def let_go(letter: Letter) -> None:
    """It goes on, and what failed before isn't held against it."""
    Letter.objects.filter(pk=letter.pk).update(held=False, held_because="", failures=0)
    letter.refresh_from_db(fields=["held", "held_because", "failures"])
    outbox.ring_after_commit()


def succeeded(letter: Letter) -> None:
    if letter.failures:
        Letter.objects.filter(pk=letter.pk).update(failures=0)
        letter.failures = 0


def failed(letter: Letter) -> None:
    """One more; holds the letter where it isn't the receivers' fault any more."""
    Letter.objects.filter(pk=letter.pk).update(failures=F("failures") + 1)
    letter.refresh_from_db(fields=["failures"])
    rows = OutboxRow.objects.filter(letter=letter)
    refused = rows.filter(state=State.FAILED).count()
    if letter.failures >= IN_A_ROW:
        hold(letter, reason=f"连续 {letter.failures} 封没有发出")
    elif refused >= HANDFUL and refused >= SHARE * rows.count():
        hold(letter, reason=f"已有 {refused} 封被拒收，达到全部的 {SHARE:.0%}")


# --- One copy as it reads -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Read:
    html: str
    text: str
    headers: Mapping[str, str]


def read(letter: Letter, values: Mapping[str, str]) -> Read:
    """This letter with a receiver's values in their places; in the page they are escaped. A name
    that they don't have is left as it stands."""
    safe = {name: escape(value) for name, value in values.items()}
    return Read(
        html=_filled(letter.html, safe),
        text=_filled(letter.text, values),
        headers={name: _filled(said, values) for name, said in letter.headers.items()},
    )


@lru_cache(maxsize=16)
def _pieces(text: str) -> tuple[str, ...]:
    """Text and names by turns: a letter is searched once, not once for each of its copies."""
    return tuple(_HOLE.split(text))


def _filled(text: str, values: Mapping[str, str]) -> str:
    pieces = _pieces(text)
    return "".join(
        values.get(piece, f"{{{piece}}}") if place % 2 else piece
        for place, piece in enumerate(pieces)
    )


def forget(rows: QuerySet[OutboxRow]) -> int:
    """Who these mails went to, and what was theirs in them; that they went out stays."""
    return rows.filter(channel=OutboxRow.Channel.EMAIL).update(
        address=ERASED, values={}, body="", person=None
    )
