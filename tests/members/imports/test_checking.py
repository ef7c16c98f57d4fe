"""The office's register beside ours: wrong, twice, new, changed, the same."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from members.enums import MemberState, OrganisationType, Position
from members.imports import checking
from members.imports.checking import Check, Duplicate
from members.models import FeeStandard, Member
from tests.factories import people
from tests.factories.members import contact, member, seated
from tests.members.imports.registers import FIRST, line, line_of, read

pytestmark = pytest.mark.django_db


def check(*lines: dict[str, Any], **options: Any) -> Check:
    return checking.check(read(*lines, **options))


def remarks(found: Check) -> list[str]:
    return [each.problem for each in found.remarks]


def test_the_first_valid_row_of_a_code_wins() -> None:
    code = people.credit_code()
    found = check(
        line(credit_code=code, mobile="1"),
        line(credit_code=code, email="first@example.com"),
        line(credit_code=code.lower(), email="second@example.com"),
    )
    assert [wrong.row for wrong in found.wrong] == [FIRST]
    assert [draft.email for draft in found.created] == ["first@example.com"]
    assert found.duplicates == [Duplicate(row=FIRST + 2, of=FIRST + 1)]
    assert (found.rows, found.valid) == (3, 1)


def test_a_duplicate_of_a_known_member_changes_nothing(antai: Member) -> None:
    found = check(line_of(antai), line_of(antai, email="other@example.com"))
    assert (found.changed, found.unchanged) == ([], 1)
    assert found.duplicates == [Duplicate(row=FIRST + 1, of=FIRST)]


def test_a_known_member_is_found_by_its_code_and_only_differences_count(antai: Member) -> None:
    same = line_of(
        antai, organisation_type="民企", position="会员", district="朝阳", joined_on="2018.3.1"
    )
    assert check(same).unchanged == 1
    found = check({**same, "name": "北京安泰新岭建材有限公司", "email": "new@example.com"})
    assert [change.described for change in found.changed] == [
        (
            ("单位名称", antai.name, "北京安泰新岭建材有限公司"),
            ("单位邮箱", "", "new@example.com"),
        )
    ]


def test_an_empty_cell_takes_nothing_away() -> None:
    full = member(email="old@example.com", note="老会员", position=Position.COUNCILLOR)
    contact(full, roles=["main"])
    assert check(line_of(full)).unchanged == 1


def test_a_new_member_needs_a_type() -> None:
    found = check(line(organisation_type=None))
    assert [(wrong.code, wrong.problem) for wrong in found.wrong] == [("type", "单位类型没有填写")]
    assert found.valid == 0


def test_a_known_member_without_a_type_may_go_on_without() -> None:
    assert check(line_of(member(organisation_type=None))).unchanged == 1


@pytest.mark.parametrize("state", [MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED])
def test_a_membership_that_is_over_is_not_revived(state: MemberState) -> None:
    gone = member(state=state)
    found = check(line_of(gone, email="new@example.com"))
    assert (found.changed, found.unchanged) == ([], 1)
    assert remarks(found) == [
        f"会员 {gone.number} {state.label}，没有改动；重新入会请在会员页上办理"
    ]


def test_a_register_that_says_itself_that_a_member_is_gone_needs_no_remark() -> None:
    gone = member(state=MemberState.WITHDRAWN)
    found = check(line_of(gone, state="已退会", number=gone.number))
    assert (found.unchanged, found.remarks) == (1, [])


def test_the_state_of_a_membership_is_never_changed(antai: Member) -> None:
    found = check(line_of(antai, state="已退会"))
    assert (found.changed, found.unchanged) == ([], 1)
    assert remarks(found) == ["名册写的是“已退会”，登记是“在册”；会籍变动请在会员页上办理"]


def test_who_has_left_is_not_entered_as_a_new_member() -> None:
    found = check(line(state="已退会"))
    assert [(wrong.code, wrong.column) for wrong in found.wrong] == [("type", "会籍")]


def test_a_number_has_to_agree_with_the_code(antai: Member, hengyuan: Member) -> None:
    right = line_of(antai, number=antai.number)
    assert check(right).unchanged == 1
    found = check({**right, "number": hengyuan.number}, line(number=hengyuan.number))
    assert [wrong.code for wrong in found.wrong] == ["code", "code"]
    assert f"这个代码的会员是 {antai.number}" in found.wrong[0].problem
    assert f"编号 {hengyuan.number} 是“{hengyuan.name}”" in found.wrong[1].problem


def test_a_number_that_we_never_gave_is_refused() -> None:
    found = check(line(number="BJAL-2019-0777"))
    assert "没有编号为 BJAL-2019-0777 的会员" in found.wrong[0].problem
    assert found.created == []


def test_numbers_of_the_offices_own_are_ignored_and_said_once() -> None:
    found = check(line(number="A001"), line(number="A002"))
    assert len(found.created) == 2
    assert remarks(found) == ["这一列不是本系统的会员编号，整列没有采用"]


def test_a_new_code_under_a_known_name_is_pointed_out(antai: Member) -> None:
    found = check(line(name=antai.name))
    assert len(found.created) == 1
    assert remarks(found) == [f"与会员 {antai.number} 同名而代码不同，请核对是否同一家"]


def test_an_amount_that_the_standard_does_not_ask_is_pointed_out() -> None:
    assert FeeStandard.objects.get(code="2020").state == "published"
    found = check(
        line(fee="2,000"),
        line(fee=2000, position="理事单位"),
        line(fee=None, position="会长单位"),
    )
    assert len(found.created) == 3
    assert [(each.row, each.problem) for each in found.remarks] == [
        (FIRST + 1, "写的是 2,000.00 元，按会费标准应为 5,000.00 元，以标准为准")
    ]


def test_where_the_row_names_no_seat_the_fee_is_judged_by_the_one_held(antai: Member) -> None:
    seated(antai, Position.COUNCILLOR, start=date(2019, 1, 1))
    assert check(line_of(antai, fee=5000)).remarks == []
    assert len(check(line_of(antai, fee=2000)).remarks) == 1


def test_without_a_standard_amounts_are_only_read() -> None:
    found = check(line(fee=1), title="会员名册（2012年度）", fee="应缴会费")
    assert (len(found.created), found.remarks) == (1, [])


def test_a_mobile_without_a_name_is_left_out_with_a_remark() -> None:
    found = check(line(contact=None))
    assert remarks(found) == ["填了手机，没有填联系人，没有采用，请补上姓名"]


def test_errors_and_remarks_come_in_the_order_of_the_sheet(antai: Member) -> None:
    found = check(
        line(number="BJAL-2019-0777"), line(mobile="1"), line(email="?"), line(name=antai.name)
    )
    assert [wrong.row for wrong in found.wrong] == [FIRST, FIRST + 1]
    assert [each.row for each in found.remarks] == [FIRST + 2, FIRST + 3]


def test_what_would_be_done_has_a_mark_that_tells_when_it_changes(antai: Member) -> None:
    lines = (line(), line_of(antai, email="new@example.com"))
    shown = check(*lines).actions()
    assert len(shown) == 2
    assert check(*lines).actions() == shown
    Member.objects.filter(pk=antai.pk).update(email="meanwhile@example.com")
    assert set(check(*lines).actions()) - set(shown)


def test_more_rows_ask_no_more_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    lines = [line_of(member(organisation_type=OrganisationType.STATE)) for _ in range(6)]
    few, many = read(*lines[:2]), read(*lines)
    with CaptureQueriesContext(connection) as asked:
        checking.check(few)
    with django_assert_num_queries(len(asked)):
        checking.check(many)
