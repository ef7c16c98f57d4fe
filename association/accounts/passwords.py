"""Passwords, which only their owner ever types. Others can hand over a link for choosing one."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.http import base36_to_int, int_to_base36

from association.accounts import sign_ins
from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused

RULES = "至少 10 位，不能全是数字，不能太常见，也不能和姓名、用户名、手机号相近。"
DEAD_LINK = "这个设置密码的链接已经失效：用过、过了期限，或已发了新的链接。请向发链接的人再要一个。"


class _Links(PasswordResetTokenGenerator):
    """Signed over what the account is: a new password, a sign-in or more power kills the link."""

    key_salt = "association.accounts.passwords"

    def _make_hash_value(self, user, timestamp):  # type: ignore[no-untyped-def]
        return f"{super()._make_hash_value(user, timestamp)}{user.is_staff}{user.is_superuser}"

    def _now(self):  # type: ignore[no-untyped-def]
        return clock.now().replace(tzinfo=None)


_links = _Links()


def link_lifetime() -> timedelta:
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def check(password: str, *, user: User | None) -> None:
    """Raises Refused with the rule that this password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error


@transaction.atomic
def change(user: User, password: str, *, by: User) -> None:
    """The owner's new password. Other devices are signed out. Raises Refused."""
    check(password, user=user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(user, "修改密码", by=by)


@transaction.atomic
def issue_link(user: User, *, by: User, reason: str = "", about: Model | None = None) -> str:
    """Closes the account until its owner has chosen a new password; answers the key of the link.

    Old password, earlier links and open sessions end at once. The key is kept nowhere: whoever
    asked for it hands it over. It serves once, for seven days. The caller has checked ``by``.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    user.password = locked.password
    sign_ins.end_all(locked, by=by, how="发放设置密码的链接")
    expires = clock.now() + link_lifetime()
    audit.record(
        locked,
        "发放设置密码的链接",
        by=by,
        after={"链接有效至": expires.strftime("%Y-%m-%d %H:%M")},
        reason=reason,
        about=about,
    )
    return f"{int_to_base36(locked.pk)}-{_links.make_token(locked)}"


def holder(key: str) -> User:
    """Whose link this is. Raises Refused if it doesn't serve any more."""
    return _holder(key, lock=False)


@transaction.atomic
def choose_by_link(key: str, password: str) -> User:
    """Sets the password and uses the link up. Raises Refused."""
    user = _holder(key, lock=True)
    check(password, user=user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(user, "通过链接设置密码", by=user)
    return user


def _holder(key: str, *, lock: bool) -> User:
    owner, _, token = key.partition("-")
    users = User.objects.select_for_update() if lock else User.objects.all()
    try:
        user = users.filter(pk=base36_to_int(owner), is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or not _links.check_token(user, token):
        raise Refused(DEAD_LINK)
    return user
