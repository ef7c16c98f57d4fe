import re

import pytest

from association.base import identifiers
from members.models import Member, Representative
from tests.conftest import ClientFor
from tests.factories import cast, people


@pytest.mark.django_db
@pytest.mark.parametrize("role", cast.ROLES)
def test_everybody_of_the_cast_is_somebody_once(role: str) -> None:
    if role == cast.ANONYMOUS:
        return
    assert cast.person(role) == cast.person(role)


def test_two_clients_are_two_sessions(client_for: ClientFor) -> None:
    first, second = client_for("social"), client_for("finance")
    assert first.session["_auth_user_id"] != second.session["_auth_user_id"]


def test_the_cast_is_who_its_docstring_says(
    antai: Member, hengyuan: Member, guanghe: Member
) -> None:
    told = Member.objects.as_of(antai.joined_on).values_list("organisation_type", "position")
    assert sorted(told) == [
        ("private", "member"),
        ("private", "member"),
        ("state", "standing_councillor"),
    ]
    cast.person("former")
    assert Representative.objects.get().ended_at is not None


def test_made_up_numbers_pass_every_check_and_were_never_given_out() -> None:
    number = people.mobile()
    assert identifiers.mobile(number) == number
    assert re.fullmatch(r"179\d{8}", number)
    code = people.credit_code()
    assert identifiers.credit_code(code) == code
    assert identifiers.inner_digit_ok(code)
