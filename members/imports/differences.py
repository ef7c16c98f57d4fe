"""What a row of the office's register would change about a member that we have.

A cell that is empty leaves what the register has. Types and seats are dated: what was true before
the office's day stays, what was recorded for a later day is not overruled, and a slip of the very
same day is put right only if no paper stands behind what is recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from association.accounts.login_names import masked_phone
from association.base import reading
from members import register
from members.enums import ContactRole, OrganisationType, Position
from members.imports.rows import Draft, lines
from members.models import Contact, Member, OrganisationTypeRecord, PositionTerm
from members.register.standing import standing

Described = tuple[str, str, str]
MAIN = ContactRole.MAIN.label
_ELSEWHERE = "名册没有改动它，请在会员页上办理"


@dataclass(frozen=True, slots=True)
class TypeStep:
    since: date
    to: OrganisationType
    was: OrganisationType | None
    corrects: OrganisationTypeRecord | None = None


@dataclass(frozen=True, slots=True)
class SeatStep:
    """``ends`` is the term that ends the day before ``start``."""

    start: date
    to: Position
    was: Position
    corrects: PositionTerm | None = None
    ends: PositionTerm | None = None


@dataclass(frozen=True, slots=True)
class ContactStep:
    """``person`` is None for somebody new; ``leaves`` no longer is the main contact."""

    person: Contact | None
    fields: dict[str, Any]
    leaves: Contact | None = None


@dataclass(slots=True)
class Change:
    """``described`` is name, before and after in words, as of when it was compared; a mobile
    number is masked."""

    member: Member
    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    type_step: TypeStep | None = None
    seat_step: SeatStep | None = None
    contact_step: ContactStep | None = None
    described: tuple[Described, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fields or self.type_step or self.seat_step or self.contact_step)


def _describe(change: Change) -> Iterator[Described]:
    yield from _describe_fields(change)
    if step := change.type_step:
        was = step.was.label if step.was else ""
        yield f"单位类型（自 {step.since}）", was, step.to.label
    if seat := change.seat_step:
        yield f"职务（自 {seat.start}）", seat.was.label, seat.to.label
    if change.contact_step:
        yield from _describe_contact(change.contact_step)


def _describe_fields(change: Change) -> Iterator[Described]:
    for name, value in change.fields.items():
        before = register.word(name, getattr(change.member, name))
        yield register.label(name), _shown(before), _shown(register.word(name, value))


def _describe_contact(step: ContactStep) -> Iterator[Described]:
    for name, value in step.fields.items():
        if name == "roles":
            was = step.leaves.name if step.leaves else ""
            yield MAIN, was, str(step.fields.get("name") or step.person)
        elif value and (step.person or name != "name"):
            shown: Any = Contact._meta.get_field(name)
            label = f"{MAIN}{shown.verbose_name}"
            yield label, _secret(name, getattr(step.person, name, "")), _secret(name, value)


def _secret(name: str, value: str) -> str:
    return masked_phone(value) if name == "mobile" else value


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def known_on(day: date, draft: Draft, member: Member | None = None) -> date:
    """As of which day the row knows type and seat: none is known of a time before joining."""
    joined_on = draft.joined_on or (member.joined_on if member else None)
    return max(day, joined_on) if joined_on else day


def compare(member: Member, draft: Draft, day: date) -> tuple[Change, list[tuple[str, str]]]:
    """What the row changes, and as (field, sentence) what it would but must not.

    ``member`` comes with its histories and contacts fetched; ``day`` is the register's.
    """
    at = known_on(day, draft, member)
    change = Change(member, draft.row, fields=_fields(member, draft))
    left: list[tuple[str, str]] = []
    for name, attribute, step in (
        ("organisation_type", "type_step", _type_step),
        ("position", "seat_step", _seat_step),
    ):
        try:
            setattr(change, attribute, step(member, draft, at))
        except ValueError as error:
            left.append((name, str(error)))
    try:
        change.contact_step = _contact_step(member, draft)
    except ValueError as error:
        left.append(("contact", str(error)))
    change.described = tuple(_describe(change))
    return change, left


def _fields(member: Member, draft: Draft) -> dict[str, Any]:
    """What differs once both are written one way: what the office can't see is no difference."""
    alike = {
        "name": reading.tidy(member.name),
        "district": member.district,
        "joined_on": member.joined_on,
        "email": member.email,
        "note": lines(member.note),
    }
    wanted = {name: getattr(draft, name) for name in alike}
    return {name: value for name, value in wanted.items() if value and value != alike[name]}


def _type_step(member: Member, draft: Draft, at: date) -> TypeStep | None:
    if not draft.organisation_type:
        return None
    wanted, record = OrganisationType(draft.organisation_type), standing(member, at).type_record
    if record is None:
        return TypeStep(at, wanted, None)
    if record.organisation_type == wanted:
        return None
    later = [row for row in member.organisation_types.all() if row.since > at]
    if later:
        first = min(later, key=lambda row: row.since)
        raise ValueError(
            f"名册是 {at} 的情况，自 {first.since} 起已登记为"
            f"{first.get_organisation_type_display()}；{_ELSEWHERE}"
        )
    was = OrganisationType(record.organisation_type)
    if record.since < at:
        return TypeStep(at, wanted, was)
    if record.evidence_id:
        raise ValueError(f"自 {at} 起登记为{was.label}，附有证明材料；{_ELSEWHERE}")
    return TypeStep(at, wanted, was, corrects=record)


def _seat_step(member: Member, draft: Draft, at: date) -> SeatStep | None:
    if not draft.position:
        return None
    wanted, term = Position(draft.position), standing(member, at).term
    was = Position(term.position) if term else Position.MEMBER
    if was == wanted:
        return None
    later = [row for row in member.position_terms.all() if row.start > at]
    if later:
        first = min(later, key=lambda row: row.start)
        raise ValueError(
            f"名册是 {at} 的情况，自 {first.start} 起已登记为"
            f"{first.get_position_display()}；{_ELSEWHERE}"
        )
    if term is None or term.start < at:
        return SeatStep(at, wanted, was, ends=term)
    if term.resolution_id:
        raise ValueError(f"自 {at} 起依决议登记为{was.label}；{_ELSEWHERE}")
    return SeatStep(at, wanted, was, corrects=term)


def main_contact(member: Member) -> Contact | None:
    """The first one who has that part, as the export writes it."""
    people = (row for row in member.contacts.all() if ContactRole.MAIN in row.roles)
    return min(people, key=lambda row: row.pk, default=None)


def _contact_step(member: Member, draft: Draft) -> ContactStep | None:
    """The same name or the same number is the same person; anybody else takes over the part."""
    if not draft.contact and not draft.mobile:
        return _followed(member, draft)
    main = main_contact(member)
    if main and _same(main, draft):
        wanted = {"name": draft.contact, "mobile": draft.mobile, **_new_email(main, member, draft)}
        known = {"name": reading.tidy(main.name), "mobile": main.mobile, "email": main.email}
        fields = {name: value for name, value in wanted.items() if value and value != known[name]}
        return ContactStep(main, fields) if fields else None
    if not draft.contact:
        raise ValueError("填了手机，没有填联系人，没有采用，请补上姓名")
    for person in member.contacts.all():
        if reading.tidy(person.name) == draft.contact:
            part: dict[str, Any] = {"roles": [*person.roles, ContactRole.MAIN.value]}
            if draft.mobile and draft.mobile != person.mobile:
                part["mobile"] = draft.mobile
            return ContactStep(person, part, leaves=main)
    return ContactStep(None, new_contact(draft), leaves=main)


def new_contact(draft: Draft) -> dict[str, Any]:
    return {
        "roles": [ContactRole.MAIN.value],
        "name": draft.contact,
        "mobile": draft.mobile,
        "email": draft.email,
    }


def _same(main: Contact, draft: Draft) -> bool:
    return (
        not draft.contact
        or reading.tidy(main.name) == draft.contact
        or bool(draft.mobile and main.mobile == draft.mobile)
    )


def _new_email(main: Contact, member: Member, draft: Draft) -> dict[str, str]:
    """A contact who is written to at the member's address moves along with it."""
    return {"email": draft.email} if member.email and main.email == member.email else {}


def _followed(member: Member, draft: Draft) -> ContactStep | None:
    main = main_contact(member)
    wanted = _new_email(main, member, draft).get("email") if main else ""
    if main and wanted and wanted != main.email:
        return ContactStep(main, {"email": wanted})
    return None
