"""One transaction: numbers in the sheet's order, every member with its timeline, or nothing."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from association.base.models import AuditEntry
from members import register
from members.enums import OrganisationType, Position
from members.imports import checking, writing
from members.imports.checking import Check
from members.models import Contact, Member, OrganisationTypeRecord, PositionTerm
from tests.factories import people
from tests.factories.members import contact, member
from tests.members.imports.registers import FIRST, NEW_YEAR, line, line_of, read

pytestmark = pytest.mark.django_db

FILE = "名册2020.xlsx"


def counts(found: Check) -> tuple[int, int, int]:
    return len(found.created), len(found.changed), found.unchanged


def test_a_new_member_is_entered_with_all_that_the_row_says(lin: User) -> None:
    row = line(position="理事单位", joined_on="2020-05-04", note="重点联系", mobile="17900000001")
    writing.write(read(row), by=lin, file=FILE)

    entered = Member.objects.get()
    assert (entered.number, entered.state) == ("BJAL-2020-0001", "active")
    assert (entered.name, entered.credit_code) == (row["name"], row["credit_code"])
    assert entered.initials == "bjqlzgyxgs"
    assert (entered.district, entered.email) == ("110105", "office@example.com")
    assert (entered.joined_on, entered.note) == (date(2020, 5, 4), "重点联系")
    kind = OrganisationTypeRecord.objects.get()
    assert (kind.organisation_type, kind.since) == ("private", date(2020, 5, 4))
    assert (kind.source, kind.confirmed_by) == ("名册导入", lin)
    term = PositionTerm.objects.get()
    assert (term.position, term.start, term.end) == ("councillor", date(2020, 5, 4), None)
    person = Contact.objects.get()
    assert (person.name, person.mobile, person.roles) == ("田禾", "17900000001", ["main"])


def test_entering_by_import_and_by_hand_comes_to_the_same(lin: User) -> None:
    row = line(contact=None, mobile=None)
    writing.write(read(row), by=lin, file=FILE)
    by_import = Member.objects.get()
    by_hand = register.enter(
        register.Draft(
            name=row["name"],
            credit_code=people.credit_code(),
            organisation_type=OrganisationType.PRIVATE,
            district="110105",
            joined_on=date(2018, 3, 1),
            email="office@example.com",
        ),
        by=lin,
        since=NEW_YEAR,
    )
    differing = {"id", "number", "credit_code"}
    fields = {f.attname for f in Member._meta.concrete_fields} - differing
    assert {f: getattr(by_import, f) for f in fields} == {f: getattr(by_hand, f) for f in fields}
    told = [audit.timeline(each).get() for each in (by_import, by_hand)]
    assert told[0].action == told[1].action == "登记会员"
    assert set(told[0].after) == set(told[1].after)


def test_numbers_follow_the_sheet_and_go_on_where_they_ended(lin: User) -> None:
    register.enter(
        register.Draft("北京云麓服务有限公司", people.credit_code(), OrganisationType.PRIVATE),
        by=lin,
        since=NEW_YEAR,
    )
    names = [f"北京晴岭第{n}有限公司" for n in "丙甲乙"]
    writing.write(read(*(line(name=name) for name in names)), by=None, file=FILE)
    found = Member.objects.filter(name__in=names).order_by("number").values_list("name", "number")
    assert list(found) == list(
        zip(names, ["BJAL-2020-0002", "BJAL-2020-0003", "BJAL-2020-0004"], strict=True)
    )


def test_a_second_time_nothing_is_written(lin: User) -> None:
    book = read(line(), line(position="会长单位"), line(name=None))
    assert counts(writing.write(book, by=lin, file=FILE)) == (2, 0, 0)
    before = AuditEntry.objects.count()
    assert counts(writing.write(book, by=lin, file=FILE)) == (0, 0, 2)
    assert AuditEntry.objects.count() == before


def test_every_change_stands_on_the_members_timeline(lin: User) -> None:
    changed = member(position=Position.COUNCILLOR, email="old@example.com")
    contact(changed, "田禾", mobile="17900000001", roles=["main"])
    row = line_of(
        changed, name="北京云麓新岭有限公司", email="new@example.com", organisation_type="国企",
        position="会员单位", contact="许平", mobile="17900000002",
    )  # fmt: skip
    writing.write(read(row), by=lin, file=FILE)

    told = {entry.action: entry for entry in audit.timeline(changed)}
    assert {entry.actor for entry in told.values()} == {lin}
    assert {entry.reason for entry in told.values()} == {f"名册导入（{FILE} 第 {FIRST} 行）"}
    assert told["变更登记信息"].before == {"单位名称": changed.name, "单位邮箱": "old@example.com"}
    assert told["变更登记信息"].after["单位邮箱"] == "new@example.com"
    assert told["登记单位类型"].before == {"单位类型": "民营企业"}
    assert told["登记单位类型"].after == {"单位类型": "国有企业", "自": "2020-01-01"}
    assert told["登记职务"].after == {"职务": "会员单位", "自": "2020-01-01"}
    assert told["添加联系人"].before == {"主联系人": "田禾"}
    assert told["添加联系人"].after == {
        "主联系人": "许平",
        "主联系人手机": "179****0002",
        "主联系人邮箱": "new@example.com",
    }
    changed.refresh_from_db()
    assert (changed.initials, changed.version) == ("bjylxlyxgs", 2)


def test_an_officer_with_the_record_open_is_told_what_the_import_changed(
    lin: User, antai: Member
) -> None:
    writing.write(read(line_of(antai, email="new@example.com")), by=None, file=FILE)
    with pytest.raises(register.Conflict) as conflict:
        register.amend(antai, by=lin, version=antai.version, changes={"note": "来电"})
    assert conflict.value.changes == {"单位邮箱": ("", "new@example.com")}


def test_only_who_may_import_writes(he: User) -> None:
    with pytest.raises(Refused, match="没有权限导入名册"):
        writing.write(read(line()), by=he, file=FILE)
    assert not Member.objects.exists()


def test_only_what_was_shown_is_written(lin: User, antai: Member) -> None:
    book = read(line(), line_of(antai, email="new@example.com"))
    shown = checking.check(book).actions()
    Member.objects.filter(pk=antai.pk).update(email="meanwhile@example.com")

    with pytest.raises(Refused, match="1 家的登记有了变动，没有写入任何内容"):
        writing.write(book, by=lin, file=FILE, shown=shown)
    antai.refresh_from_db()
    assert antai.email == "meanwhile@example.com"
    assert Member.objects.count() == 1


def test_less_than_was_shown_may_be_written(lin: User, antai: Member) -> None:
    book = read(line(), line_of(antai, email="new@example.com"))
    shown = checking.check(book).actions()
    Member.objects.filter(pk=antai.pk).update(email="new@example.com")
    assert counts(writing.write(book, by=lin, file=FILE, shown=shown)) == (1, 0, 1)


def test_a_failure_on_the_way_leaves_nothing_behind(lin: User) -> None:
    """The number that the import would give next is taken: the database refuses half-way."""
    member(number="BJAL-2020-0002")
    before = Member.objects.count(), AuditEntry.objects.count()
    with pytest.raises(Refused, match="没有写入任何内容"):
        writing.write(read(line(), line()), by=lin, file=FILE)
    assert (Member.objects.count(), AuditEntry.objects.count()) == before
    assert not OrganisationTypeRecord.objects.filter(source="名册导入").exists()


def test_more_new_members_take_no_more_statements(lin: User) -> None:
    few, many = read(*(line() for _ in range(2))), read(*(line() for _ in range(8)))
    with CaptureQueriesContext(connection) as first:
        writing.write(few, by=lin, file=FILE)
    with CaptureQueriesContext(connection) as second:
        writing.write(many, by=lin, file=FILE)
    assert len(second) <= len(first)


def _changed(of: Member) -> dict[str, Any]:
    """A line by which all that an import may change becomes different."""
    return line_of(
        of, name=f"{of.name}新", email="new@example.com", organisation_type="国企",
        position="理事单位", contact="许平", mobile="17900000002", note="改",
    )  # fmt: skip


def test_more_changed_members_take_no_more_statements(lin: User) -> None:
    def write(size: int) -> int:
        members = [member() for _ in range(size)]
        for each in members:
            contact(each, "田禾", roles=["main"])
        with CaptureQueriesContext(connection) as asked:
            found = writing.write(read(*map(_changed, members)), by=lin, file=FILE)
        assert counts(found) == (0, size, 0)
        return len(asked)

    few = write(2)
    assert write(8) <= few


def test_each_of_many_rows_changes_its_own_and_nothing_else(lin: User) -> None:
    names = ("mail", "moved", "seat", "person")
    mail, moved, seat, person = members = [
        member(position=Position.COUNCILLOR, email=f"{name}@example.com", note=name)
        for name in names
    ]
    for each in members:
        contact(each, "田禾", mobile="17900000001", email="t@example.com", roles=["main"])
    book = read(
        line_of(mail, email="new@example.com"),
        line_of(moved, district="海淀区", organisation_type="国企"),
        line_of(seat, position="会员单位"),
        line_of(person, contact="田禾", mobile="17900000002"),
    )
    before = _stored(members)
    writing.write(book, by=lin, file=FILE)
    after = _stored(members)

    differing = {(of, what) for of, what in before if before[of, what] != after[of, what]}
    assert differing == {
        *((mail.pk, what) for what in ("email", "version")),
        *((moved.pk, what) for what in ("district", "version", "types")),
        (seat.pk, "terms"),
        *((person.pk, f"contact {what}") for what in ("mobile", "mobile_index")),
    }


def _stored(members: list[Member]) -> dict[tuple[int, str], Any]:
    """By member and column, as the database keeps it: a number sealed anew is another."""
    found: dict[tuple[int, str], Any] = {}
    with connection.cursor() as cursor:
        for table, key, prefix in (
            ("members_member", "id", ""),
            ("members_contact", "member_id", "contact "),
        ):
            cursor.execute(f"select * from {table}")
            titles = [column.name for column in cursor.description]
            for row in cursor.fetchall():
                cells = dict(zip(titles, row, strict=True))
                found |= {(cells[key], f"{prefix}{title}"): cell for title, cell in cells.items()}
    for each in members:
        fresh = Member.objects.get(pk=each.pk)
        found[each.pk, "types"] = list(fresh.organisation_types.values_list())
        found[each.pk, "terms"] = list(fresh.position_terms.values_list())
    return found


def test_what_an_import_adds_is_named_by_its_key(lin: User) -> None:
    changed = member()
    contact(changed, "田禾", roles=["main"])
    writing.write(read(_changed(changed), line()), by=lin, file=FILE)

    added = [
        *Member.objects.exclude(pk=changed.pk),
        changed.contacts.get(name="许平"),
        changed.organisation_types.get(organisation_type=OrganisationType.STATE),
        changed.position_terms.get(),
    ]
    written = {(entry.object_type, entry.object_id) for entry in AuditEntry.objects.all()}
    assert {(row._meta.label_lower, str(row.pk)) for row in added} <= written


@pytest.mark.django_db(transaction=True)
def test_the_same_register_written_twice_at_once_is_written_once() -> None:
    book = read(*(line() for _ in range(20)))
    together, outcomes = Barrier(2), list[tuple[int, int, int]]()

    def run() -> None:
        together.wait()
        outcomes.append(counts(writing.write(book, by=None, file=FILE)))
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [(0, 0, 20), (20, 0, 0)]
    assert Member.objects.count() == OrganisationTypeRecord.objects.count() == 20
