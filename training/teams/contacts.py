"""Who acts for a team: invited by a link, ended with a reason. Every door locks the team first."""

from django.db import transaction
from django.db.models import QuerySet

from association.accounts import invitations
from association.accounts.models import User
from association.base import audit, clock, identifiers
from association.base.errors import Refused
from members.register import save
from training.models import Team, TeamContact, TeamInvitation
from training.rules import may_keep_teams, may_look_after_contacts

_ASK = "请联系队伍的其他联系人，或联合会教育培训部，重新邀请。"


def acting_for(team: Team) -> QuerySet[TeamContact]:
    """Who acts for the team now, the oldest first."""
    return team.contacts.filter(ended_at__isnull=True).select_related("user")


def waiting(team: Team) -> QuerySet[TeamInvitation]:
    """Invitations that can still be accepted."""
    return invitations.waiting(team.invitations.all())


@transaction.atomic
def invite(team: Team, *, name: str, mobile: str, by: User) -> tuple[TeamInvitation, str]:
    """Invites a person, under a mobile number in any spelling; answers the token of the link too.

    The token (256 random bits) is kept nowhere, only its hash. It serves once, within fourteen
    days; an earlier invitation of the same number to the same team ends. Raises Refused.
    """
    team = _locked(team, by=by)
    if not team.active:
        raise Refused(f"{team}已停用，不能再邀请联系人。请先恢复队伍。")
    number = invitations.mobile(mobile)
    if acting_for(team).filter(user__phone=identifiers.e164(number)).exists():
        raise Refused("这个手机号的用户已经是联系人，不必再邀请。", field="mobile")
    for earlier in _unanswered(team).filter(mobile=number):
        _withdraw(earlier, by=by, reason="由新的邀请取代")
    invitation = TeamInvitation(team=team, name=name.strip(), mobile=number)
    token = invitations.fresh_link(invitation, by=by)
    save(invitation)
    audit.record(
        invitation, "邀请队伍联系人", by=by, after=invitations.shown(invitation), about=team
    )
    return invitation, token


@transaction.atomic
def revoke(invitation: TeamInvitation, *, by: User) -> None:
    """Takes an unanswered invitation back: its link is dead. Raises Refused."""
    _locked(invitation.team, by=by)
    invitation.refresh_from_db()
    invitations.check_revocable(invitation, acting="联系人")
    _withdraw(invitation, by=by)


def look_up(token: str) -> TeamInvitation:
    """The invitation that this link opens. Raises Refused with what to do if it can't be used."""
    rows = TeamInvitation.objects.select_related("team")
    invitation = invitations.look_up(rows, token, ask=_ASK)
    if not invitation.team.active:
        raise Refused(f"{invitation.team}已停用，这份邀请不能再用。如有疑问请联系教育培训部。")
    return invitation


@transaction.atomic
def accept(token: str, *, password: str | None = None, user: User | None = None) -> TeamContact:
    """The invited person says yes: with a password for a new account, or signed in as ``user``.

    A number that has an account needs that account's owner, signed in. Raises Refused.
    """
    team = look_up(token).team
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    invitation = look_up(token)
    person = invitations.person(invitation, password=password, user=user, about=invitation.team)
    contact = TeamContact(team=invitation.team, user=person, since=clock.now())
    save(contact)
    invitations.accept(invitation, by=person)
    after = invitations.shown(invitation)
    audit.record(contact, "接受邀请", by=person, after=after, about=invitation.team)
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
    return invitations.unanswered(team.invitations.all())


def _withdraw(invitation: TeamInvitation, *, by: User, reason: str = "") -> None:
    shown = invitations.shown(invitation)
    invitations.withdraw(invitation, by=by, shown=shown, about=invitation.team, reason=reason)
