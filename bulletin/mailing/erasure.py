"""What is kept of readers, and for how long."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from association.base import audit, letters
from association.base.erasure import Eraser
from association.base.models import OutboxRow
from bulletin.mailing import subscribing
from bulletin.mailing.enums import MailingState, SubscriberState
from bulletin.models import Mailing, Subscriber


def _unconfirmed(before: datetime) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=SubscriberState.PENDING, asked_at__lt=before)


def _ended(before: datetime) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=SubscriberState.UNSUBSCRIBED, ended_at__lt=before)


def _forget(row: Subscriber) -> None:
    subscribing.erase(row, reason="超过保存期限")


def _old_mailings(before: datetime) -> QuerySet[Mailing]:
    """Over for so long, sent or given up, and still with addresses. Without a join: whoever erases
    locks the row, and the database locks none of a list that was made distinct."""
    sent = Q(state=MailingState.DONE, done_at__lt=before)
    given_up = Q(state=MailingState.DROPPED, prepared_at__lt=before)
    addressed = subscribing.with_addresses().filter(mailing=OuterRef("pk"))
    return Mailing.objects.filter(sent | given_up).filter(Exists(addressed)).order_by()


def _forget_addresses(row: Mailing) -> None:
    letters.forget(OutboxRow.objects.filter(letter=row.letter_id))
    count = subscribing.forget_deliveries(mailing=row)
    audit.record(row, "到期清除投递地址", by=None, after={"条数": count}, reason="超过保存期限")


ERASERS = (
    Eraser("没有确认的会刊订阅", timedelta(days=14), _unconfirmed, _forget),
    Eraser("退订的会刊读者", timedelta(days=365), _ended, _forget),
    Eraser("会刊邮件的投递地址", timedelta(days=730), _old_mailings, _forget_addresses),
)
