"""What is kept of who writes for the bulletin and who reads it, and for how long."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from association.accounts import people as accounts
from association.accounts.models import User
from association.base import audit, clock, letters
from association.base.erasure import Eraser
from association.base.models import OutboxRow
from bulletin.enums import SubmissionState
from bulletin.mailing import subscribing
from bulletin.mailing.enums import MailingState, SubscriberState
from bulletin.models import Contributor, Mailing, Submission, Subscriber
from members.models import Representative

S = SubmissionState
_LATE = "超过保存期限"
_SETTLED = (S.ACCEPTED, S.DECLINED, S.WITHDRAWN)


def _settled(before: datetime) -> QuerySet[Submission]:
    return Submission.objects.filter(state__in=_SETTLED, since__lt=before).exclude(contact="")


def _forget_contact(row: Submission) -> None:
    row.contact = ""
    row.save(update_fields=["contact"])
    audit.record(row, "到期清除联系方式", by=None, reason=_LATE)


def _silent(before: datetime) -> QuerySet[User]:
    """Accounts that came by links alone, with nothing under way and no link asked for since."""
    lately = Contributor.objects.filter(user=OuterRef("pk"), asked_at__gte=before)
    under_way = Submission.objects.filter(submitter=OuterRef("pk")).exclude(state__in=_SETTLED)
    acts = Representative.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(
        Exists(Contributor.objects.filter(user=OuterRef("pk"))), ~Exists(lately),
        ~Exists(under_way), ~Exists(acts), is_staff=False, erased_at__isnull=True,
        password__startswith="!",  # noqa: S106 - whoever has none
    )  # fmt: skip


def _forget_contributor(user: User) -> None:
    Contributor.objects.filter(user=user, ended_at=None).update(ended_at=clock.now())
    accounts.erase(user)


def _unconfirmed(before: datetime) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=SubscriberState.PENDING, asked_at__lt=before)


def _ended(before: datetime) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=SubscriberState.UNSUBSCRIBED, ended_at__lt=before)


def _forget_reader(row: Subscriber) -> None:
    subscribing.erase(row, reason="超过保存期限")


def _old_mailings(before: datetime) -> QuerySet[Mailing]:
    """Over for so long, and still with the addresses that they went to."""
    known = Mailing.objects.filter(state=MailingState.DONE, done_at__lt=before)
    return known.filter(deliveries__in=subscribing.with_addresses()).distinct().order_by()


def _forget_addresses(row: Mailing) -> None:
    letters.forget(OutboxRow.objects.filter(letter=row.letter_id))
    count = subscribing.forget_deliveries(mailing=row)
    audit.record(row, "到期清除投递地址", by=None, after={"条数": count}, reason="超过保存期限")


ERASERS = (
    Eraser("来稿联系方式", timedelta(days=365), _settled, _forget_contact),
    Eraser("员工作者的账号", timedelta(days=730), _silent, _forget_contributor),
    Eraser("没有确认的会刊订阅", timedelta(days=14), _unconfirmed, _forget_reader),
    Eraser("退订的会刊读者", timedelta(days=365), _ended, _forget_reader),
    Eraser("会刊邮件的投递地址", timedelta(days=730), _old_mailings, _forget_addresses),
)
