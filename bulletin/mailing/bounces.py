"""What a mail server says afterwards: a delivery status notification (RFC 3464), or a person.

A mailbox that isn't there is written to no more; one that is full three mailings in a row neither.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.mailing.enums import SuppressionReason
from bulletin.mailing.subscribing import NOWHERE
from bulletin.mailing.suppressing import suppress
from bulletin.models import Delivery
from bulletin.rules import Actor, may_prepare_mailings

SOFT_LIMIT = 3
State = OutboxRow.State
_IDENTITY = re.compile(r"<[^<>\s]+@[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Report:
    """One receiver in a notification. ``for_good``: the status says 5, so no mail arrives there."""

    message_id: str
    for_good: bool
    said: str


def read(content: bytes) -> Report:
    """The first receiver that failed. Raises Refused: no notification, or about no mail of ours."""
    mail = message_from_bytes(content, policy=policy.compat32)
    status = next(
        (p for p in mail.walk() if p.get_content_type() == "message/delivery-status"), None
    )
    if status is None:
        raise Refused("这不是退信通知（没有 message/delivery-status 部分）。")
    identity = _original(mail)
    if not identity:
        raise Refused("退信通知里没有原邮件的 Message-ID，认不出是哪一封。")
    for block in _blocks(status):
        if str(block.get("Action", "")).strip().lower() != "failed":
            continue  # "delayed" is tried again, and mostly arrives
        code = str(block.get("Status", "")).strip()
        words = str(block.get("Diagnostic-Code", "")).partition(";")[2] or code
        said = f"{code} {' '.join(words.split())}".strip() or "没有说明"
        return Report(identity, code.startswith("5"), said[:300])
    raise Refused("退信通知里没有未送达的收件人。")


def _blocks(status: Message) -> list[Message]:
    """The parser hands the groups of fields over as messages without a body."""
    payload = status.get_payload()
    return (
        [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    )


def _original(mail: Message) -> str:
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and isinstance(inner[0], Message):
                return _identity(str(inner[0].get("Message-ID", "")))
        if kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                return _identity(str(message_from_bytes(raw).get("Message-ID", "")))
    return ""


def _identity(text: str) -> str:
    found = _IDENTITY.search(text)
    return found[0] if found else ""


def take(content: bytes, *, by: Actor = None) -> Delivery:
    """Notes what a notification says. Raises Refused."""
    report = read(content)
    row = OutboxRow.objects.filter(message_id=report.message_id).first()
    delivery = Delivery.objects.filter(row=row).first() if row else None
    if delivery is None:
        raise Refused(f"没有发出过 {report.message_id} 这封会刊邮件。")
    return note(delivery, said=report.said, for_good=report.for_good, by=by)


@transaction.atomic
def note(delivery: Delivery, *, said: str, for_good: bool, by: Actor) -> Delivery:
    """It came back; twice is once, but for good outweighs for now. Raises Refused: not sent."""
    if by is not None and not may_prepare_mailings(by):
        raise Refused("您没有权限登记退信。请由会刊的信息编辑办理。")
    if not said.strip():
        raise Refused("请写明退信里说的原因。", field="said")
    locked = (
        Delivery.objects.select_for_update(of=("self",)).select_related("row").get(pk=delivery.pk)
    )
    if locked.domain == NOWHERE:
        raise Refused("这个读者的资料已经清除，不再登记退信。")
    if locked.row is None or locked.row.state not in (State.SENT, State.UNCERTAIN):
        raise Refused("这封邮件没有发出，不会有退信。")
    if locked.bounced_at and (locked.bounced_for_good or not for_good):
        return locked
    locked.bounced, locked.bounced_for_good = said.strip()[:300], for_good
    locked.bounced_at = clock.now()
    locked.save(update_fields=["bounced", "bounced_for_good", "bounced_at"])
    told = {"退信": "永久" if for_good else "暂时", "说明": locked.bounced}
    audit.record(locked.mailing, "登记退信", by=by, after=told)
    if for_good or _again_and_again(locked.address):
        suppress(
            address=locked.address, reason=SuppressionReason.BOUNCED, note=locked.bounced[:200],
            by=by,
        )  # fmt: skip
    return locked


def _again_and_again(address: str) -> bool:
    """The last mailings that went there all came back."""
    last = Delivery.objects.filter(address=address, row__state=State.SENT).order_by("-id")
    found = list(last.values_list("bounced_at", flat=True)[:SOFT_LIMIT])
    return len(found) == SOFT_LIMIT and all(found)
