"""Writing a checked register: everything in one transaction, every member on its own timeline."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from association.base import audit, clock
from association.base.errors import Refused
from members import register
from members.enums import ContactRole, MemberState, OrganisationType, Position
from members.imports.batch import Batch
from members.imports.book import Book
from members.imports.checking import Check, check
from members.imports.differences import (
    MAIN,
    Change,
    ContactStep,
    SeatStep,
    TypeStep,
    known_on,
    new_contact,
)
from members.imports.rows import Draft
from members.models import Contact, Member, OrganisationTypeRecord, PositionTerm
from members.register import certificates
from members.rules import Actor, may_import

SOURCE = "名册导入"
_LOCK = 0x726567  # names the lock among all advisory locks


def write(book: Book, *, by: Actor, file: str, shown: Collection[str] | None = None) -> Check:
    """Writes all good rows or nothing. ``file`` is what the audit calls the workbook.

    Checks anew under a lock. With ``shown`` (``Check.actions``) only what somebody was shown is
    written: if the register has changed so that more would follow, it raises Refused.
    """
    if not may_import(by):
        raise Refused("您没有权限导入名册。请由社会工作部办理。")
    try:
        with transaction.atomic():
            return _write(book, by=by, file=file, shown=shown)
    except IntegrityError as error:
        raise Refused(
            "导入时有人正在登记名册里的会员，没有写入任何内容。请重新检查后再确认。"
        ) from error


def _write(book: Book, *, by: Actor, file: str, shown: Collection[str] | None) -> Check:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    found = check(book, lock=True)
    if shown is not None:
        unseen = set(found.actions()) - set(shown)
        if unseen:
            raise Refused(
                f"检查之后，名册里有 {len(unseen)} 家的登记有了变动，没有写入任何内容。"
                "请重新检查，核对后再确认。"
            )
    writer = _Writer(by, file)
    writer.enter(found.created, book.day)
    for change in found.changed:
        writer.change(change)
    writer.write()
    certificates.follow_all(
        [change.member for change in found.changed], by=by, reason=f"{SOURCE}（{file}）"
    )
    return found


class _Writer:
    """One run: who, from which file, the rows that it gathers, and what the audit will say of them."""

    def __init__(self, by: Actor, file: str) -> None:
        self.by = by
        self.file = file
        self.now = clock.now()
        self.batch = Batch()
        self.told: list[tuple[Any, str, int, Member, Any, Any]] = []

    def log(
        self, obj: Any, action: str, row: int, about: Member, before: Any = None, after: Any = None
    ) -> None:
        self.told.append((obj, action, row, about, before, after))

    def write(self) -> None:
        """Only then has each row the key by which the audit names it."""
        self.batch.write()
        audit.record_many(
            [
                audit.entry(
                    obj, action, by=self.by, before=before, after=after, about=about,
                    reason=f"{SOURCE}（{self.file} 第 {row} 行）",
                )
                for obj, action, row, about, before, after in self.told
            ]
        )  # fmt: skip

    def enter(self, drafts: list[Draft], day: date) -> None:
        """Numbers are given in the order of the sheet."""
        if not drafts:
            return
        numbers = register.next_numbers(day.year, len(drafts))
        members = [_member(draft, number) for draft, number in zip(drafts, numbers, strict=True)]
        for member, draft in zip(members, drafts, strict=True):
            since = known_on(day, draft)
            self.batch.add(member)
            self.batch.add(self._type(member, draft.organisation_type, since))
            if draft.position not in {"", Position.MEMBER}:
                self.batch.add(PositionTerm(member=member, position=draft.position, start=since))
            if draft.contact:
                self.batch.add(Contact(member=member, **new_contact(draft)))
            self.log(member, "登记会员", draft.row, member, after=_facts(member, draft))

    def _type(self, member: Member, value: str, since: date) -> OrganisationTypeRecord:
        return OrganisationTypeRecord(
            member=member,
            organisation_type=value,
            since=since,
            source=SOURCE,
            confirmed_by=self.by,
            confirmed_at=self.now,
        )

    def change(self, change: Change) -> None:
        if change.fields:
            self._fields(change)
        if change.type_step:
            self._retype(change, change.type_step)
        if change.seat_step:
            self._reseat(change, change.seat_step)
        if change.contact_step:
            self._contact(change, change.contact_step)

    def _fields(self, change: Change) -> None:
        """Like ``register.write``, but that nothing is asked again that the check has asked."""
        member, before, after = change.member, {}, {}
        for name, value in change.fields.items():
            label = register.label(name)
            before[label] = register.word(name, getattr(member, name))
            after[label] = register.word(name, value)
            setattr(member, name, value)
        written = [*change.fields, "version"]
        if "name" in change.fields:
            for name, value in register.spelling(member.name).items():
                setattr(member, name, value)
                written.append(name)
        member.version += 1
        self.batch.alter(member, written)
        self.log(member, register.AMENDED, change.row, member, before, after)

    def _retype(self, change: Change, step: TypeStep) -> None:
        record = step.corrects or self._type(change.member, step.to, step.since)
        record.organisation_type = step.to
        record.source, record.confirmed_by, record.confirmed_at = SOURCE, self.by, self.now
        if step.corrects:
            self.batch.alter(
                record, ("organisation_type", "source", "confirmed_by", "confirmed_at")
            )
        else:
            self.batch.add(record)
        self.log(
            record,
            "更正单位类型" if step.corrects else "登记单位类型",
            change.row,
            change.member,
            {"单位类型": step.was.label if step.was else "未登记"},
            {"单位类型": step.to.label, "自": step.since},
        )

    def _reseat(self, change: Change, step: SeatStep) -> None:
        """A seat that ends becomes no row of its own: without one a member is a plain member."""
        if step.ends:
            step.ends.end = step.start - timedelta(days=1)
            self.batch.alter(step.ends, ("end",))
        row = step.corrects or PositionTerm(member=change.member, start=step.start)
        row.position = step.to
        over = step.to == Position.MEMBER and step.ends is not None
        if step.corrects:
            self.batch.alter(row, ("position",))
        elif not over:
            self.batch.add(row)
        self.log(
            step.ends if over else row,
            "更正职务" if step.corrects else "登记职务",
            change.row,
            change.member,
            {"职务": step.was.label},
            {"职务": step.to.label, "自": step.start},
        )

    def _contact(self, change: Change, step: ContactStep) -> None:
        if step.leaves:
            leaving = step.leaves
            leaving.roles = [role for role in leaving.roles if role != ContactRole.MAIN]
            self.batch.alter(leaving, ("roles",))
        person = step.person or Contact(member=change.member)
        described = [row for row in change.described if row[0].startswith(MAIN)]
        for name, value in step.fields.items():
            setattr(person, name, value)
        if step.person:
            index = {"mobile_index"} if "mobile" in step.fields else set()
            self.batch.alter(person, index | step.fields.keys())
        else:
            self.batch.add(person)
        self.log(
            person,
            "变更联系人" if step.person else "添加联系人",
            change.row,
            change.member,
            {label: was for label, was, _ in described if was},
            {label: now for label, _, now in described},
        )


def _member(draft: Draft, number: str) -> Member:
    return Member(
        number=number,
        name=draft.name,
        **register.spelling(draft.name),
        credit_code=draft.credit_code,
        state=MemberState.ACTIVE,
        district=draft.district,
        joined_on=draft.joined_on,
        email=draft.email,
        note=draft.note,
    )


def _facts(member: Member, draft: Draft) -> dict[str, str]:
    facts = {
        "会员编号": member.number,
        "单位类型": OrganisationType(draft.organisation_type).label,
        "职务": Position(draft.position or Position.MEMBER).label,
    }
    return facts | ({"主联系人": draft.contact} if draft.contact else {})
