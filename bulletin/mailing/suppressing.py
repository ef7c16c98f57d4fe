"""Addresses that nothing is sent to, and how they get off that list again."""

from django.db import transaction

from association.base import audit, clock, outbox
from association.base.errors import Refused
from bulletin.mailing import addresses
from bulletin.mailing.enums import SuppressionReason
from bulletin.mailing.subscribing import rows_to
from bulletin.models import Subscriber, Suppression
from bulletin.rules import Actor, may_prepare_mailings

_FORBIDDEN = "您没有权限管理停发地址。请由会刊的信息编辑办理。"


@transaction.atomic
def suppress(*, address: str, reason: SuppressionReason, note: str, by: Actor) -> Suppression:
    """From now on, also in a mailing under way; a second reason leaves the first. Raises Refused."""
    if by is not None and not may_prepare_mailings(by):
        raise Refused(_FORBIDDEN)
    address = addresses.normalised(address)
    if not note.strip():
        raise Refused("请写明停发的原因。", field="note")
    reason = SuppressionReason(reason)
    # A mailing that is being released holds its readers: once it is through, its rows are there.
    list(Subscriber.objects.select_for_update().filter(address=address))
    row, fresh = Suppression.objects.get_or_create(
        address=address,
        defaults={"reason": reason, "note": note.strip()[:200], "by": by, "at": clock.now()},
    )
    if fresh:
        outbox.withdraw(rows_to(address), reason=f"地址已停发：{reason.label}")
        audit.record(row, "停发地址", by=by, after={"原因": reason.label}, reason=note.strip())
    return row


@transaction.atomic
def lift(row: Suppression, *, by: Actor, reason: str) -> None:
    """It may be written to again. Raises Refused."""
    if by is not None and not may_prepare_mailings(by):
        raise Refused(_FORBIDDEN)
    if not reason.strip():
        raise Refused("请写明为什么可以恢复发送。", field="reason")
    audit.record(
        row, "解除停发", by=by, before={"原因": row.get_reason_display()}, reason=reason.strip()
    )
    row.delete()
