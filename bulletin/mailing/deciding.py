"""A copy of which nobody knows whether it arrived, or that was refused: a person says how it goes on.

The steps are the outbox's own. Who may take them is the bulletin's to say, and so is whether the
reader still wants it: what became of a copy may come to light weeks after they left.
"""

from dataclasses import replace

from association.accounts.models import User
from association.base import outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from association.base.transitions import Table
from bulletin.mailing.preparing import columns_of
from bulletin.mailing.sending import no_longer
from bulletin.models import Delivery, Mailing, Subscriber, Suppression
from bulletin.rules import Actor, may_see_mailings

CONFIRM, RESEND = "confirm", "resend"
VERBS = {CONFIRM: "已记为已发送。", RESEND: "已重新排队，马上就发。"}


def _decides(user: Actor, row: OutboxRow) -> bool:
    return user is None or may_see_mailings(user)


def _unwanted(row: OutboxRow) -> str | None:
    """The reader is locked: who leaves at this moment finds what waits for them."""
    each = Delivery.objects.select_related("mailing__issue").get(row=row)
    if each.bounced_at:
        return "这封已经登记退信，不能重发。"
    reader = Subscriber.objects.select_for_update().filter(pk=each.subscriber_id or 0).first()
    stopped = {found.address: found for found in Suppression.objects.filter(address=each.address)}
    why = no_longer(reader, stopped, columns_of(each.mailing.issue))
    return f"不能重发：{why}。" if why else None


def _mailing(row: OutboxRow) -> Mailing:
    return Mailing.objects.get(pk=row.object_id)


COPIES = Table(
    transitions=tuple(
        replace(step, may=_decides, guard=_unwanted if step.verb == RESEND else None)
        for step in outbox.OUTBOX.transitions
    ),
    states=OutboxRow.State,
    about=_mailing,
)


def decide(delivery: Delivery, verb: str, *, reason: str, by: User) -> None:
    """It arrived, or it is sent once more. Raises Refused: not in doubt, without a reason, to
    somebody who doesn't want it any more."""
    if delivery.row is None:
        raise Refused("这封邮件没有发出，没有什么要确认。")
    COPIES.perform(delivery.row, verb, by=by, reason=reason.strip())
