"""The people of a member, and what the association turns to them for."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, reading
from association.base.errors import Refused
from members import register
from members.models import Contact, Member
from members.rules import Actor, may_keep_contacts, may_view_contact_mobile

_FORBIDDEN = "您没有权限改这家单位的联系人。请由本单位的用户或社会工作部办理。"


@transaction.atomic
def put(member: Member, *, by: Actor, contact: Contact | None = None, **fields: Any) -> Contact:
    """Adds a contact, or changes the one given: by the secretariat or the member's own users.

    ``fields``: name, mobile (11 digits), email, roles. Raises Refused.
    """
    if not may_keep_contacts(by, member):
        raise Refused(_FORBIDDEN)
    contact = contact or Contact(member=member)
    added = contact.pk is None
    before = {} if added else _shown(contact, fields)
    for name, value in fields.items():
        setattr(contact, name, value)
    if added and (other := known(member, name=contact.name, mobile=contact.mobile)):
        raise Refused(
            f"联系人“{other.name}”已经登记。要改手机、邮箱或职责，请打开原有的这一位修改；"
            "确是同名的另一位，请填其手机号。",
            field="name",
        )
    register.save(contact)
    after = _shown(contact, fields)
    changed = {label for label in after if before.get(label) != after[label]}
    if changed:
        audit.record(
            contact,
            "添加联系人" if added else "变更联系人",
            by=by,
            before={label: _masked(label, before[label]) for label in changed if label in before},
            after={label: _masked(label, after[label]) for label in changed},
            about=member,
        )
    return contact


def known(member: Member, *, name: str, mobile: str) -> Contact | None:
    """The same name with no other number is the same person, sent twice or found again."""
    wanted = reading.tidy(name)
    people = (row for row in member.contacts.all() if reading.tidy(row.name) == wanted)
    return next((row for row in people if not mobile or row.mobile == mobile), None)


@transaction.atomic
def reveal(contact: Contact, *, by: User, reason: str) -> str:
    """The whole number, for whoever of the secretariat may ask and says why. Raises Refused.

    Pages, lists and records show it masked; each look at it stands on the member's timeline.
    """
    if not may_view_contact_mobile(by):
        raise Refused(
            "您没有权限查看联系人的完整手机号。请由社会工作部、财务管理中心或秘书长办理。"
        )
    if not reason.strip():
        raise Refused("查看完整手机号须写明理由，如“通知补交材料”。", field="reason")
    audit.record(contact, "查看完整手机号", by=by, reason=reason.strip(), about=contact.member)
    return str(contact.mobile)


@transaction.atomic
def remove(contact: Contact, *, by: Actor, reason: str = "") -> None:
    """Takes a person off the member's list. The member stays; so does the audit. Raises Refused."""
    if not may_keep_contacts(by, contact.member):
        raise Refused(_FORBIDDEN)
    audit.record(
        contact, "移除联系人", by=by, before={"姓名": contact.name}, reason=reason,
        about=contact.member,
    )  # fmt: skip
    contact.delete()


LABELS = {"name": "姓名", "mobile": "手机", "email": "邮箱", "roles": "职责"}


def _shown(contact: Contact, fields: Iterable[str]) -> dict[str, Any]:
    """The fields in words; the roles as a reader knows them."""
    values = {name: getattr(contact, name) for name in fields}
    if "roles" in values:
        values["roles"] = "、".join(contact.role_labels())
    return {LABELS[name]: value for name, value in values.items()}


def _masked(label: str, value: Any) -> Any:
    """The audit keeps that a number changed, not the whole number."""
    if label == "手机" and value:
        return f"{value[:3]}****{value[-4:]}"
    return value
