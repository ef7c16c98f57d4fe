"""Links by which a person is asked to act for somebody: how one is made, opened and taken back.

For whom, who may ask, and what accepting makes is the business of the app above, whose doors come
here. ``ask`` is whom to turn to for another link, ``about`` on whose timeline it stands.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from association.accounts import people
from association.accounts.login_names import masked_phone
from association.accounts.models import PersonalInvitation, User
from association.base import audit, clock, identifiers
from association.base.errors import Refused

LIFE = timedelta(days=14)

Link = TypeVar("Link", bound=PersonalInvitation)


def mobile(text: str) -> str:
    """The number in any spelling. Raises Refused."""
    try:
        return identifiers.mobile(text)
    except ValueError as error:
        raise Refused(f"{error}。", field="mobile") from error


def fresh_link(invitation: PersonalInvitation, *, by: User) -> str:
    """Gives it a token, 256 random bits of which only the hash is kept, for fourteen days."""
    token = secrets.token_urlsafe(32)
    invitation.invited_by, invitation.invited_at = by, clock.now()
    invitation.token_hash, invitation.expires_at = _hash(token), invitation.invited_at + LIFE
    return token


def unanswered(rows: QuerySet[Link]) -> QuerySet[Link]:
    return rows.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def waiting(rows: QuerySet[Link]) -> QuerySet[Link]:
    """Those that can still be accepted."""
    return unanswered(rows).filter(expires_at__gt=clock.now()).select_related("invited_by")


def look_up(rows: QuerySet[Link], token: str, *, ask: str) -> Link:
    """The invitation that this link opens. Raises Refused with what to do if it can't be used."""
    invitation = rows.select_related("invited_by").filter(token_hash=_hash(token)).first()
    if invitation is None:
        raise Refused(
            "没有这个邀请链接，可能没有复制完整。请打开收到的完整链接，或请邀请您的人重新发一份。"
        )
    if invitation.accepted_at:
        raise Refused(
            "这份邀请已经用过。如果是您本人接受的，请直接登录；忘记密码请联系邀请您的人。"
        )
    if invitation.revoked_at:
        raise Refused(f"这份邀请已被撤回，或已由新的邀请取代。请用最新收到的链接；没有的话，{ask}")
    if invitation.expires_at <= clock.now():
        expired = invitation.expires_at.astimezone(clock.TZ)
        raise Refused(f"这份邀请已于 {expired:%Y年%-m月%-d日} 过期。{ask}")
    return invitation


def account_of(invitation: PersonalInvitation) -> User | None:
    """The account that already signs in with the invited number."""
    return User.objects.filter(phone=identifiers.e164(invitation.mobile)).first()


def person(
    invitation: PersonalInvitation, *, password: str | None, user: User | None, about: Model
) -> User:
    """Who says yes: the number's own account, signed in as ``user``, or a new one with a password.

    Raises Refused: nobody takes up another's invitation, or another's account.
    """
    owner = account_of(invitation)
    if user is not None and user == owner:
        return user
    number = masked_phone(invitation.mobile)
    if user is not None:
        raise Refused(f"这份邀请发给手机 {number}，您现在以{user}登录。请退出登录后再打开链接。")
    if owner is not None:
        raise Refused(f"手机 {number} 已有账号。请先用它登录，再打开这个链接。")
    return people.open_own_account(
        name=invitation.name,
        phone=identifiers.e164(invitation.mobile),
        password=password or "",
        about=about,
    )


def accept(invitation: PersonalInvitation, *, by: User) -> None:
    invitation.accepted_by, invitation.accepted_at = by, clock.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])


def check_revocable(invitation: PersonalInvitation, *, acting: str) -> None:
    """Raises Refused once it was answered; ``acting`` is what the person then is."""
    if invitation.accepted_at:
        raise Refused(f"{invitation.name}已经接受邀请。如不再需要，请停用这位{acting}。")
    if invitation.revoked_at:
        raise Refused("这份邀请已经撤回，不必再撤。")


def withdraw(
    invitation: PersonalInvitation,
    *,
    by: User,
    shown: Mapping[str, str],
    about: Model,
    reason: str = "",
) -> None:
    """Its link is dead."""
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record(invitation, "撤回邀请", by=by, before=dict(shown), reason=reason, about=about)


def shown(invitation: PersonalInvitation) -> dict[str, str]:
    return {"姓名": invitation.name, "手机": masked_phone(invitation.mobile)}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
