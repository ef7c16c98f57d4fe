"""Accounts and what they may do: opening, amending, closing. Passwords are another matter."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, Model

from association.accounts import api_tokens, passwords, sign_ins
from association.accounts.login_names import masked_phone
from association.accounts.models import Department, User
from association.accounts.rules import may_amend, may_empower, may_open_accounts
from association.base import audit, clock
from association.base.errors import Refused

FIELDS = ("name", "phone", "email", "department", "is_staff", "is_active")
ERASED = "已清除的账号"
POWERS = frozenset({"is_staff", "is_active", "roles"})
_TAKEN = "用户名、手机号或邮箱刚刚被登记在另一个账号上。请刷新页面核对后重试。"


def fresh_username() -> str:
    """For people who will sign in by phone: 50 random bits, and no likeness to a number."""
    return "u" + base64.b32encode(secrets.token_bytes(7)).decode().lower().rstrip("=")[:10]


@transaction.atomic
def open_staff_account(
    *,
    username: str,
    name: str,
    by: User,
    phone: str | None = None,
    email: str = "",
    department: Department | None = None,
    roles: Iterable[Group] = (),
) -> User:
    """An account of the secretariat, closed until its owner uses the link to choose a password.

    ``phone`` is E.164. Raises Refused.
    """
    if not may_open_accounts(by):
        raise Refused("您没有权限开通账号。请由综合办公室办理。")
    user = User(
        username=username,
        name=name,
        phone=phone,
        email=email,
        department=department,
        is_staff=True,
    )
    user.set_unusable_password()
    _save(user)
    user.groups.set(roles)
    audit.record(user, "开通账号", by=by, after=_shown(user, [*FIELDS, "roles"]))
    return user


@transaction.atomic
def open_own_account(*, name: str, phone: str, password: str, about: Model | None = None) -> User:
    """The account of somebody whom a member has invited, opened by that person. Raises Refused.

    ``phone`` is E.164 and counts as verified: the invitation was handed over under this number.
    """
    user = User(username=fresh_username(), name=name, phone=phone)
    passwords.check(password, user=user)
    user.set_password(password)
    _save(user)
    audit.record(user, "开通账号", by=user, after=_shown(user, ["name", "phone"]), about=about)
    return user


@transaction.atomic
def open_light_account(*, name: str, email: str, about: Model | None = None) -> User:
    """The account of somebody who comes by links sent to this address, and has no password: it
    opens nothing but what an app above gives it. Raises Refused."""
    user = User(username=fresh_username(), name=name, email=email.lower())
    user.set_unusable_password()
    _save(user)
    audit.record(user, "开通账号", by=None, after=_shown(user, ["name", "email"]), about=about)
    return user


def is_light(user: User) -> bool:
    """Nobody would sign in to it otherwise than by a link."""
    return user.is_active and not (user.is_staff or user.is_superuser or user.has_usable_password())


@transaction.atomic
def amend(
    user: User,
    *,
    by: User,
    changes: Mapping[str, Any],
    roles: Iterable[Group] | None = None,
    reason: str = "",
) -> User:
    """Changes what ``FIELDS`` name, and the roles if given. Raises Refused.

    Closing an account ends its sessions at the next click, and revokes the tokens in its name. One's own powers stay as they are.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not may_amend(by, locked):
        raise Refused("您没有权限改这个账号。")
    wanted = {**changes, **({} if roles is None else {"roles": set(roles)})}
    changed = [name for name, value in wanted.items() if _held(locked, name) != value]
    if POWERS & set(changed) and not may_empower(by, locked):
        raise Refused("自己的角色和停用、恢复须由另一位管理员办理。")
    if not changed:
        return locked
    before = _shown(locked, changed)
    if "is_active" in changed:
        locked.closed_at = None if wanted["is_active"] else clock.now()
    for name in set(changed) - {"roles"}:
        setattr(locked, name, wanted[name])
    _save(locked)
    if "roles" in changed:
        locked.groups.set(wanted["roles"])
    audit.record(
        locked, "变更账号", by=by, before=before, after=_shown(locked, changed), reason=reason
    )
    if {"is_active", "is_staff"} & set(changed):
        _shut(locked, by=by)
    return locked


def _shut(user: User, *, by: User) -> None:
    """Whatever the account had opened and may not keep open any more."""
    if not user.is_active:
        sign_ins.end_all(user, by=by, how="账号停用")
    if not (user.is_active and user.is_staff):
        api_tokens.revoke_all(user, by=by, reason="账号停用或离开秘书处")


@transaction.atomic
def erase(user: User) -> None:
    """Takes away who this was, for good. The row stays: what the account did points to it.

    The audit keeps the name under which each act was done, as it has to.
    """
    sign_ins.end_all(user, by=None, how="到期清除")
    api_tokens.revoke_all(user, by=None, reason="账号到期清除")
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.username, user.name, user.phone, user.email = fresh_username(), ERASED, None, ""
    user.set_unusable_password()
    user.is_active, user.is_staff, user.department = False, False, None
    user.erased_at = clock.now()
    user.closed_at = user.closed_at or user.erased_at
    _save(user)
    audit.record(user, "到期清除账号资料", by=None, reason="超过保存期限")


def _held(user: User, name: str) -> Any:
    return set(user.groups.all()) if name == "roles" else getattr(user, name)


def _save(user: User) -> None:
    try:
        user.full_clean(exclude=["password"])
        with transaction.atomic():
            user.save()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error
    except IntegrityError as error:
        raise Refused(_TAKEN) from error


def _label(name: str) -> str:
    if name == "roles":
        return "角色"
    field = User._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)


def _shown(user: User, names: Iterable[str]) -> dict[str, Any]:
    """As the audit keeps it: a phone is masked, a department and a role are called by name."""
    return {_label(name): _value(user, name) for name in names}


def _value(user: User, name: str) -> Any:
    if name == "roles":
        return "、".join(user.groups.order_by("name").values_list("name", flat=True))
    if name == "phone":
        return masked_phone(user.phone or "")
    if name == "department":
        return str(user.department or "")
    value = getattr(user, name)
    return ("是" if value else "否") if isinstance(value, bool) else value
