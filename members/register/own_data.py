"""What a member changes about itself at once: its own affair, which nobody has to agree to."""

from typing import Any

from django.db import transaction

from association.base.errors import Refused
from members import register
from members.models import Member
from members.register.timeline import author
from members.rules import Actor, represents

FIELDS = ("email", "district")


@transaction.atomic
def amend(member: Member, *, by: Actor, version: int, changes: dict[str, Any]) -> Member:
    """Changes fields of ``FIELDS``.

    Raises register.Conflict if since ``version`` somebody else gave one of these fields another
    value; what else happened to the record meanwhile does not stand in the member's way.
    """
    if not represents(by, member):
        raise Refused("只有本单位的用户可以改单位资料。")
    unknown = set(changes) - set(FIELDS)
    assert not unknown, unknown
    member = Member.objects.select_for_update().get(pk=member.pk)
    _check_version(member, version, changes)
    return register.write(member, changes, by=by)


def _check_version(member: Member, version: int, changes: dict[str, Any]) -> None:
    mine = {register.label(field): register.word(field, value) for field, value in changes.items()}
    entries, missed = register.missed(member, version)
    crossed = {
        label: (then, now)
        for label, (then, now) in missed.items()
        if label in mine and now != mine[label]
    }
    if crossed:
        whose = next(entry for entry in entries if crossed.keys() & entry.after.keys())
        raise register.Conflict(
            f"您打开这一页之后，{author(whose)}改过这里的内容。您填的都还在，请对照后再保存。",
            crossed,
        )
