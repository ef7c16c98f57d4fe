"""Tokens of the API: made, shown once, recognised, revoked."""

import base64
import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from association.accounts import deputies
from association.accounts.models import ApiToken, User
from association.accounts.rules import may_issue_tokens
from association.accounts.scopes import table
from association.base import audit, clock
from association.base.errors import Refused

MARK = "anlian"
"""Every token begins with it, so that a scanner of repositories finds one that was leaked."""

LONGEST = timedelta(days=365)
GRAIN = timedelta(hours=1)
"""How exactly the last use is kept: writing it down each time would cost a query each time."""

_ASKED = (
    *("prefix", "digest", "scopes", "expires_on", "last_used_at", "revoked_at"),
    *("owner__is_active", "owner__is_staff", "owner__is_superuser"),
)


@transaction.atomic
def issue(
    *, name: str, owner: User, scopes: Iterable[str], expires_on: date, by: User
) -> tuple[ApiToken, str]:
    """Makes a token in the name of ``owner``, good until ``expires_on`` (that day included).

    The second value is the token itself, which is kept nowhere. Nobody makes one for oneself or
    for whom one stands in for, and nobody hands out what one may not read. Raises Refused.
    """
    wanted = sorted(set(scopes))
    _check_people(owner, by=by)
    _check_scopes(wanted, owner, by=by)
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        latest = today + LONGEST
        raise Refused(f"有效期从今天起，最长一年：请填 {latest} 以前的日期。", field="expires_on")
    prefix, secret = _prefix(), secrets.token_urlsafe(32)
    text = f"{MARK}_{prefix}_{secret}"
    row = ApiToken(
        prefix=prefix,
        digest=_digest(text),
        name=name.strip(),
        owner=owner,
        scopes=wanted,
        expires_on=expires_on,
        created_by=by,
        created_at=clock.now(),
    )
    _save(row)
    shown = {"前缀": prefix, "范围": _named(wanted), "有效至": expires_on}
    audit.record(row, "发放接口令牌", by=by, after=shown, about=owner)
    return row, text


@transaction.atomic
def revoke(row: ApiToken, *, by: User | None, reason: str) -> None:
    """Ends a token at once, for good. Its owner may, too. Raises Refused."""
    if by is not None and by.pk != row.owner_id and not may_issue_tokens(by):
        raise Refused("您没有权限撤销这个令牌。请由综合办公室或秘书长办理。")
    if not reason.strip():
        raise Refused("撤销须写明理由，如“对接已停用”“疑似泄露”。", field="reason")
    locked = ApiToken.objects.select_for_update().get(pk=row.pk)
    if locked.revoked_at:
        raise Refused("这个令牌已经撤销。")
    _end(locked, by=by, reason=reason.strip())


def revoke_all(owner: User, *, by: User | None, reason: str) -> None:
    """Ends every token in this person's name. The caller has checked ``by``."""
    for row in ApiToken.objects.filter(owner=owner, revoked_at__isnull=True):
        _end(row, by=by, reason=reason)


def recognise(text: str) -> ApiToken | None:
    """The token, with its owner, if it is good now; notes the use, to the hour. One query."""
    mark, _, rest = text.partition("_")
    prefix, _, _ = rest.partition("_")
    if mark != MARK or not prefix.isascii() or not prefix.isalnum():
        return None
    known = ApiToken.objects.select_related("owner").only(*_ASKED).order_by()
    row = known.filter(prefix=prefix).first()
    if row is None or not constant_time_compare(row.digest, _digest(text)) or not is_good(row):
        return None
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at >= GRAIN:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=now - GRAIN)
        ApiToken.objects.filter(stale, pk=row.pk).update(last_used_at=now)
    return row


def is_good(row: ApiToken) -> bool:
    """Neither revoked nor run out, and its owner still works here."""
    if row.revoked_at or row.expires_on < clock.today():
        return False
    return row.owner.is_active and row.owner.is_staff


def _check_people(owner: User, *, by: User) -> None:
    if not may_issue_tokens(by):
        raise Refused("您没有权限发放接口令牌。请由综合办公室或秘书长办理。")
    stands_in_for = deputies.active(by).filter(principal=owner).exists()
    if owner.pk == by.pk or stands_in_for:
        raise Refused(
            "不能给自己或自己代理的人发放令牌，请由另一位有权限的同事办理。", field="owner"
        )
    if not (owner.is_staff and owner.is_active):
        raise Refused("令牌须以秘书处在用的账号的名义发放。", field="owner")


def _check_scopes(wanted: list[str], owner: User, *, by: User) -> None:
    known = table()
    if not wanted or set(wanted) - set(known):
        raise Refused("请至少选一个范围。", field="scopes")
    for scope in (known[code] for code in wanted):
        if not scope.open_to(owner):
            raise Refused(f"{owner}自己不能查看“{scope.name}”，令牌也不能。", field="scopes")
        if not scope.open_to(by):
            raise Refused(f"您自己不能查看“{scope.name}”，请由能查看的同事发放。", field="scopes")


def _end(row: ApiToken, *, by: User | None, reason: str) -> None:
    row.revoked_at, row.revoked_by, row.revoke_reason = clock.now(), by, reason
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    audit.record(row, "撤销接口令牌", by=by, reason=reason, about=row.owner)


def _named(codes: list[str]) -> str:
    return "、".join(table()[code].name for code in codes)


def _prefix() -> str:
    """40 random bits in small letters and digits."""
    return base64.b32encode(secrets.token_bytes(5)).decode().lower()


def _digest(text: str) -> str:
    """Keyed by SECRET_KEY: a stolen table alone opens nothing, and a new key ends all tokens."""
    return salted_hmac(__name__, text, algorithm="sha256").hexdigest()


def _save(row: ApiToken) -> None:
    try:
        row.full_clean(exclude=["digest"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error
    row.save()
