from datetime import date

import pytest
from django.db import IntegrityError, transaction

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members import register
from members.enums import MemberState, OrganisationType, Position
from members.models import Member, PositionTerm
from tests.factories import people
from tests.factories.members import member, seated

pytestmark = pytest.mark.django_db


def a_draft(**fields: object) -> register.Draft:
    return register.Draft(
        **{
            "name": "北京晴岭重工（集团）有限公司",
            "credit_code": people.credit_code(),
            "organisation_type": OrganisationType.STATE,
            **fields,
        }
    )


def test_an_entered_member_has_number_type_seat_and_spelling(lin: User) -> None:
    entered = register.enter(a_draft(position=Position.COUNCILLOR), by=lin, since=date(2020, 1, 1))

    assert entered.number == "BJAL-2020-0001"
    assert entered.state == MemberState.ACTIVE
    assert entered.initials == "bjqlzgjtyxgs"
    assert register.type_on(entered, date(2020, 1, 1)) == OrganisationType.STATE
    assert entered.position_terms.get().position == Position.COUNCILLOR
    assert audit.timeline(entered).get().actor == lin


def test_a_number_is_never_given_twice(lin: User) -> None:
    first = register.enter(a_draft(), by=lin, since=date(2020, 1, 1))
    Member.objects.filter(pk=first.pk).update(state=MemberState.WITHDRAWN)
    second = register.enter(a_draft(), by=lin, since=date(2020, 5, 1))
    assert (first.number, second.number) == ("BJAL-2020-0001", "BJAL-2020-0002")


def test_a_given_number_cannot_be_changed(antai: Member) -> None:
    with pytest.raises(IntegrityError, match="已经给出，不能更改"), transaction.atomic():
        Member.objects.filter(pk=antai.pk).update(number="BJAL-2099-0001")


def test_a_code_that_another_member_holds_is_refused_at_its_field(lin: User, antai: Member) -> None:
    with pytest.raises(Refused, match="已登记在另一家会员名下") as refusal:
        register.enter(a_draft(credit_code=antai.credit_code), by=lin)
    assert refusal.value.field == "credit_code"


def test_only_those_who_may_enter_and_amend(he: User, antai: Member) -> None:
    with pytest.raises(Refused, match="没有权限登记会员"):
        register.enter(a_draft(), by=he)
    with pytest.raises(Refused, match="没有权限改会员登记"):
        register.amend(antai, by=he, version=antai.version, changes={"note": "x"})


def test_a_type_holds_from_its_day_on_and_leaves_the_past_alone(
    lin: User, hengyuan: Member
) -> None:
    register.record_type(
        hengyuan, OrganisationType.PRIVATE, since=date(2020, 8, 1), by=lin, source="改制批复"
    )
    assert register.type_on(hengyuan, date(2020, 7, 31)) == OrganisationType.STATE
    assert register.type_on(hengyuan, date(2020, 8, 1)) == OrganisationType.PRIVATE
    assert register.type_on(hengyuan, date(2000, 1, 1)) is None


def test_two_types_on_one_day_are_refused(lin: User, hengyuan: Member) -> None:
    with pytest.raises(Refused, match="这一天已有单位类型记录"):
        register.record_type(hengyuan, OrganisationType.PRIVATE, since=hengyuan.joined_on, by=lin)


def test_a_new_seat_ends_the_open_one_the_day_before(lin: User, hengyuan: Member) -> None:
    register.seat(hengyuan, Position.VICE_PRESIDENT, start=date(2020, 7, 1), by=lin)
    assert list(hengyuan.position_terms.order_by("start").values_list("position", "end")) == [
        ("standing_councillor", date(2020, 6, 30)),
        ("vice_president", None),
    ]


def test_terms_that_overlap_are_refused_in_words_and_by_the_database(
    lin: User, antai: Member, guanghe: Member
) -> None:
    seated(antai, Position.COUNCILLOR, start=date(2020, 1, 1), end=date(2020, 12, 31))
    with pytest.raises(Refused, match="同一时期只能有一个职务"):
        register.seat(
            antai, Position.SUPERVISOR, start=date(2020, 12, 31), end=date(2021, 6, 30), by=lin
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionTerm.objects.create(
            member=antai, position=Position.SUPERVISOR, start=date(2020, 12, 31)
        )
    seated(guanghe, Position.COUNCILLOR, start=date(2020, 1, 1))
    seated(antai, Position.SUPERVISOR, start=date(2021, 1, 1))


def test_a_seat_that_ends_before_it_begins_is_refused_at_its_last_day(
    lin: User, antai: Member
) -> None:
    with pytest.raises(Refused, match="任期结束日不能早于开始日") as refusal:
        register.seat(
            antai, Position.COUNCILLOR, start=date(2026, 5, 5), end=date(2025, 5, 5), by=lin
        )
    assert refusal.value.field == "end"


def test_an_amendment_is_told_before_and_after(lin: User, antai: Member) -> None:
    register.amend(
        antai, by=lin, version=1, changes={"name": "北京安泰建材集团有限公司"}, reason="换发执照"
    )
    entry = audit.timeline(antai)[0]
    assert entry.before == {"单位名称": "北京安泰晨岭建材有限公司"}
    assert entry.after == {"单位名称": "北京安泰建材集团有限公司"}
    assert entry.reason == "换发执照"
    antai.refresh_from_db()
    assert antai.initials == "bjatjcjtyxgs"


def test_an_amendment_that_changes_nothing_writes_nothing(lin: User, antai: Member) -> None:
    register.amend(antai, by=lin, version=1, changes={"name": antai.name})
    antai.refresh_from_db()
    assert antai.version == 1
    assert not audit.timeline(antai).exists()


def test_the_second_officer_sees_what_changed_and_overwrites_nothing(
    lin: User, chen: User, antai: Member
) -> None:
    register.amend(antai, by=lin, version=1, changes={"email": "a@example.com"})
    register.amend(antai, by=lin, version=2, changes={"email": "b@example.com"})

    with pytest.raises(register.Conflict, match="林思远改过这家会员的登记") as conflict:
        register.amend(antai, by=lin, version=1, changes={"email": "mine@example.com"})

    assert conflict.value.changes == {"单位邮箱": ("", "b@example.com")}
    antai.refresh_from_db()
    assert antai.email == "b@example.com"


@pytest.mark.parametrize(
    "text",
    ["晨岭", "bjcl", "BJCL", "ｂｊｃｌ", "晨 岭", "晨　岭", "晨岭(集团)", "BJAL", "ＢＪＡＬ－"],
)
def test_a_member_is_found_by_part_of_its_name_number_or_initials(text: str) -> None:
    wanted = member("北京晨岭（集团）消防器材有限公司")
    assert wanted in Member.objects.matching(text)


def test_finding_leaves_out_what_doesnt_match(antai: Member) -> None:
    assert not Member.objects.matching("恒远").exists()
