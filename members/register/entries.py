"""The register: who is a member, of what type, in which seat, and whom to turn to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from association.base import audit, clock, numbering, reading, search
from association.base.errors import Refused
from association.base.models import AuditEntry, StoredFile
from members.enums import MemberState, OrganisationType, Position
from members.models import (
    Member,
    OrganisationTypeRecord,
    PositionTerm,
    Resolution,
)
from members.register import certificates
from members.rules import Actor, may_amend, may_register

FIELDS = ("name", "credit_code", "district", "joined_on", "email", "note")
AMENDED = "变更登记信息"
_FORBIDDEN = "您没有权限改会员登记。请由社会工作部办理。"


class Conflict(Refused):
    """Somebody else changed the record meanwhile; ``changes`` is field → (then, now)."""

    plain = False

    def __init__(self, message: str, changes: dict[str, tuple[Any, Any]]) -> None:
        super().__init__(message)
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a member before it is one."""

    name: str
    credit_code: str
    organisation_type: str
    position: str = Position.MEMBER
    district: str = ""
    joined_on: date | None = None
    email: str = ""
    note: str = ""


@transaction.atomic
def enter(
    draft: Draft,
    *,
    by: Actor,
    since: date | None = None,
    type_since: date | None = None,
    seat_since: date | None = None,
    source: str = "",
) -> Member:
    """Enters an active member with its number, type and seat. Raises Refused.

    ``since`` is the day as of which type and seat are known, today if not given; ``type_since``
    and ``seat_since`` are other days for one of them: relief is judged by what a member was on a
    day of the past, and the dues by the seat it held.
    """
    if not may_register(by):
        raise Refused("您没有权限登记会员。请由社会工作部办理。")
    _not_to_come(draft.joined_on, "joined_on")
    since = since or clock.today()
    name = reading.tidy(draft.name)
    member = Member(
        number=next_numbers(since.year, 1)[0],
        name=name,
        **spelling(name),
        credit_code=draft.credit_code,
        state=MemberState.ACTIVE,
        district=draft.district,
        joined_on=draft.joined_on,
        email=draft.email,
        note=draft.note,
    )
    save(member)
    record_type(
        member,
        draft.organisation_type,
        since=type_since or since,
        by=by,
        source=source,
        log=False,
    )
    if draft.position != Position.MEMBER:
        seat(member, draft.position, start=seat_since or since, by=by, log=False)
    audit.record(member, "登记会员", by=by, after=_told(member, draft))
    return member


def _told(member: Member, draft: Draft) -> dict[str, str]:
    return {
        "会员编号": member.number,
        "单位类型": OrganisationType(draft.organisation_type).label,
        "职务": Position(draft.position).label,
    }


def _not_to_come(day: date | None, field: str) -> None:
    if day and day > clock.today():
        label = {"joined_on": "入会日期", "since": "单位类型自何日起"}[field]
        raise Refused(f"{label}：{day} 还没有到，请填今天或以前的日期。", field=field)


def check_type_day(since: date) -> None:
    """What a paper says holds from a day that has come. Raises Refused."""
    _not_to_come(since, "since")


def spelling(name: str) -> dict[str, str]:
    """The fields by which a name is sorted and found."""
    return {"sort_key": search.sort_key(name)[:400], "initials": search.initials(name)[:120]}


def next_numbers(year: int, count: int) -> list[str]:
    """The next member numbers of a year, like BJAL-2020-0001. Call it within a transaction.

    A number that a rolled-back entry had is given again; one that a member had never is.
    """
    prefix = settings.MEMBER_NUMBER_PREFIX
    return [f"{prefix}-{year}-{serial:04d}" for serial in numbering.take("member", year, count)]


@transaction.atomic
def amend(
    member: Member, *, by: Actor, version: int, changes: dict[str, Any], reason: str = ""
) -> Member:
    """Changes fields of the record, if nobody else did since ``version``. Raises Conflict.

    Fields that keep their value are left out of the audit; if none changes, nothing is written.
    """
    if not may_amend(by):
        raise Refused(_FORBIDDEN)
    unknown = set(changes) - set(FIELDS)
    assert not unknown, unknown
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.version != version:
        raise _conflict(member, version)
    if changes.get("joined_on") != member.joined_on:
        _not_to_come(changes.get("joined_on"), "joined_on")
    return write(member, changes, by=by, reason=reason)


def write(member: Member, changes: dict[str, Any], *, by: Actor, reason: str = "") -> Member:
    """Writes and audits changed fields of a locked member, whoever decided them."""
    before, after = {}, {}
    if "name" in changes:
        changes = changes | {"name": reading.tidy(changes["name"])}
    for field, value in changes.items():
        old = getattr(member, field)
        if old != value:
            name = label(field)
            before[name], after[name] = word(field, old), word(field, value)
            setattr(member, field, value)
    if not after:
        return member
    if "name" in changes:
        for field, value in spelling(member.name).items():
            setattr(member, field, value)
    member.version += 1
    save(member)
    audit.record(member, AMENDED, by=by, before=before, after=after, reason=reason)
    if {"name", "credit_code"} & set(changes):
        certificates.follow(member, by=by, reason=f"{AMENDED}：{'、'.join(after)}")
    return member


def label(field: str) -> str:
    shown: Any = Member._meta.get_field(field)
    return str(shown.verbose_name)


def word(field: str, value: Any) -> Any:
    """A choice as it reads on the page: the audit speaks of 朝阳区, not of 110105."""
    shown: Any = Member._meta.get_field(field)
    return dict(shown.flatchoices).get(value, value)


def missed(member: Member, version: int) -> tuple[list[AuditEntry], dict[str, tuple[Any, Any]]]:
    """The changes since this version, newest first, and by label what each field was and is now."""
    changes: dict[str, tuple[Any, Any]] = {}
    behind = max(member.version - version, 0)
    entries = list(audit.timeline(member).filter(action=AMENDED)[:behind])
    for entry in reversed(entries):
        for name, now in entry.after.items():
            first = changes[name][0] if name in changes else entry.before.get(name)
            changes[name] = (first, now)
    return entries, changes


def _conflict(member: Member, version: int) -> Conflict:
    """What happened to the record since the version somebody has in front of them."""
    entries, changes = missed(member, version)
    who = entries[0].actor_name if entries else "别人"
    return Conflict(
        f"您打开这一页之后，{who}改过这家会员的登记。您填的内容都还在，您没有动过的项目已换成现在的内容，"
        "请对照后再保存。",
        changes,
    )


@transaction.atomic
def record_type(
    member: Member,
    organisation_type: str,
    *,
    since: date,
    by: Actor,
    evidence: StoredFile | None = None,
    source: str = "",
    log: bool = True,
) -> OrganisationTypeRecord:
    """Confirms what the member is from a day on. Earlier days keep what they had. Raises Refused."""
    if not may_amend(by) and not may_register(by):
        raise Refused(_FORBIDDEN)
    check_type_day(since)
    return write_type(
        member,
        organisation_type,
        since=since,
        by=by,
        evidence=evidence,
        source=source,
        log=log,
    )


def write_type(
    member: Member,
    organisation_type: str,
    *,
    since: date,
    by: Actor,
    evidence: StoredFile | None = None,
    source: str = "",
    log: bool = True,
) -> OrganisationTypeRecord:
    """Writes and audits a type, whoever decided it."""
    before = type_on(member, since)
    record = OrganisationTypeRecord(
        member=member,
        organisation_type=organisation_type,
        since=since,
        evidence=evidence,
        source=source,
        confirmed_by=by,
        confirmed_at=clock.now(),
    )
    save(record)
    if log:
        audit.record(
            record,
            "登记单位类型",
            by=by,
            before={"单位类型": before.label if before else "未登记"},
            after={"单位类型": record.get_organisation_type_display(), "自": since},
            reason=source,
            about=member,
        )
    return record


def type_on(member: Member, day: date) -> OrganisationType | None:
    """What the member was on this day, or None if nobody has recorded it."""
    record = member.organisation_types.filter(since__lte=day).order_by("-since").first()
    return OrganisationType(record.organisation_type) if record else None


@transaction.atomic
def seat(
    member: Member,
    position: str,
    *,
    start: date,
    by: Actor,
    end: date | None = None,
    term: str = "",
    resolution: Resolution | None = None,
    log: bool = True,
) -> PositionTerm:
    """Gives the member a seat. An open-ended one that it holds ends the day before.

    Raises Refused if the term overlaps another one.
    """
    if not may_amend(by) and not may_register(by):
        raise Refused(_FORBIDDEN)
    open_term = member.position_terms.filter(end=None, start__lt=start).first()
    if open_term:
        open_term.end = date.fromordinal(start.toordinal() - 1)
        open_term.save(update_fields=["end"])
    row = PositionTerm(
        member=member, position=position, term=term, start=start, end=end, resolution=resolution
    )
    save(row)
    if log:
        audit.record(
            row,
            "登记职务",
            by=by,
            before={"职务": open_term.get_position_display() if open_term else "会员单位"},
            after={"职务": row.get_position_display(), "任期自": start, "任期至": end or "未定"},
            reason=str(resolution) if resolution else "",
            about=member,
        )
    certificates.follow(member, by=by, reason=f"登记职务：{row.get_position_display()}")
    return row


def save(obj: Model) -> None:
    """Saves with the model's own checks; what the database alone can tell is put in words too."""
    try:
        obj.full_clean()
        with transaction.atomic():
            obj.save()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error
    except IntegrityError as error:
        raise Refused("这条信息与已有的登记冲突，没有保存。请刷新页面核对后重试。") from error
