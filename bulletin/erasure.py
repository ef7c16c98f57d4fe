"""What is kept of who writes for the bulletin, and for how long (docs/privacy.md)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from association.accounts import people as accounts
from association.accounts.models import User
from association.base import audit, clock
from association.base.erasure import Eraser
from bulletin.enums import SubmissionState
from bulletin.mailing import erasure as readers
from bulletin.models import Contributor, Submission
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


ERASERS = (
    Eraser("来稿联系方式", timedelta(days=365), _settled, _forget_contact),
    Eraser("员工作者的账号", timedelta(days=730), _silent, _forget_contributor),
    *readers.ERASERS,
)
