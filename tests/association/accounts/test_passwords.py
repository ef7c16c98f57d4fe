from datetime import timedelta

import pytest
from django.test import Client

from association.accounts import passwords
from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from tests.factories import accounts

pytestmark = pytest.mark.django_db

GOOD = "lamp-over-the-river-4"


@pytest.fixture
def bai() -> User:
    return accounts.user("白露", username="bai.lu", phone="+8617999990001")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ninechars", "10"),
        ("83627194650", "数字"),
        ("password123", "常见"),
        ("bai.lu.2020", "相似|太像|相近"),
        ("17999990001x", "相似|太像|相近"),
    ],
)
def test_each_rule_that_is_told_before_is_kept(bai: User, password: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        passwords.check(password, user=bai)


def test_ten_characters_are_enough(bai: User) -> None:
    passwords.check("ten-chars!", user=bai)


class TestLink:
    def test_it_lets_its_owner_choose_a_password_once(self, bai: User, lin: User) -> None:
        key = passwords.issue_link(bai, by=lin, reason="忘记密码")
        assert passwords.holder(key) == bai
        passwords.choose_by_link(key, GOOD)
        bai.refresh_from_db()
        assert bai.check_password(GOOD)
        with pytest.raises(Refused, match="已经失效"):
            passwords.choose_by_link(key, "another-password-8")

    def test_the_old_password_and_open_sessions_end_at_once(self, bai: User, lin: User) -> None:
        client = Client()
        client.force_login(bai)
        assert client.get("/account/password/change/").status_code == 200
        passwords.issue_link(bai, by=lin)
        assert client.get("/account/password/change/").status_code == 302
        bai.refresh_from_db()
        assert not bai.check_password(accounts.PASSWORD)

    def test_a_new_link_ends_the_earlier_one(self, bai: User, lin: User) -> None:
        first = passwords.issue_link(bai, by=lin)
        second = passwords.issue_link(bai, by=lin)
        with pytest.raises(Refused, match="已经失效"):
            passwords.holder(first)
        assert passwords.holder(second) == bai

    def test_it_serves_for_seven_days_and_not_an_hour_longer(self, bai: User, lin: User) -> None:
        key = passwords.issue_link(bai, by=lin)
        issued = clock.now()
        with clock.at(issued + timedelta(days=7, minutes=-1)):
            assert passwords.holder(key) == bai
        with clock.at(issued + timedelta(days=7, hours=1)), pytest.raises(Refused):
            passwords.holder(key)

    @pytest.mark.parametrize("key", ["", "-", "1", "zz-zz", "1-abc-def", "!-x", "9" * 20 + "-x"])
    def test_a_made_up_key_is_refused(self, bai: User, key: str) -> None:
        with pytest.raises(Refused, match="已经失效"):
            passwords.holder(key)

    def test_one_persons_key_does_not_open_another_account(self, bai: User, lin: User) -> None:
        from django.utils.http import int_to_base36

        token = passwords.issue_link(bai, by=lin).partition("-")[2]
        with pytest.raises(Refused):
            passwords.holder(f"{int_to_base36(lin.pk)}-{token}")

    def test_a_closed_account_stays_closed(self, bai: User, lin: User) -> None:
        key = passwords.issue_link(bai, by=lin)
        User.objects.filter(pk=bai.pk).update(is_active=False)
        with pytest.raises(Refused):
            passwords.holder(key)

    def test_a_link_from_before_opens_no_account_that_has_gained_power(
        self, bai: User, lin: User
    ) -> None:
        key = passwords.issue_link(bai, by=lin)
        User.objects.filter(pk=bai.pk).update(is_staff=True)
        with pytest.raises(Refused):
            passwords.holder(key)

    def test_it_is_on_record_without_the_key(self, bai: User, lin: User) -> None:
        key = passwords.issue_link(bai, by=lin, reason="本人来电")
        (entry,) = audit.timeline(bai)
        assert (entry.actor, entry.reason) == (lin, "本人来电")
        assert key not in str(entry.after)


class TestLinkPage:
    def test_the_owner_sets_a_password_and_is_in(self, bai: User, lin: User) -> None:
        key = passwords.issue_link(bai, by=lin)
        client, page = Client(), f"/account/password/link/{key}/"
        shown = client.get(page)
        assert passwords.RULES in shown.content.decode()
        assert "no-store" in shown.headers["Cache-Control"]
        answer = client.post(page, {"password1": GOOD, "password2": GOOD})
        assert answer.headers["Location"] == "/portal/"
        assert client.session["_auth_user_id"] == str(bai.pk)

    @pytest.mark.parametrize(
        ("first", "second", "sentence"),
        [
            ("short", "short", "10"),
            (GOOD, GOOD + "x", "两次输入的密码不一样"),
            ("", "", "还没有填写"),
        ],
    )
    def test_a_slip_is_said_and_the_link_still_serves(
        self, bai: User, lin: User, first: str, second: str, sentence: str
    ) -> None:
        key = passwords.issue_link(bai, by=lin)
        page = f"/account/password/link/{key}/"
        answer = Client().post(page, {"password1": first, "password2": second})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert passwords.holder(key) == bai

    def test_a_dead_link_says_whom_to_ask(self) -> None:
        answer = Client().get("/account/password/link/1-abc/")
        assert answer.status_code == 404
        assert passwords.DEAD_LINK in answer.content.decode()


class TestChangePage:
    def test_one_changes_ones_own_and_stays_in(self, bai: User) -> None:
        client, other = Client(), Client()
        client.force_login(bai)
        other.force_login(bai)
        answer = client.post(
            "/account/password/change/",
            {"oldpassword": accounts.PASSWORD, "password1": GOOD, "password2": GOOD},
        )
        assert answer.headers["Location"] == "/portal/"
        assert client.get("/account/password/change/").status_code == 200
        assert other.get("/account/password/change/").status_code == 302
        assert [entry.action for entry in audit.timeline(bai)] == ["修改密码"]

    def test_the_wrong_old_password_changes_nothing(self, bai: User) -> None:
        client = Client()
        client.force_login(bai)
        answer = client.post(
            "/account/password/change/",
            {"oldpassword": "not-this-one-9", "password1": GOOD, "password2": GOOD},
        )
        assert "现在的密码不对" in answer.content.decode()
        bai.refresh_from_db()
        assert bai.check_password(accounts.PASSWORD)
        assert [entry.action for entry in audit.timeline(bai)] == ["登录失败"]
