from datetime import date

import pytest
from django.db.models import prefetch_related_objects
from pytest_django import DjangoAssertNumQueries

from members.enums import OrganisationType, Position
from members.models import Member
from members.register.standing import standing
from tests.factories.members import member, seated, typed

pytestmark = pytest.mark.django_db


def on(company: Member, day: date) -> tuple[str, str]:
    found = standing(company, day)
    return found.organisation_type, found.position


def test_type_and_seat_are_those_of_the_day(antai: Member) -> None:
    typed(antai, OrganisationType.STATE, since=date(2020, 8, 1))
    seated(antai, Position.COUNCILLOR, start=date(2019, 5, 6), end=date(2020, 5, 5))
    assert on(antai, date(2020, 5, 5)) == ("民营企业", "理事单位")
    assert on(antai, date(2020, 5, 6)) == ("民营企业", "会员单位")
    assert on(antai, date(2020, 8, 1)) == ("国有企业", "会员单位")


def test_before_anything_was_recorded_nothing_is_claimed() -> None:
    unknown = member(organisation_type=None)
    assert on(unknown, date(2020, 1, 1)) == ("单位类型未登记", "会员单位")


def test_histories_read_before_are_not_read_again(
    hengyuan: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    prefetch_related_objects([hengyuan], "organisation_types", "position_terms")
    with django_assert_num_queries(0):
        assert on(hengyuan, date(2020, 1, 1)) == ("国有企业", "常务理事单位")
