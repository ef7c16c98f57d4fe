"""What is kept of people who sign in, and for how long."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from association.accounts import people
from association.accounts.models import SignIn, User
from association.base.erasure import Eraser


def _ended(before: datetime) -> QuerySet[SignIn]:
    return SignIn.objects.filter(ended_at__lt=before)


def _forget(row: SignIn) -> None:
    """The audit has the sign-in and its end; it keeps them as long as the law asks, and longer."""
    row.delete()


def _closed(before: datetime) -> QuerySet[User]:
    since = Coalesce("closed_at", "last_login", "joined_at")
    return User.objects.alias(since=since).filter(
        is_active=False, is_superuser=False, erased_at__isnull=True, since__lt=before
    )


ERASERS = (
    Eraser("结束的登录", timedelta(days=180), _ended, _forget),
    Eraser("停用的账号", timedelta(days=2 * 365), _closed, people.erase),
)
