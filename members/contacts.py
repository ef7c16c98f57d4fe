"""The people of a member, and what the association turns to them for."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from association.base import audit
from members import register
from members.models import Contact, Member

Actor = AbstractBaseUser | None


@transaction.atomic
def put(member: Member, *, by: Actor, contact: Contact | None = None, **fields: Any) -> Contact:
    """Adds a contact, or changes the one given. The caller has checked that ``by`` may.

    ``fields``: name, mobile (11 digits), email, roles.
    """
    contact = contact or Contact(member=member)
    added = contact.pk is None
    shown = lambda: {  # noqa: E731
        str(Contact._meta.get_field(name).verbose_name): getattr(contact, name) for name in fields
    }
    before = {} if added else shown()
    for name, value in fields.items():
        setattr(contact, name, value)
    register.save(contact)
    after = shown()
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


@transaction.atomic
def remove(contact: Contact, *, by: Actor, reason: str = "") -> None:
    """Takes a person off the member's list. The member stays; so does the audit."""
    audit.record(
        contact, "移除联系人", by=by, before={"姓名": contact.name}, reason=reason,
        about=contact.member,
    )  # fmt: skip
    contact.delete()


def _masked(label: str, value: Any) -> Any:
    """The audit keeps that a number changed, not the whole number."""
    if label == "手机" and value:
        return f"{value[:3]}****{value[-4:]}"
    return value
