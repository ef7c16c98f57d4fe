"""Sessions end by themselves, can be ended from elsewhere, and every beginning and end is on record."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings as portal
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from association.accounts import people, sign_ins
from association.accounts.models import SignIn, User
from association.base import audit, clock
from association.base.models import AuditEntry
from tests.factories import accounts, cast
from tests.pages import words

pytestmark = pytest.mark.django_db

NINE = datetime(2020, 6, 8, 9, tzinfo=clock.TZ)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 MicroMessenger/8.0"


def minutes(count: int) -> datetime:
    """After the sign-in at nine, which takes a moment itself."""
    return NINE + timedelta(minutes=count, seconds=5)


def sign_in(user: User, *, agent: str = CHROME, at: datetime = NINE) -> Client:
    client = Client(headers={"user-agent": agent})
    with clock.at(at):
        client.post("/account/login/", {"login": user.username, "password": accounts.PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def click(client: Client, at: datetime, page: str = "/account/devices/") -> bool:
    """Whether the click still found somebody signed in."""
    with clock.at(at):
        answer = client.get(page)
    return answer.status_code == 200


class TestIdle:
    def test_staff_are_out_after_half_an_hour_without_a_click(self, lin: User) -> None:
        assert click(sign_in(lin), minutes(29))
        client = sign_in(lin)
        assert not click(client, minutes(30))
        assert not is_in(client)

    def test_people_of_members_after_two_hours(self) -> None:
        person = cast.person("antai_admin")
        assert click(sign_in(person), minutes(119))
        assert not click(sign_in(person), minutes(120))

    def test_every_click_counts_anew(self, lin: User) -> None:
        client = sign_in(lin)
        assert all(click(client, minutes(count)) for count in range(25, 300, 25))

    def test_the_times_are_options(self, lin: User, settings: Settings) -> None:
        settings.STAFF_IDLE = timedelta(minutes=5)
        assert not click(sign_in(lin), minutes(6))

    def test_whoever_comes_back_is_told_why_and_lands_on_the_same_page(self, lin: User) -> None:
        client = sign_in(lin)
        with clock.at(minutes(45)):
            answer = client.get("/admin/members/member/?q=ba", follow=True)
        assert "30 分钟没有操作，已自动退出" in answer.content.decode()
        assert "next=/admin/members/member/%3Fq%3Dba" in answer.redirect_chain[-1][0]

    def test_a_post_that_comes_too_late_does_nothing(self, lin: User) -> None:
        client, other = sign_in(lin), sign_in(lin)
        row = SignIn.objects.filter(user=lin).latest("pk")
        with clock.at(minutes(45)):
            assert client.post(f"/account/devices/{row.pk}/end/").status_code == 302
        row.refresh_from_db()
        assert row.ended_at is None
        assert is_in(other)


def test_a_day_at_the_desk_ends_after_twelve_hours_however_busy(lin: User) -> None:
    client = sign_in(lin)
    assert all(click(client, minutes(count)) for count in range(20, 12 * 60, 20))
    assert not click(client, minutes(12 * 60))


def test_a_clock_that_was_set_back_signs_nobody_out(lin: User) -> None:
    assert click(sign_in(lin), NINE - timedelta(days=400))


class TestEndedFromElsewhere:
    def test_one_sees_where_one_is_signed_in(self, lin: User) -> None:
        client = sign_in(lin)
        sign_in(lin, agent=PHONE, at=minutes(3))
        with clock.at(minutes(5)):
            page = words(client.get("/account/devices/"))
        assert "Chrome，Windows" in page
        assert "微信，iPhone" in page
        assert "本机" in page
        assert "2020年6月8日 09:03" in page

    def test_ending_it_there_signs_out_at_the_next_click(self, lin: User) -> None:
        client, other = sign_in(lin), sign_in(lin, agent=PHONE)
        row = SignIn.objects.get(device="微信，iPhone")
        with clock.at(minutes(1)):
            client.post(f"/account/devices/{row.pk}/end/")
        assert not click(other, minutes(2))
        assert click(client, minutes(2))

    def test_all_others_at_once(self, lin: User) -> None:
        others = [sign_in(lin) for _ in range(3)]
        client = sign_in(lin)
        with clock.at(minutes(1)):
            client.post("/account/devices/end/")
        assert [click(other, minutes(2)) for other in others] == [False] * 3
        assert click(client, minutes(2))

    def test_somebody_elses_is_not_there(self, lin: User, he: User) -> None:
        client, other = sign_in(lin), sign_in(he)
        row = SignIn.objects.get(user=he)
        with clock.at(minutes(1)):
            assert client.post(f"/account/devices/{row.pk}/end/").status_code == 404
        assert click(other, minutes(2))

    def test_a_request_on_its_way_cannot_bring_an_ended_session_back(self, lin: User) -> None:
        client = sign_in(lin)
        session = client.session
        assert session["_auth_user_id"]  # read, as at the beginning of a request
        sign_ins.end(SignIn.objects.get(user=lin), by=lin, how="本人结束")
        session["late"] = True
        with pytest.raises(UpdateError):
            session.save()
        assert not click(client, minutes(1))

    def test_closing_the_account_ends_them_all_at_once(self, lin: User) -> None:
        clients = [sign_in(lin), sign_in(lin)]
        people.amend(lin, by=cast.person("general"), changes={"is_active": False}, reason="离职")
        assert [is_in(client) for client in clients] == [False, False]
        lin.refresh_from_db()
        assert lin.closed_at is not None

    def test_a_new_password_ends_the_others_and_keeps_this_one(self, lin: User) -> None:
        client, other = sign_in(lin), sign_in(lin)
        new = "shan-gao-shui-chang-9"
        with clock.at(minutes(1)):
            client.post(
                "/account/password/change/",
                {"oldpassword": accounts.PASSWORD, "password1": new, "password2": new},
            )
        assert not click(other, minutes(2))
        assert click(client, minutes(2))
        with clock.at(minutes(3)):
            (only,) = sign_ins.open_of(lin, session_key=client.session.session_key)
        assert only.current

    def test_what_ran_out_meanwhile_is_no_longer_listed(self, lin: User) -> None:
        sign_in(lin)
        client = sign_in(lin, at=minutes(40))
        with clock.at(minutes(41)):
            assert len(sign_ins.open_of(lin, session_key=client.session.session_key)) == 1
        assert SignIn.objects.filter(user=lin, ending="过期").count() == 1


class TestOnRecord:
    def test_signing_in_and_out(self, lin: User) -> None:
        client = sign_in(lin)
        with clock.at(minutes(1)):
            client.post("/account/logout/")
        assert [entry.action for entry in audit.timeline(lin)] == ["结束登录", "登录"]
        assert audit.timeline(lin)[0].after == {"方式": "本人退出"}

    def test_a_wrong_password_with_the_name_masked_and_without_what_was_typed(
        self, lin: User
    ) -> None:
        Client().post("/account/login/", {"login": lin.phone, "password": "not-this-one-9"})
        (entry,) = audit.timeline(lin)
        assert entry.action == "登录失败"
        assert re.fullmatch(r"179\*{4}\d{4}", entry.after["登录名"])
        assert "not-this-one-9" not in str(AuditEntry.objects.values_list())

    def test_a_name_that_nobody_has(self) -> None:
        Client().post("/account/login/", {"login": "17955556666", "password": "not-this-one-9"})
        (entry,) = AuditEntry.objects.all()
        assert entry.object_label == "不存在的账号 179****6666"
        assert entry.actor is None


def test_only_one_click_a_minute_is_written_down(
    lin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(lin)
    with clock.at(NINE + timedelta(seconds=20)):
        client.get("/account/devices/")
        session = client.session
        assert session[sign_ins.SEEN] == pytest.approx(NINE.timestamp(), abs=5)
    click(client, minutes(2))
    assert client.session[sign_ins.SEEN] == pytest.approx(minutes(2).timestamp(), abs=5)


def test_old_hashes_become_argon2_at_the_next_sign_in(lin: User, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    lin.set_password(accounts.PASSWORD)
    lin.save()
    assert lin.password.startswith("pbkdf2_sha256$")
    settings.PASSWORD_HASHERS = [
        "association.accounts.hashers.Argon2",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    sign_in(lin)
    lin.refresh_from_db()
    assert lin.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    sign_in(lin)


def test_the_portal_itself_makes_argon2_hashes() -> None:
    from association import settings as own

    assert own.PASSWORD_HASHERS[0] == "association.accounts.hashers.Argon2"
    assert portal.PASSWORD_HASHERS != own.PASSWORD_HASHERS  # tests are in a hurry
