"""Review organisations and offices: entered, amended, suspended with a reason; and who acts for
them, by invitation. Every door locks the organisation first."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from association.accounts import invitations
from association.accounts.models import User
from association.base import audit, clock, identifiers
from association.base.errors import Refused
from members.register import save
from standardization.models import Organisation, OrganisationInvitation, OrganisationUser
from standardization.rules import may_keep_organisations

FIELDS = ("kind", "name", "credit_code", "industries", "valid_until", "most_cases", "email")
_ASK = "请联系联合会安全技术部，重新邀请。"


@transaction.atomic
def enter(*, facts: Mapping[str, Any], by: User) -> Organisation:
    """Raises Refused, also for a name that another one has."""
    _may(by)
    row = Organisation(**{name: facts[name] for name in FIELDS if name in facts})
    save(row)
    audit.record(row, "登记评审单位或处室", by=by, after=_shown(row))
    return row


@transaction.atomic
def amend(
    organisation: Organisation, *, changes: Mapping[str, Any], by: User, reason: str = ""
) -> Organisation:
    """Raises Refused."""
    row = _locked(organisation, by=by)
    before = _shown(row)
    for name in FIELDS:
        if name in changes:
            setattr(row, name, changes[name])
    after = _shown(row)
    changed = [label for label in after if after[label] != before[label]]
    if changed:
        save(row)
        audit.record(
            row,
            "修改评审单位或处室",
            by=by,
            before={label: before[label] for label in changed},
            after={label: after[label] for label in changed},
            reason=reason.strip(),
        )
    return row


@transaction.atomic
def suspend(organisation: Organisation, *, by: User, reason: str) -> None:
    """Gets no new cases; those under way go on. Raises Refused."""
    row = _locked(organisation, by=by)
    if row.suspended_on:
        raise Refused(f"{row}已经暂停委派。")
    if not reason.strip():
        raise Refused("暂停委派须写明原因。", field="reason")
    row.suspended_on, row.suspended_because = clock.today(), reason.strip()[:200]
    row.save(update_fields=["suspended_on", "suspended_because"])
    audit.record(row, "暂停委派", by=by, reason=reason.strip())


@transaction.atomic
def resume(organisation: Organisation, *, by: User, reason: str = "") -> None:
    """Raises Refused."""
    row = _locked(organisation, by=by)
    if not row.suspended_on:
        raise Refused(f"{row}没有暂停委派，不必恢复。")
    before = {"暂停原因": row.suspended_because}
    row.suspended_on, row.suspended_because = None, ""
    row.save(update_fields=["suspended_on", "suspended_because"])
    audit.record(row, "恢复委派", by=by, before=before, reason=reason.strip())


# --- Its people -----------------------------------------------------------------------------------
def acting_for(organisation: Organisation) -> QuerySet[OrganisationUser]:
    """Who acts for it now, the oldest first."""
    return organisation.people.filter(ended_at__isnull=True).select_related("user")


def waiting(organisation: Organisation) -> QuerySet[OrganisationInvitation]:
    """Invitations that can still be accepted."""
    return invitations.waiting(organisation.invitations.all())


@transaction.atomic
def invite(
    organisation: Organisation, *, name: str, mobile: str, technical_head: bool = False, by: User
) -> tuple[OrganisationInvitation, str]:
    """Invites a person by a mobile number in any spelling; answers the token of the link too, which
    is kept nowhere. An earlier invitation of the same number ends. Raises Refused."""
    row = _locked(organisation, by=by)
    number = invitations.mobile(mobile)
    if acting_for(row).filter(user__phone=identifiers.e164(number)).exists():
        raise Refused("这个手机号的用户已经在这个单位名下，不必再邀请。", field="mobile")
    for earlier in invitations.unanswered(row.invitations.all()).filter(mobile=number):
        _withdraw(earlier, by=by, reason="由新的邀请取代")
    invitation = OrganisationInvitation(
        organisation=row, name=name.strip(), mobile=number, technical_head=technical_head
    )
    token = invitations.fresh_link(invitation, by=by)
    save(invitation)
    after = invitations.shown(invitation)
    audit.record(invitation, "邀请单位用户", by=by, after=after, about=row)
    return invitation, token


@transaction.atomic
def revoke(invitation: OrganisationInvitation, *, by: User) -> None:
    """Takes an unanswered invitation back: its link is dead. Raises Refused."""
    _locked(invitation.organisation, by=by)
    invitation.refresh_from_db()
    invitations.check_revocable(invitation, acting="用户")
    _withdraw(invitation, by=by)


def look_up(token: str) -> OrganisationInvitation:
    """The invitation that this link opens. Raises Refused with what to do if it can't be used."""
    rows = OrganisationInvitation.objects.select_related("organisation")
    return invitations.look_up(rows, token, ask=_ASK)


@transaction.atomic
def accept(
    token: str, *, password: str | None = None, user: User | None = None
) -> OrganisationUser:
    """The invited person says yes: with a password for a new account, or signed in as ``user``.
    Raises Refused."""
    organisation = look_up(token).organisation
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    invitation = look_up(token)
    person = invitations.person(invitation, password=password, user=user, about=organisation)
    acting = OrganisationUser(
        organisation=organisation,
        user=person,
        technical_head=invitation.technical_head,
        since=clock.now(),
    )
    save(acting)
    invitations.accept(invitation, by=person)
    after = invitations.shown(invitation)
    audit.record(acting, "接受邀请", by=person, after=after, about=organisation)
    return acting


@transaction.atomic
def end(acting: OrganisationUser, *, by: User, reason: str) -> None:
    """This person no longer acts for it. Raises Refused."""
    organisation = _locked(acting.organisation, by=by)
    current = OrganisationUser.objects.select_related("user").get(pk=acting.pk)
    if current.ended_at:
        raise Refused(f"{current.user}已经停用，请刷新页面。如需恢复，请重新邀请。")
    if not reason.strip():
        raise Refused("停用须写明理由。", field="reason")
    current.ended_at = clock.now()
    current.save(update_fields=["ended_at"])
    before = {"用户": str(current.user)}
    audit.record(
        current, "停用单位用户", by=by, before=before, reason=reason.strip(), about=organisation
    )


def _may(by: User) -> None:
    if not may_keep_organisations(by):
        raise Refused("您没有权限管理评审单位和处室。请由安全技术部办理。")


def _locked(organisation: Organisation, *, by: User) -> Organisation:
    _may(by)
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _withdraw(invitation: OrganisationInvitation, *, by: User, reason: str = "") -> None:
    shown = invitations.shown(invitation)
    about = invitation.organisation
    invitations.withdraw(invitation, by=by, shown=shown, about=about, reason=reason)


def _shown(row: Organisation) -> dict[str, str]:
    return {
        "类别": row.get_kind_display(),
        "名称": row.name,
        "统一社会信用代码": row.credit_code,
        "可评审的行业": "、".join(row.industries),
        "资质有效至": str(row.valid_until or ""),
        "同时在办上限": str(row.most_cases),
        "邮箱": row.email,
    }
