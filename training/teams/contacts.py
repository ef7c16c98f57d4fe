"""Who acts for a team: invited by a link, ended with a reason. Every door locks the team first."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from association.accounts import people
from association.accounts.login_names import masked_phone
from association.accounts.models import User
from association.base import audit, clock, identifiers
from association.base.errors import Refused
from members.register import save
from training.models import Team, TeamContact, TeamInvitation
from training.rules import may_keep_teams, may_look_after_contacts

INVITATION_LIFE = timedelta(days=14)
_ASK = "请联系队伍的其他联系人，或联合会教育培训部，重新邀请。"


def acting_for(team: Team) -> QuerySet[TeamContact]:
    """Who acts for the team now, the oldest first."""
    return team.contacts.filter(ended_at__isnull=True).select_related("user")


def waiting(team: Team) -> QuerySet[TeamInvitation]:
    """Invitations that can still be accepted."""
    return _unanswered(team).filter(expires_at__gt=clock.now()).select_related("invited_by")


@transaction.atomic
def invite(team: Team, *, name: str, mobile: str, by: User) -> tuple[TeamInvitation, str]:
    """Invites a person, under a mobile number in any spelling; answers the token of the link too.

    The token (256 random bits) is kept nowhere, only its hash. It serves once, within fourteen
    days; an earlier invitation of the same number to the same team ends. Raises Refused.
    """
    team = _locked(team, by=by)
    if not team.active:
        raise Refused(f"{team}已停用，不能再邀请联系人。请先恢复队伍。")
    number = _mobile(mobile)
    if acting_for(team).filter(user__phone=identifiers.e164(number)).exists():
        raise Refused("这个手机号的用户已经是联系人，不必再邀请。", field="mobile")
    for earlier in _unanswered(team).filter(mobile=number):
        _withdraw(earlier, by=by, reason="由新的邀请取代")
    token = secrets.token_urlsafe(32)
    now = clock.now()
    invitation = TeamInvitation(
        team=team,
        name=name.strip(),
        mobile=number,
        token_hash=_hash(token),
        expires_at=now + INVITATION_LIFE,
        invited_by=by,
        invited_at=now,
    )
    save(invitation)
    audit.record(invitation, "邀请队伍联系人", by=by, after=_shown(invitation), about=team)
    return invitation, token


@transaction.atomic
def revoke(invitation: TeamInvitation, *, by: User) -> None:
    """Takes an unanswered invitation back: its link is dead. Raises Refused."""
    _locked(invitation.team, by=by)
    invitation.refresh_from_db()
    if invitation.accepted_at:
        raise Refused(f"{invitation.name}已经接受邀请。如不再需要，请停用这位联系人。")
    if invitation.revoked_at:
        raise Refused("这份邀请已经撤回，不必再撤。")
    _withdraw(invitation, by=by)


def look_up(token: str) -> TeamInvitation:
    """The invitation that this link opens. Raises Refused with what to do if it can't be used."""
    invitation = (
        TeamInvitation.objects.select_related("team", "invited_by")
        .filter(token_hash=_hash(token))
        .first()
    )
    if invitation is None:
        raise Refused(
            "没有这个邀请链接，可能没有复制完整。请打开收到的完整链接，或请邀请您的人重新发一份。"
        )
    if invitation.accepted_at:
        raise Refused("这份邀请已经用过。如果是您本人接受的，请直接登录。")
    if invitation.revoked_at:
        raise Refused(f"这份邀请已被撤回，或已由新的邀请取代。请用最新收到的链接；没有的话，{_ASK}")
    if invitation.expires_at <= clock.now():
        expired = invitation.expires_at.astimezone(clock.TZ)
        raise Refused(f"这份邀请已于 {expired:%Y年%-m月%-d日} 过期。{_ASK}")
    if not invitation.team.active:
        raise Refused(f"{invitation.team}已停用，这份邀请不能再用。如有疑问请联系教育培训部。")
    return invitation


def account_of(invitation: TeamInvitation) -> User | None:
    """The account that already signs in with the invited number."""
    return User.objects.filter(phone=identifiers.e164(invitation.mobile)).first()


@transaction.atomic
def accept(token: str, *, password: str | None = None, user: User | None = None) -> TeamContact:
    """The invited person says yes: with a password for a new account, or signed in as ``user``.

    A number that has an account needs that account's owner, signed in. Raises Refused.
    """
    team = look_up(token).team
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    invitation = look_up(token)
    person = _person(invitation, password=password, user=user)
    contact = TeamContact(team=invitation.team, user=person, since=clock.now())
    save(contact)
    invitation.accepted_by, invitation.accepted_at = person, contact.since
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    audit.record(contact, "接受邀请", by=person, after=_shown(invitation), about=invitation.team)
    return contact


@transaction.atomic
def end(contact: TeamContact, *, by: User, reason: str) -> None:
    """This person no longer acts for the team; invitations that they sent out end as well.

    A team can't lose its last contact by its own hand; 教育培训部 may end any. Raises Refused.
    """
    team = _locked(contact.team, by=by)
    current = TeamContact.objects.select_related("user").get(pk=contact.pk)
    if current.ended_at:
        raise Refused(f"{current.user}已经停用，请刷新页面。如需恢复，请重新邀请。")
    if not reason.strip():
        raise Refused("停用须写明理由。", field="reason")
    if not may_keep_teams(by) and not acting_for(team).exclude(pk=current.pk).exists():
        raise Refused(
            f"{current.user}是{team}最后一位联系人，不能停用。"
            "请先邀请另一位联系人，或请教育培训部办理。"
        )
    current.ended_at = clock.now()
    current.save(update_fields=["ended_at"])
    contact.ended_at = current.ended_at
    audit.record(
        current,
        "停用队伍联系人",
        by=by,
        before={"联系人": str(current.user)},
        reason=reason.strip(),
        about=team,
    )
    # Else somebody on the way out could leave a door open for oneself.
    for invitation in _unanswered(team).filter(invited_by=current.user):
        _withdraw(invitation, by=by, reason="邀请人已停用")


def _locked(team: Team, *, by: User) -> Team:
    locked = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if not may_look_after_contacts(by, locked):
        raise Refused("您没有权限管理这支队伍的联系人。请由队伍联系人或教育培训部办理。")
    return locked


def _unanswered(team: Team) -> QuerySet[TeamInvitation]:
    return team.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True)


def _withdraw(invitation: TeamInvitation, *, by: User, reason: str = "") -> None:
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    audit.record(
        invitation,
        "撤回邀请",
        by=by,
        before=_shown(invitation),
        reason=reason,
        about=invitation.team,
    )


def _person(invitation: TeamInvitation, *, password: str | None, user: User | None) -> User:
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
        about=invitation.team,
    )


def _shown(invitation: TeamInvitation) -> dict[str, str]:
    return {"姓名": invitation.name, "手机": masked_phone(invitation.mobile)}


def _mobile(text: str) -> str:
    try:
        return identifiers.mobile(text)
    except ValueError as error:
        raise Refused(f"{error}。", field="mobile") from error


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
