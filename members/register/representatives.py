"""Who acts for a member in the portal: invited by a link, ended with a reason, never without an
admin. Every door locks the member first, so that two people can't both be the last one to go.
"""

from django.db import transaction
from django.db.models import QuerySet

from association.accounts import invitations, passwords
from association.accounts.models import User
from association.base import audit, clock, identifiers
from association.base.errors import Refused
from members import register
from members.enums import MemberState, RepresentativeRole
from members.models import Invitation, Member, Representative
from members.rules import may_invite, may_invite_as_staff

GONE = (MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED)

_FORBIDDEN = "您没有权限管理这家单位的用户。请由本单位的单位管理员或秘书处办理。"
_ASK = "请联系本单位的单位管理员，或联合会秘书处，重新邀请。"


def acting_for(member: Member) -> QuerySet[Representative]:
    """Who acts for the member now, admins first."""
    return member.representatives.filter(ended_at__isnull=True).select_related("user")


def waiting(member: Member) -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return invitations.waiting(member.invitations.all())


@transaction.atomic
def invite(
    member: Member, *, name: str, mobile: str, role: str, by: User
) -> tuple[Invitation, str]:
    """Invites a person, under a mobile number in any spelling; answers the token of the link too.

    The token (256 random bits) is kept nowhere, only its hash. It serves once, within fourteen
    days; an earlier invitation of the same number to the same member ends. Raises Refused.
    """
    member = _locked(member, by=by)
    if member.state in GONE:
        raise Refused(f"{member}已不是会员（{member.get_state_display()}），不能再邀请用户。")
    number = invitations.mobile(mobile)
    if acting_for(member).filter(user__phone=identifiers.e164(number)).exists():
        raise Refused("这个手机号的用户已经在用，不必再邀请。", field="mobile")
    for earlier in _unanswered(member).filter(mobile=number):
        _withdraw(earlier, by=by, reason="由新的邀请取代")
    invitation = Invitation(member=member, name=name.strip(), mobile=number, role=role)
    token = invitations.fresh_link(invitation, by=by)
    register.save(invitation)
    audit.record(invitation, "邀请单位用户", by=by, after=_shown(invitation), about=member)
    return invitation, token


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Takes an unanswered invitation back: its link is dead. Raises Refused."""
    _locked(invitation.member, by=by)
    invitation.refresh_from_db()
    invitations.check_revocable(invitation, acting="用户")
    _withdraw(invitation, by=by)


def look_up(token: str) -> Invitation:
    """The invitation that this link opens. Raises Refused with what to do if it can't be used."""
    rows = Invitation.objects.select_related("member")
    invitation = invitations.look_up(rows, token, ask=_ASK)
    if invitation.member.state in GONE:
        raise Refused(f"{invitation.member}已不是会员，这份邀请不能再用。如有疑问请联系秘书处。")
    return invitation


@transaction.atomic
def accept(token: str, *, password: str | None = None, user: User | None = None) -> Representative:
    """The invited person says yes: with a password for a new account, or signed in as ``user``.

    A number that has an account needs that account's owner, signed in. Raises Refused.
    """
    member = look_up(token).member
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    invitation = look_up(token)
    person = invitations.person(invitation, password=password, user=user, about=invitation.member)
    representative = Representative(
        member=invitation.member, user=person, role=invitation.role, since=clock.now()
    )
    register.save(representative)
    invitations.accept(invitation, by=person)
    audit.record(
        representative, "接受邀请", by=person, after=_shown(invitation), about=invitation.member
    )
    return representative


@transaction.atomic
def end(representative: Representative, *, by: User, reason: str) -> None:
    """This person no longer acts for the member; invitations that they sent out end as well.

    Refused for the last admin, and without a reason.
    """
    current = _current(representative, by=by)
    if not reason.strip():
        raise Refused("停用须写明理由。", field="reason")
    _keep_an_admin(current, step="停用")
    current.ended_at = clock.now()
    current.save(update_fields=["ended_at"])
    representative.ended_at = current.ended_at
    audit.record(
        current,
        "停用单位用户",
        by=by,
        before={"用户": str(current.user), "角色": current.get_role_display()},
        after={"停用时间": current.ended_at.strftime("%Y-%m-%d %H:%M")},
        reason=reason.strip(),
        about=current.member,
    )
    _withdraw_of(current, by=by, reason="邀请人已停用")


@transaction.atomic
def change_role(representative: Representative, *, role: str, by: User, reason: str = "") -> None:
    """Makes an 经办人 a 单位管理员 or the other way. Refused for the last admin."""
    current = _current(representative, by=by)
    if current.role == role:
        raise Refused(f"{current.user}已经是{current.get_role_display()}。")
    _keep_an_admin(current, step="改为经办人")
    before = current.get_role_display()
    current.role = role
    register.save(current)
    representative.role = role
    audit.record(
        current,
        "变更单位用户角色",
        by=by,
        before={"角色": before},
        after={"角色": current.get_role_display()},
        reason=reason,
        about=current.member,
    )
    if role != RepresentativeRole.ADMIN:
        _withdraw_of(current, by=by, reason="邀请人不再是单位管理员")


@transaction.atomic
def reset_access(representative: Representative, *, by: User, reason: str = "") -> str:
    """Signs the person out everywhere and answers the key of a link for a new password.

    An admin of the member may do so only for people who act for nobody else: the link opens the
    whole account. Those of the secretariat get theirs from 综合办公室. Raises Refused.
    """
    current = _current(representative, by=by)
    user = current.user
    if user.pk == by.pk:
        raise Refused("自己的密码请在右上角“修改密码”里改。")
    if not user.is_active:
        raise Refused(f"{user}的账号已被停用，发链接也不能登录。请由秘书处先恢复账号。")
    if user.is_staff or user.is_superuser:
        raise Refused(f"{user}是秘书处人员，请由综合办公室重发链接。")
    elsewhere = user.representations.filter(ended_at__isnull=True).exclude(member=current.member)
    if elsewhere.exists() and not may_invite_as_staff(by):
        raise Refused(f"{user}还代表其他单位，请由秘书处重发链接。")
    return passwords.issue_link(user, by=by, reason=reason, about=current.member)


def _locked(member: Member, *, by: User) -> Member:
    """The member, held until the transaction ends; what is read afterwards can't change meanwhile.

    The lock lets others write rows that point here, such as a contact.
    """
    locked = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not may_invite(by, locked):
        raise Refused(_FORBIDDEN)
    return locked


def _current(representative: Representative, *, by: User) -> Representative:
    _locked(representative.member, by=by)
    current = Representative.objects.select_related("user", "member").get(pk=representative.pk)
    if current.ended_at:
        raise Refused(f"{current.user}已经停用，请刷新页面。如需恢复，请重新邀请。")
    return current


def _keep_an_admin(current: Representative, *, step: str) -> None:
    """An admin whose account is closed can't act, and doesn't count on either side."""
    if current.role != RepresentativeRole.ADMIN or not current.user.is_active:
        return
    others = acting_for(current.member).filter(role=RepresentativeRole.ADMIN, user__is_active=True)
    if not others.exclude(pk=current.pk).exists():
        raise Refused(
            f"{current.user}是{current.member}最后一位单位管理员，不能{step}。"
            "请先邀请或指定另一位单位管理员。"
        )


def _unanswered(member: Member) -> QuerySet[Invitation]:
    return invitations.unanswered(member.invitations.all())


def _withdraw(invitation: Invitation, *, by: User, reason: str = "") -> None:
    shown = _shown(invitation)
    invitations.withdraw(invitation, by=by, shown=shown, about=invitation.member, reason=reason)


def _withdraw_of(representative: Representative, *, by: User, reason: str) -> None:
    """Else somebody on the way out could leave a door open for oneself."""
    for invitation in _unanswered(representative.member).filter(invited_by=representative.user):
        _withdraw(invitation, by=by, reason=reason)


def _shown(invitation: Invitation) -> dict[str, str]:
    return {**invitations.shown(invitation), "角色": invitation.get_role_display()}
