"""The pool: experts entered and amended, where they worked, what ties them to companies, and their
accounts by invitation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from association.accounts import invitations
from association.accounts.login_names import masked_phone
from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members.models import Member
from members.register import save
from standardization.enums import RelationKind
from standardization.models import (
    Employment,
    Expert,
    ExpertInvitation,
    Organisation,
    Relation,
)
from standardization.rules import may_keep_experts

FIELDS = (
    "name", "mobile", "title", "certificate_number", "certificate_until", "skills", "district",
    "state", "most_cases",
)  # fmt: skip
_ASK = "请联系联合会安全技术部，重新邀请。"


@transaction.atomic
def enter(*, facts: Mapping[str, Any], by: User) -> Expert:
    """Raises Refused, also for a mobile number that another expert has."""
    _may(by)
    row = Expert()
    _set(row, facts)
    save(row)
    audit.record(row, "登记专家", by=by, after=_shown(row))
    return row


@transaction.atomic
def amend(expert: Expert, *, changes: Mapping[str, Any], by: User, reason: str = "") -> Expert:
    """Raises Refused. The number of somebody who has an account is changed there, by themselves."""
    row = _locked(expert, by=by)
    before = _shown(row)
    if row.user_id and invitations.mobile(changes.get("mobile", row.mobile)) != row.mobile:
        raise Refused("这位专家已有账号，手机号请由本人在账号里修改。", field="mobile")
    _set(row, changes)
    after = _shown(row)
    changed = [label for label in after if after[label] != before[label]]
    if changed:
        save(row)
        audit.record(
            row,
            "修改专家",
            by=by,
            before={label: before[label] for label in changed},
            after={label: after[label] for label in changed},
            reason=reason.strip(),
        )
    return row


@transaction.atomic
def employ(
    expert: Expert,
    *,
    employer: str,
    start: date,
    end: date | None = None,
    organisation: Organisation | None = None,
    member: Member | None = None,
    by: User,
) -> Employment:
    """Where somebody works or worked: it decides whom they may review. Raises Refused."""
    row = _locked(expert, by=by)
    made = Employment(
        expert=row,
        organisation=organisation,
        member=member,
        employer=employer.strip() or str(organisation or member or ""),
        start=start,
        end=end,
    )
    save(made)
    after = {"单位": made.employer, "自": str(start), "至": str(end or "今")}
    audit.record(made, "登记任职经历", by=by, after=after, about=row)
    return made


@transaction.atomic
def relate(
    *,
    expert: Expert | None = None,
    organisation: Organisation | None = None,
    member: Member,
    kind: RelationKind,
    start: date,
    end: date | None = None,
    source: str,
    by: User,
) -> Relation:
    """What is known to tie an expert, or a review organisation, to a company. Raises Refused."""
    _may(by)
    made = Relation(
        expert=expert,
        organisation=organisation,
        member=member,
        kind=kind,
        start=start,
        end=end,
        source=source.strip(),
    )
    save(made)
    after = {"企业": member.name, "关系": kind.label, "来源": made.source}
    audit.record(made, "登记利害关系", by=by, after=after, about=expert or organisation)
    return made


# --- The own account ------------------------------------------------------------------------------
def waiting(expert: Expert) -> QuerySet[ExpertInvitation]:
    return invitations.waiting(expert.invitations.all())


@transaction.atomic
def invite(expert: Expert, *, by: User) -> tuple[ExpertInvitation, str]:
    """A link to an account of their own, under the number on record; answers its token too. An
    earlier invitation ends. Raises Refused."""
    row = _locked(expert, by=by)
    if row.user_id:
        raise Refused(f"{row.name}已有账号，不必再邀请。")
    for earlier in invitations.unanswered(row.invitations.all()):
        _withdraw(earlier, by=by, reason="由新的邀请取代")
    invitation = ExpertInvitation(expert=row, name=row.name, mobile=row.mobile)
    token = invitations.fresh_link(invitation, by=by)
    save(invitation)
    audit.record(
        invitation, "邀请专家开通账号", by=by, after=invitations.shown(invitation), about=row
    )
    return invitation, token


@transaction.atomic
def revoke(invitation: ExpertInvitation, *, by: User) -> None:
    """Its link is dead. Raises Refused."""
    _locked(invitation.expert, by=by)
    invitation.refresh_from_db()
    invitations.check_revocable(invitation, acting="专家")
    _withdraw(invitation, by=by)


def look_up(token: str) -> ExpertInvitation:
    """Raises Refused with what to do if the link can't be used."""
    rows = ExpertInvitation.objects.select_related("expert")
    return invitations.look_up(rows, token, ask=_ASK)


@transaction.atomic
def accept(token: str, *, password: str | None = None, user: User | None = None) -> Expert:
    """The expert takes up the account, a new one or their own. Raises Refused."""
    expert = Expert.objects.select_for_update(no_key=True).get(pk=look_up(token).expert_id)
    invitation = look_up(token)
    person = invitations.person(invitation, password=password, user=user, about=expert)
    if Expert.objects.filter(user=person).exists():
        raise Refused("这个账号已经是另一位专家的。请与安全技术部联系。")
    expert.user = person
    expert.save(update_fields=["user"])
    invitations.accept(invitation, by=person)
    audit.record(expert, "接受邀请", by=person, after=invitations.shown(invitation))
    return expert


def _may(by: User) -> None:
    if not may_keep_experts(by):
        raise Refused("您没有权限管理专家库。请由安全技术部办理。")


def _locked(expert: Expert, *, by: User) -> Expert:
    _may(by)
    return Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)


def _set(row: Expert, facts: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in facts:
            value = facts[name]
            setattr(row, name, invitations.mobile(value) if name == "mobile" else value)


def _withdraw(invitation: ExpertInvitation, *, by: User, reason: str = "") -> None:
    shown = invitations.shown(invitation)
    about = invitation.expert
    invitations.withdraw(invitation, by=by, shown=shown, about=about, reason=reason)


def _shown(row: Expert) -> dict[str, str]:
    return {
        "姓名": row.name,
        "手机": masked_phone(row.mobile),
        "职称": row.title,
        "证书编号": row.certificate_number,
        "证书有效至": str(row.certificate_until),
        "专业": "、".join(row.skills),
        "常驻区": row.district,
        "状态": row.get_state_display(),
        "同时承担上限": str(row.most_cases),
    }
