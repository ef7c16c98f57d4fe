"""What a member reads of its own timeline: what happened, when, and which department did it.

The whole record is the secretariat's. A member sees the acts upon what it knows of itself, without
the reasons and notes that staff wrote for each other, and never the name of a member of staff.
"""

from dataclasses import dataclass
from datetime import datetime

from association.base import audit
from association.base.audit import SYSTEM
from association.base.models import AuditEntry
from members.models import Member
from members.register.entries import AMENDED

# Kinds of objects of which a member may hear. A new kind is silent until it is named here.
TOLD = frozenset(
    {
        "members.member",
        "members.organisationtyperecord",
        "members.positionterm",
        "members.contact",
        "members.assessment",
        "members.extension",
        "members.changerequest",
        "members.reliefapplication",
        "members.representative",
        "members.invitation",
        "credentials.credential",
    }
)
_PEOPLE = frozenset({"members.contact", "members.representative", "members.invitation"})
_INTERNAL = frozenset({"备注"})
_WINDOW = 5  # entries looked at for each one wanted: some of them are not for the member


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    text: str
    who: str


def news(member: Member, *, limit: int) -> list[News]:
    """The latest of what concerns the member, newest first, in one query."""
    entries = (
        audit.timeline(member)
        .filter(object_type__in=TOLD)
        .select_related("actor__department")[: limit * _WINDOW]
    )
    told = [News(entry.at, text, author(entry)) for entry in entries if (text := _text(entry))]
    return told[:limit]


def author(entry: AuditEntry) -> str:
    """Of the member's own people the name, of the secretariat the department only."""
    if entry.actor is None:
        return SYSTEM
    if entry.actor.is_staff:
        return str(entry.actor.department or "秘书处")
    return entry.actor_name


def _text(entry: AuditEntry) -> str:
    """One line without codes; empty if all that happened is internal."""
    if entry.object_type in _PEOPLE:
        return f"{entry.action}：{entry.object_label}"
    if entry.action != AMENDED:
        return entry.action
    fields = [label for label in entry.after if label not in _INTERNAL]
    return f"{entry.action}：{'、'.join(fields)}" if fields else ""
