"""A reader's doors: asked for and confirmed, changed, ended, taken away."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit, clock, letters, outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.mailing import addresses, links
from bulletin.mailing.enums import Consent, SubscriberState, SuppressionReason
from bulletin.models import Column, Delivery, Subscriber, Suppression
from bulletin.models.subscriber import new_token
from bulletin.rules import Actor, may_prepare_mailings
from members.models import Member

S = SubscriberState
RULE = "bulletin.confirm"
MENDED = (SuppressionReason.BOUNCED, SuppressionReason.UNSUBSCRIBED)
"""Reasons that are gone once somebody confirms from that very mailbox."""
NO_ISSUES = "本人停收每期会刊"
NOWHERE = "invalid"
"""The domain of what was erased; nothing can ever be sent there (RFC 2606)."""
_ASKED = """您好：

有人（应当是您本人）在订阅页填写了这个邮箱，希望收到会刊。请打开下面的链接确认：

{link}

{days} 天内有效。没有申请过的，不必理会：不确认就不会再收到邮件，地址到期清除。
"""
_FORBIDDEN = "您没有权限管理会刊读者。请由会刊的信息编辑办理。"


@transaction.atomic
def ask(*, address: str, name: str = "", columns: Iterable[Column] = ()) -> tuple[Subscriber, bool]:
    """From the public page: nothing is sent until the link in the mail is opened. An address that
    is subscribed already gets no second mail, and nobody is told, unless it was stopped because mail
    came back: then the link shows that it works again. Whether one was sent. Raises Refused."""
    address = addresses.normalised(address)
    if Suppression.objects.filter(address=address).exclude(reason__in=MENDED).exists():
        raise Refused("这个地址已停发会刊。要恢复，请与我们联系。", field="address")
    row, fresh = Subscriber.objects.select_for_update().get_or_create(
        address=address,
        defaults={
            "name": name.strip(), "state": S.PENDING, "consent_from": Consent.FORM,
            "asked_at": clock.now(),
        },
    )  # fmt: skip
    if not fresh and row.state != S.UNSUBSCRIBED and (_arrives(row) or _lately(row)):
        return row, False
    if row.state == S.ACTIVE:  # what they chose is theirs, whoever types the address
        row.asked_at = clock.now()
        row.save(update_fields=["asked_at"])
    else:
        if not fresh:
            _again(row, name=name)
        row.columns.set(columns)
    _mail_link(row)
    return row, True


def _arrives(row: Subscriber) -> bool:
    return row.state == S.ACTIVE and not stopped(row.address)


def stopped(address: str) -> bool:
    return Suppression.objects.filter(address=address).exists()


def _lately(row: Subscriber) -> bool:
    """One mail an hour, however often somebody types this address."""
    return (clock.now() - row.asked_at).total_seconds() < 3600


def _again(row: Subscriber, *, name: str) -> None:
    row.name, row.state, row.asked_at = name.strip() or row.name, S.PENDING, clock.now()
    row.consent_from, row.consent_note, row.ended_at = Consent.FORM, "", None
    row.token = new_token()  # what is in older mails opens nothing any more
    row.save()


def _mail_link(row: Subscriber) -> None:
    outbox.enqueue(
        rule=f"{RULE}:{row.asked_at.timestamp():.0f}", obj=row, due_on=clock.today(),
        channel=OutboxRow.Channel.EMAIL, recipient_key=f"subscriber:{row.pk}",
        address=row.address, subject="请确认订阅会刊",
        body=_ASKED.format(link=links.confirmation(row), days=links.DAYS),
    )  # fmt: skip


@transaction.atomic
def confirm(subscriber: Subscriber) -> Subscriber:
    """The link was opened by whoever reads that mailbox; once more changes nothing."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.state == S.UNSUBSCRIBED:
        return locked
    for row in _mended(locked):
        audit.record(row, "解除停发", by=None, reason="本人在这个邮箱确认了订阅")
        row.delete()
    if locked.state == S.PENDING:
        _begin(locked)
        audit.record(locked, "确认订阅会刊", by=None, after={"同意方式": Consent.FORM.label})
    return locked


def _mended(row: Subscriber) -> QuerySet[Suppression]:
    """What the link that was asked for last lifts: not what came back since."""
    found = Suppression.objects.filter(address=row.address, reason__in=MENDED)
    return found.filter(at__lte=row.asked_at)


def to_confirm(row: Subscriber) -> bool:
    """Whether anything waits for the link in the mail to be opened."""
    return row.state == S.PENDING or (row.state == S.ACTIVE and _mended(row).exists())


def _begin(row: Subscriber) -> None:
    row.state, row.consented_at, row.ended_at = S.ACTIVE, clock.now(), None
    row.save(update_fields=["state", "consented_at", "ended_at"])


@transaction.atomic
def subscribe_user(user: User, *, address: str, member: Member | None = None) -> Subscriber:
    """One click of somebody who is signed in, who then gets it at the address of their account.
    Another one is confirmed by mail as everybody's is; so is one that was stopped, for a click here
    doesn't show that mail arrives there again. Raises Refused: another's, or stopped for good."""
    address = addresses.normalised(address)
    known = Subscriber.objects.select_for_update().filter(user=user).first()
    found = Subscriber.objects.select_for_update().filter(address=address).first()
    own = address == (user.email or "").strip().lower()
    if found and found.user_id != user.pk:
        _refuse_what_is_anothers(found, own=own)
    if known and known != found:
        known.user = None
        known.save(update_fields=["user"])
    at_once = own and not stopped(address)
    if not at_once:
        found, _ = ask(address=address, name=user.name)
    elif found is None:
        found = Subscriber(address=address, name=user.name, asked_at=clock.now())
    found.user, found.member = user, member
    if at_once:
        found.state, found.ended_at, found.consented_at = S.ACTIVE, None, clock.now()
        found.consent_from, found.consent_note = Consent.PORTAL, ""
    found.save()
    audit.record(found, "订阅会刊", by=user, after={"同意方式": found.get_consent_from_display()})
    return found


def _refuse_what_is_anothers(found: Subscriber, *, own: bool) -> None:
    """Whoever is linked to a subscription sees it and may end it: not by typing its address."""
    if found.user_id is not None:
        raise Refused("这个邮箱已由别人订阅，请换一个。", field="address")
    if found.state == S.ACTIVE and not own:
        raise Refused(
            "这个邮箱已经订阅。要修改或退订，请用会刊邮件末尾的链接；要在这里订阅，请换一个邮箱。",
            field="address",
        )


@transaction.atomic
def take_in(
    *, address: str, name: str = "", note: str, by: Actor, member: Member | None = None
) -> Subscriber:
    """What somebody told us in person or on paper; ``note`` says how. Raises Refused: no grounds,
    known already, or ended by the reader, who alone may begin again."""
    if by is not None and not may_prepare_mailings(by):
        raise Refused(_FORBIDDEN)
    address = addresses.normalised(address)
    if not note.strip():
        raise Refused("请写明本人是怎样同意的，如“2020 年 6 月 3 日年会签到表勾选”。", field="note")
    if stopped := Suppression.objects.filter(address=address).first():
        raise Refused(
            f"这个地址已停发（{stopped.get_reason_display()}：{stopped.note}），请先解除。",
            field="address",
        )
    found = Subscriber.objects.filter(address=address).first()
    if found and found.state == S.UNSUBSCRIBED:
        raise Refused("这位读者自己退订了，只能由本人在订阅页重新订阅。", field="address")
    if found and found.state == S.ACTIVE:
        raise Refused("这个邮箱已经订阅。", field="address")
    row = found or Subscriber(address=address, asked_at=clock.now())
    row.name, row.member, row.state = name.strip() or row.name, member, S.ACTIVE
    row.consent_from, row.consent_note = Consent.STAFF, note.strip()[:200]
    row.consented_at = clock.now()
    row.save()
    audit.record(row, "登记会刊读者", by=by, after={"同意的依据": row.consent_note})
    return row


@transaction.atomic
def prefer(
    subscriber: Subscriber,
    *,
    by: Actor = None,
    name: str,
    wants_issues: bool,
    columns: Iterable[Column],
) -> Subscriber:
    """What they get from now on; who wants no issues isn't sent what waits either. Raises Refused
    once it is ended."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.state != S.ACTIVE:
        raise Refused("订阅没有生效，不能修改。请先重新订阅。")
    locked.name, locked.wants_issues = name.strip(), wants_issues
    locked.save(update_fields=["name", "wants_issues"])
    chosen = list(columns)
    locked.columns.set(chosen)
    if not wants_issues:
        outbox.withdraw(rows_to(locked.address), reason=NO_ISSUES)
    told = {"每期会刊": wants_issues, "关心的栏目": "、".join(map(str, chosen)) or "全部"}
    audit.record(locked, "修改订阅", by=by, after=told)
    return locked


@transaction.atomic
def unsubscribe(subscriber: Subscriber, *, by: Actor = None) -> Subscriber:
    """At once: what waits for them in a mailing stays at home as well. Twice is once."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if locked.state != S.UNSUBSCRIBED:
        now = clock.now()
        locked.state, locked.ended_at = S.UNSUBSCRIBED, now
        locked.consented_at = locked.consented_at or now
        locked.save(update_fields=["state", "ended_at", "consented_at"])
        outbox.withdraw(rows_to(locked.address), reason="本人已退订")
        audit.record(locked, "退订会刊", by=by)
    return locked


def rows_to(address: str) -> QuerySet[OutboxRow]:
    """The mails of mailings to this address."""
    return OutboxRow.objects.filter(
        pk__in=Delivery.objects.filter(address=address, row__isnull=False).values("row")
    )


@transaction.atomic
def erase(subscriber: Subscriber, *, by: Actor = None, reason: str = "本人要求") -> None:
    """Name, address and choices are gone, also from what was sent; how many got a mailing stays
    true. A suppression of the address stays, or nobody would know that nothing may be sent."""
    locked = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    address = locked.address
    mails = rows_to(address) | OutboxRow.objects.filter(
        object_type=Subscriber._meta.label_lower, object_id=str(locked.pk)
    )
    outbox.withdraw(mails, reason="读者的资料已清除")
    letters.forget(mails)
    forget_deliveries(address=address)
    number = locked.pk
    locked.name = f"读者 {number}"
    audit.record(locked, "清除会刊读者", by=by, reason=reason)
    locked.delete()


def forget_deliveries(**which: Any) -> int:
    """The addresses in these deliveries, whose numbers stay."""
    rows = list(Delivery.objects.filter(**which).only("pk"))
    for row in rows:
        row.address, row.domain, row.bounced = f"erased-{row.pk}@{NOWHERE}", NOWHERE, ""
        row.bounced_at = None
    Delivery.objects.bulk_update(rows, ["address", "domain", "bounced", "bounced_at"], 500)
    return len(rows)


def with_addresses() -> QuerySet[Delivery]:
    return Delivery.objects.exclude(domain=NOWHERE)


def told(subscriber: Subscriber) -> dict[str, Any]:
    """All that is kept of a reader, for themselves."""

    def moment(value: datetime | None) -> str | None:
        return value.astimezone(clock.TZ).isoformat(timespec="seconds") if value else None

    deliveries = Delivery.objects.filter(address=subscriber.address).select_related(
        "mailing__issue", "row"
    )
    return {
        "邮箱": subscriber.address,
        "称呼": subscriber.name,
        "会员单位": str(subscriber.member or ""),
        "状态": subscriber.get_state_display(),
        "订阅时间": moment(subscriber.asked_at),
        "同意时间": moment(subscriber.consented_at),
        "同意方式": subscriber.get_consent_from_display(),
        "同意的依据": subscriber.consent_note,
        "退订时间": moment(subscriber.ended_at),
        "每期会刊": subscriber.wants_issues,
        "关心的栏目": [str(column) for column in subscriber.columns.all()],
        "发给您的会刊": [
            {
                "刊期": str(row.mailing.issue),
                "发送时间": moment(row.row.sent_at) if row.row else None,
                "没有发的原因": row.skipped,
            }
            for row in deliveries
        ],
    }
