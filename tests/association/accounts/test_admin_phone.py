"""A number on the account pages: masked, left as it is by an empty field, found only whole."""

import re

import pytest
from django.test import Client

from association.accounts.models import User
from association.base import audit
from tests.conftest import ClientFor
from tests.factories import accounts, cast
from tests.pages import words

pytestmark = pytest.mark.django_db

NUMBER = "17900001234"


@pytest.fixture
def desk(client_for: ClientFor) -> Client:
    return client_for("general")


@pytest.fixture
def zhou(db: None) -> User:
    return accounts.staff("finance", "周然", username="zhou", phone=f"+86{NUMBER}")


def save(desk: Client, user: User, **typed: object) -> None:
    facts = {
        "name": user.name, "phone": "", "email": user.email, "department": user.department_id,
        "groups": [group.pk for group in user.groups.all()], "is_staff": "on", "is_active": "on",
        **typed,
    }  # fmt: skip
    answer = desk.post(f"/admin/accounts/user/{user.pk}/change/", facts)
    assert answer.status_code == 302, words(answer)
    user.refresh_from_db()


def test_the_form_shows_it_masked_only(desk: Client, zhou: User) -> None:
    html = desk.get(f"/admin/accounts/user/{zhou.pk}/change/").content.decode()
    assert NUMBER not in html
    assert "现为 179****1234，不改请留空" in html


def test_it_is_typed_in_one_line(desk: Client, zhou: User) -> None:
    html = desk.get(f"/admin/accounts/user/{zhou.pk}/change/").content.decode()
    assert re.search(r'<input type="text" name="phone"', html)
    assert 'textarea name="phone"' not in html


def test_left_empty_it_stays_and_nothing_is_on_record(desk: Client, zhou: User) -> None:
    save(desk, zhou)
    assert zhou.phone == f"+86{NUMBER}"
    assert not audit.timeline(zhou).exists()


def test_another_number_takes_its_place_masked_on_record(desk: Client, zhou: User) -> None:
    save(desk, zhou, phone="179 0000 5678")
    assert zhou.phone == "+8617900005678"
    entry = audit.timeline(zhou)[0]
    assert (entry.before, entry.after) == ({"手机": "179****1234"}, {"手机": "179****5678"})


def test_it_can_be_taken_away(desk: Client, zhou: User) -> None:
    save(desk, zhou, without_phone="on")
    assert zhou.phone is None


def test_a_number_of_somebody_else_is_refused_at_its_field(desk: Client, zhou: User) -> None:
    other = accounts.user("周未", phone="+8617900005678")
    answer = desk.post(
        f"/admin/accounts/user/{zhou.pk}/change/",
        {"name": "周然", "phone": "17900005678", "email": "", "is_staff": "on", "is_active": "on"},
    )
    assert "这个手机号已登记在另一个账号上" in words(answer)
    assert User.objects.get(phone=other.phone) == other


@pytest.mark.parametrize("typed", [NUMBER, "+86 179 0000 1234", "179-0000-1234"])
def test_the_whole_number_finds_the_account(desk: Client, zhou: User, typed: str) -> None:
    page = words(desk.get("/admin/accounts/user/", {"q": typed}))
    assert "周然" in page
    assert cast.person("reader").name not in page


def test_a_part_finds_nobody(desk: Client, zhou: User) -> None:
    assert "周然" not in words(desk.get("/admin/accounts/user/", {"q": "1790000"}))


class TestResetOfTheFactor:
    def test_has_a_page_of_its_own_and_needs_a_reason(self, desk: Client, zhou: User) -> None:
        path = f"/admin/accounts/user/{zhou.pk}/second-factor/"
        assert "请先当面或电话核实本人" in words(desk.get(path))
        assert desk.post(path, {"reason": ""}).status_code == 422
        assert "还没有设置第二重验证" in words(desk.post(path, {"reason": "手机遗失"}))

    def test_not_for_oneself(self, desk: Client) -> None:
        wu = cast.person("general")
        assert desk.get(f"/admin/accounts/user/{wu.pk}/second-factor/").status_code == 403
