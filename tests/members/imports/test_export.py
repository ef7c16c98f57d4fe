"""Out of the house and in again nothing changes, whatever a name looks like."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members import dues
from members.enums import MemberState, OrganisationType, Position
from members.imports import book, checking, export, writing
from members.models import Member
from tests.factories import cast
from tests.factories.members import contact, member, typed
from tests.members.imports.registers import line, read

pytestmark = pytest.mark.django_db

AUTUMN = date(2026, 11, 21)
HOSTILE = [
    "=1+1公司", "+8610公司", "-1公司", "@x公司", "'北京公司", "00123公司", "<b>公司</b>", "一\t二公司",
    "_x000D_公司", "＝1+1公司", "ABC (北京) 公司", "#N/A", "公司\u200b甲", "1e5",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_autumn() -> Iterator[None]:
    with clock.at(AUTUMN):
        yield


def taken_out(**options: Any) -> bytes:
    options = {"year": 2026, "by": None} | options
    return export.register(Member.objects.all(), **options)


def sheet(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).active


def changes(data: bytes) -> list[Any]:
    found = checking.check(book.read(data))
    assert (found.wrong, found.duplicates, found.created) == ([], [], [])
    return [change.described for change in found.changed]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_comes_back_as_it_was(name: str) -> None:
    odd = member(name, note=f"{name}\r\n第二行", email="+x@example.com")
    contact(odd, name[:40], roles=["main"])
    data = taken_out()
    assert changes(data) == []
    assert checking.check(book.read(data)).unchanged == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_no_formula_in_the_workbook(name: str) -> None:
    member(name)
    for row in sheet(taken_out()).iter_rows():
        assert all(cell.data_type in {"s", "n", "d"} for cell in row)


def test_members_of_every_kind_come_back_as_they_were() -> None:
    councillor = member(position=Position.COUNCILLOR)
    typed(councillor, OrganisationType.STATE, since=date(2026, 5, 1))
    member(organisation_type=None, joined_on=None, district="")
    member(state=MemberState.WITHDRAWN)
    member(state=MemberState.SUSPENDED, position=Position.SUPERVISOR)
    late = member(joined_on=date(2027, 1, 1), position=Position.PRESIDENT)
    contact(late, "田禾", mobile="", roles=["main"])
    contact(late, "许平", roles=["finance"])

    found = checking.check(book.read(taken_out()))
    assert (found.changed, found.created, found.wrong) == ([], [], [])
    assert found.unchanged == 5
    assert [each.column for each in found.remarks] == ["入会日期"]


def test_what_is_edited_in_the_export_counts_from_the_day_of_the_export() -> None:
    row = member(organisation_type=OrganisationType.PRIVATE, position=Position.COUNCILLOR)
    workbook = load_workbook(io.BytesIO(taken_out()))
    heads = {cell.value: cell.column for cell in workbook.active[2]}
    workbook.active.cell(3, heads["单位类型"], "国有企业")
    workbook.active.cell(3, heads["会员级别"], "会员单位")
    out = io.BytesIO()
    workbook.save(out)

    writing.write(book.read(out.getvalue()), by=None, file="会员名册.xlsx")
    assert row.organisation_types.get(organisation_type="state").since == AUTUMN
    assert row.position_terms.get().end == date(2026, 11, 20)


def test_codes_and_mobiles_are_text_also_where_nothing_stands_yet() -> None:
    plain = member()
    contact(plain, mobile="17900000001", roles=["main"])
    page = sheet(taken_out())
    heads = {cell.value: cell.column for cell in page[2]}
    for heading in ("会员编号", "统一社会信用代码", "手机"):
        assert page.cell(3, heads[heading]).data_type == "s"
        assert page.cell(3, heads[heading]).number_format == "@"
    assert page.cell(3, heads["手机"]).value == "17900000001"


def test_the_years_dues_are_told_and_not_taken_back() -> None:
    plain = member()
    with clock.at("2020-06-01"):
        dues.assess(2020, by=None)
    data = taken_out(year=2020)
    page = sheet(data)
    heads = {cell.value: cell.column for cell in page[2]}
    assert page.cell(3, heads["2020年应缴会费（元）"]).value == 2000
    assert changes(data) == []
    assert plain.assessments.count() == 1


def test_who_took_the_telephone_numbers_along_is_kept(chen: User) -> None:
    member()
    taken_out(by=chen, asked="类型：民营企业")
    entry = audit.timeline(chen).get()
    assert (entry.action, entry.actor) == ("导出名册", chen)
    assert entry.after == {"家数": 1, "条件": "类型：民营企业"}


def test_who_may_not_export_is_refused() -> None:
    with pytest.raises(Refused, match="没有权限导出名册"):
        taken_out(by=cast.person("general"))


def test_the_template_is_what_the_import_reads() -> None:
    data = export.template(2026)
    page = sheet(data)
    assert page["A1"].value == "北京市安全生产联合会会员单位名册（2026年度）"
    heads = [cell.value for cell in page[2]]
    assert heads[:3] == ["单位名称", "统一社会信用代码", "单位类型"]
    assert not {"会员编号", "会籍"} & set(heads)
    with pytest.raises(Refused, match="表头下面没有数据"):
        book.read(data)

    filled = load_workbook(io.BytesIO(data))
    good = line()
    for column, field in enumerate(("name", "credit_code", "organisation_type"), start=1):
        filled.active.cell(3, column, good[field])
    out = io.BytesIO()
    filled.save(out)
    found = checking.check(book.read(out.getvalue()))
    assert (found.book.year, len(found.created), found.book.unknown) == (2026, 1, ())


def test_an_import_of_the_offices_register_comes_back_as_it_was() -> None:
    writing.write(read(line(), line(position="理事单位", fee="5,000")), by=None, file="名册.xlsx")
    assert changes(taken_out()) == []


def test_the_number_of_questions_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        contact(member(position=Position.COUNCILLOR), roles=["main"])
    with django_assert_max_num_queries(6):
        taken_out()
