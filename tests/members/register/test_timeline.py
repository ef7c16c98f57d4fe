from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from association.accounts.models import User
from association.base import audit
from members import register
from members.models import Member
from members.register import contacts, membership, own_data, timeline
from tests.factories import cast
from tests.factories.members import resolution

pytestmark = pytest.mark.django_db


def told(member: Member) -> list[tuple[str, str]]:
    return [(news.text, news.who) for news in timeline.news(member, limit=10)]


def test_the_secretariat_is_named_by_department_and_colleagues_by_name(
    antai: Member, lin: User
) -> None:
    register.amend(antai, by=lin, version=1, changes={"email": "a@antai.example"})
    own_data.amend(antai, by=cast.person("antai_agent"), version=2, changes={"email": ""})
    assert told(antai) == [
        ("变更登记信息：单位邮箱", "邰宁"),
        ("变更登记信息：单位邮箱", "社会工作部"),
    ]


def test_notes_and_reasons_of_staff_are_not_told(antai: Member, lin: User) -> None:
    register.amend(antai, by=lin, version=1, changes={"note": "难缠"})
    register.amend(
        antai,
        by=lin,
        version=2,
        changes={"note": "很难缠", "district": "110106"},
        reason="电话核实",
    )
    membership.move(antai, "suspend", by=lin, reason="两年未缴")
    assert told(antai) == [("暂停会籍", "社会工作部"), ("变更登记信息：所在区", "社会工作部")]


def test_what_happens_to_its_people_names_them(antai: Member) -> None:
    contacts.put(antai, by=cast.person("antai_admin"), name="田禾", mobile="17900000009")
    assert told(antai) == [("添加联系人：田禾", "安然")]


def test_what_the_system_did_is_the_systems(antai: Member) -> None:
    register.seat(antai, "councillor", start=date(2020, 8, 1), by=None)
    assert told(antai) == [("登记职务", "系统")]


def test_an_unknown_kind_of_record_is_not_told(antai: Member, lin: User) -> None:
    audit.record(resolution(), "登记决议", by=lin, about=antai)
    assert told(antai) == []


def test_another_members_news_are_not_told(antai: Member, hengyuan: Member, lin: User) -> None:
    register.amend(hengyuan, by=lin, version=1, changes={"email": "a@hengyuan.example"})
    assert told(antai) == []


def test_the_latest_are_read_in_one_query(
    antai: Member, lin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for version in range(1, 5):
        register.amend(antai, by=lin, version=version, changes={"email": f"{version}@a.example"})
    with django_assert_num_queries(1):
        assert len(timeline.news(antai, limit=3)) == 3
