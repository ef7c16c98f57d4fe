"""Five wrong passwords, and the account rests. Counted in the real cache, which processes share."""

import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.test import Client, override_settings

from association.accounts.adapter import LOCKED, WRONG
from association.accounts.models import User
from tests.factories import accounts

pytestmark = pytest.mark.django_db

NAMES = ("bai.lu", "17999990001", "bai@example.cn")


@pytest.fixture
def bai() -> User:
    return accounts.user("白露", username="bai.lu", phone="+8617999990001", email="bai@example.cn")


def attempt(
    login: str, password: str = "not-this-one-9", *, host: str = "testserver"
) -> tuple[Client, str]:
    client = Client()
    answer = client.post(
        "/account/login/",
        {"login": login, "password": password},
        headers={"host": host},
    )
    return client, answer.content.decode()


def fail(times: int, login: str = "bai.lu") -> None:
    for _ in range(times):
        assert WRONG in attempt(login)[1]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_failures_are_counted_where_every_process_sees_them() -> None:
    assert isinstance(cache._connections[cache._alias], RedisCache)


def test_the_right_password_is_refused_while_locked_with_the_same_sentence(bai: User) -> None:
    fail(5)
    assert LOCKED in attempt("bai.lu")[1]
    client, shown = attempt("bai.lu", accounts.PASSWORD)
    assert LOCKED in shown
    assert not is_in(client)


def test_four_failures_lock_nothing(bai: User) -> None:
    fail(4)
    assert is_in(attempt("bai.lu", accounts.PASSWORD)[0])


def test_a_success_between_does_not_use_up_an_attempt_nor_wipe_the_failures(bai: User) -> None:
    fail(3)
    assert is_in(attempt("bai.lu", accounts.PASSWORD)[0])
    fail(2)
    assert LOCKED in attempt("bai.lu", accounts.PASSWORD)[1]


def test_three_names_of_one_account_do_not_give_fifteen_attempts(bai: User) -> None:
    for login in (*NAMES, *NAMES[:2]):
        assert WRONG in attempt(login)[1]
    for login in NAMES:
        assert LOCKED in attempt(login, accounts.PASSWORD)[1]


@override_settings(ALLOWED_HOSTS=["testserver", "other.example"])
def test_another_host_name_of_ours_is_no_way_round(bai: User) -> None:
    fail(5)
    assert LOCKED in attempt("bai.lu", accounts.PASSWORD, host="other.example")[1]


def test_another_account_is_not_locked(bai: User) -> None:
    accounts.user("蓝田", username="lan.tian")
    fail(5)
    assert is_in(attempt("lan.tian", accounts.PASSWORD)[0])


def test_a_name_that_does_not_exist_locks_alike(bai: User) -> None:
    fail(5, "nobody.here")
    assert LOCKED in attempt("nobody.here")[1]


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "5/2s/key"})
def test_the_lock_ends_by_itself(bai: User) -> None:
    fail(5)
    assert LOCKED in attempt("bai.lu", accounts.PASSWORD)[1]
    time.sleep(2.1)
    assert is_in(attempt("bai.lu", accounts.PASSWORD)[0])


@override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip"})
def test_a_flood_from_one_address_is_told_to_wait(bai: User) -> None:
    for _ in range(2):
        attempt("bai.lu")
    client = Client()
    answer = client.post("/account/login/", {"login": "bai.lu", "password": accounts.PASSWORD})
    assert answer.status_code == 429
    assert "请稍等一分钟再试" in answer.content.decode()
    assert not is_in(client)


def test_the_lock_is_as_long_as_the_sentence_says() -> None:
    from allauth.core.internal.ratelimit import get_rates

    (rate,) = get_rates(app="allauth.account", action="login_failed")
    assert (rate.amount, rate.duration, rate.per) == (5, 15 * 60, "key")


def test_the_old_password_is_asked_for_under_the_same_lock(bai: User) -> None:
    client = Client()
    client.force_login(bai)
    change = {"password1": "a-new-password-5", "password2": "a-new-password-5"}
    fail(5)
    answer = client.post("/account/password/change/", {"oldpassword": accounts.PASSWORD, **change})
    assert LOCKED in answer.content.decode()
    bai.refresh_from_db()
    assert bai.check_password(accounts.PASSWORD)
