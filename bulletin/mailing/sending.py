"""The life of a mailing: released by another person, held, gone on with, at its end."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import clock, letters, outbox
from association.base.errors import Refused
from association.base.letters import Copy
from association.base.models import OutboxRow
from association.base.transitions import Table, Transition
from bulletin.articles import appearing
from bulletin.enums import IssueState, Stage
from bulletin.mailing import content
from bulletin.mailing.enums import MailingState, SubscriberState
from bulletin.mailing.preparing import columns_of, values, why_not
from bulletin.models import Delivery, Mailing, Subscriber, Suppression
from bulletin.rules import Actor, may_see_mailings, may_send_mailings

S = MailingState
RULE = "bulletin.mailing"
OPEN = (OutboxRow.State.WAITING, OutboxRow.State.SENDING)


def _releases(user: Actor, row: Mailing) -> bool:
    return user is not None and user.pk != row.prepared_by_id and may_send_mailings(user)


def _system(user: Actor, row: Mailing) -> bool:
    return user is None


def _not_yet(row: Mailing) -> str | None:
    if row.issue.state != IssueState.RELEASED:
        return f"{row.issue}还没有发布，邮件里的链接打不开。请先发布刊期。"
    if not row.deliveries.filter(skipped="").exists():
        return "没有可以发送的读者。"
    return _outdated(row)


def _outdated(row: Mailing) -> str | None:
    """The letter was frozen when it was prepared: does it still tell what readers will find?"""
    if row.issue.locked_at and row.issue.locked_at > row.prepared_at:
        return f"{row.issue}在准备邮件以后解锁改过，邮件里还是原来的目录。请作废后重新准备。"
    for item in row.issue.items.exclude(article__stage=Stage.PUBLISHED).select_related("article"):
        if content.address(item.article_id) in row.letter.text:
            return f"{item.article}没有在网站上发布，邮件里却有它。请作废后重新准备。"
    return None


def _released(by: Actor) -> Mapping[str, Any]:
    return {"released_by": by, "released_at": clock.now()}


def _owe(row: Mailing, *, by: Actor, reason: str) -> None:
    """A row of the outbox for each reader who still wants it: who ended it since is left out. The
    readers are locked, so that whoever leaves at this moment finds the row that is theirs to stop."""
    found = list(row.deliveries.filter(skipped=""))
    listed = Subscriber.objects.filter(pk__in=[each.subscriber_id for each in found])
    locked = listed.select_for_update().order_by("pk").prefetch_related("columns")
    readers = {each.pk: each for each in locked}
    stopped = {each.address: each for each in Suppression.objects.all()}
    inside = columns_of(row.issue)
    going, copies = [], []
    for each in found:
        reader = readers.get(each.subscriber_id or 0)
        each.skipped = no_longer(reader, stopped, inside)
        if reader and not each.skipped:
            going.append(each)
            copies.append(Copy(f"delivery:{each.pk}", each.address, values(reader)))
    rows = letters.owe(row.letter, copies, rule=RULE, obj=row, due_on=clock.today())
    for each, owed in zip(going, rows, strict=True):
        each.row = owed
    Delivery.objects.bulk_update(found, ["row", "skipped"], batch_size=500)
    appearing.note_mailed(row.issue)


def no_longer(
    reader: Subscriber | None, stopped: Mapping[str, Suppression], inside: set[int]
) -> str:
    """Why somebody who was on the list isn't written to any more; empty if they are."""
    if reader is None:
        return "读者的资料已清除"
    if reader.state != SubscriberState.ACTIVE:
        return "本人已退订"
    return why_not(reader, stopped, inside)


def _hold(row: Mailing, *, by: Actor, reason: str) -> None:
    letters.hold(row.letter, reason=reason)


def _let_go(row: Mailing, *, by: Actor, reason: str) -> None:
    letters.let_go(row.letter)


def _still_open(row: Mailing) -> str | None:
    return "还有没有发出的邮件。" if open_rows(row).exists() else None


def open_rows(row: Mailing) -> Any:
    return row.deliveries.filter(row__state__in=OPEN)


MAILINGS = Table(
    transitions=(
        Transition(
            "release", "放行", (S.PREPARED,), S.SENDING, may=_releases, guard=_not_yet,
            sets=_released, effect=_owe,
        ),
        Transition(
            "drop", "作废", (S.PREPARED,), S.DROPPED, may=may_see_mailings, reason_needed=True,
            stops=True,
        ),
        Transition(
            "pause", "暂停", (S.SENDING,), S.PAUSED, may=may_see_mailings, effect=_hold,
            reason_needed=True, stops=True,
        ),
        Transition(
            "resume", "继续发送", (S.PAUSED,), S.SENDING, may=may_send_mailings, effect=_let_go,
            reason_needed=True,
        ),
        Transition(
            "finish", "发完", (S.SENDING,), S.DONE, may=_system, guard=_still_open,
            sets=lambda by: {"done_at": clock.now()},
        ),
    ),
    states=MailingState,
)  # fmt: skip


@transaction.atomic
def release(row: Mailing, *, by: User) -> Mailing:
    """Sending begins with the commit. Raises Refused: not by who prepared it, issue not out."""
    if row.prepared_by_id == by.pk:
        raise Refused("准备的人不能自己放行，请由秘书长或综合办公室放行。")
    return _perform(row, "release", by=by)


@transaction.atomic
def drop(row: Mailing, *, by: User, reason: str) -> Mailing:
    return _perform(row, "drop", by=by, reason=reason)


@transaction.atomic
def pause(row: Mailing, *, by: Actor, reason: str) -> Mailing:
    """Nothing more goes out but the one mail that is on its way."""
    return _perform(row, "pause", by=by, reason=reason)


@transaction.atomic
def resume(row: Mailing, *, by: User, reason: str) -> Mailing:
    return _perform(row, "resume", by=by, reason=reason)


def _perform(row: Mailing, verb: str, *, by: Actor, reason: str = "") -> Mailing:
    MAILINGS.perform(row, verb, by=by, reason=reason.strip())
    row.refresh_from_db()
    return row


def follow() -> int:
    """Ends what has gone out, and says so where a letter was stopped because it was refused; how
    many changed. Rung each minute."""
    changed = 0
    for row in Mailing.objects.filter(state=S.SENDING).select_related("letter", "issue"):
        with transaction.atomic():
            if row.letter.held:
                MAILINGS.perform(row, "pause", by=None, reason=row.letter.held_because)
                _tell(row)
            elif not open_rows(row).exists():
                MAILINGS.perform(row, "finish", by=None)
            else:
                continue
            changed += 1
    return changed


def _tell(row: Mailing) -> None:
    """Who prepared it and who let it go."""
    because = row.letter.held_because
    for person in (row.prepared_by, row.released_by):
        assert person is not None
        outbox.enqueue(
            rule=f"{RULE}.paused:{clock.now().timestamp():.0f}", obj=row, due_on=clock.today(),
            channel=OutboxRow.Channel.PORTAL, recipient_key=f"user:{person.pk}", person=person,
            subject=f"{row}已自动暂停",
            body=f"{because}。请在工作台的会刊邮件里查看被拒收的原因，处理后再继续发送。",
        )  # fmt: skip
