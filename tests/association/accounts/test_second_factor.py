"""A second factor: nobody of the secretariat works without one, and no page walks past it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from association.accounts import second_factor
from association.accounts.models import SignIn, User
from association.base import audit, crypto
from association.base.errors import Refused
from members.models import Member
from tests import namespace
from tests.factories import accounts, cast, members
from tests.pages import main

pytestmark = pytest.mark.django_db

DESK = "/admin/members/member/"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def signed_in(user: User, **headers: str) -> Client:
    """By the form, as people do."""
    client = Client(headers=headers)
    answer = client.post("/account/login/", {"login": user.username, "password": accounts.PASSWORD})
    assert answer.status_code == 302
    return client


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows: now, or some half minutes from now."""
    counter = list(yield_hotp_counters_from_time())[1] + steps
    return format_hotp_value(hotp_value(secret, counter))


def set_up(client: Client, password: str = accounts.PASSWORD) -> str:
    """Sets an app up, and answers its secret."""
    client.post("/account/reauthenticate/", {"password": password})
    page = client.get("/account/2fa/app/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/account/2fa/app/", {"code": code(secret)})
    assert answer.status_code == 302, main(answer)
    namespace.begin()  # forgets that the code was used: the next one is half a minute away
    return str(secret)


def answer_code(client: Client, typed: str) -> Client:
    client.post("/account/2fa/authenticate/", {"code": typed})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestStaffWithoutOne:
    @pytest.mark.parametrize("page", ["/admin/", DESK, "/admin/accounts/user/", "/admin/nowhere/"])
    def test_every_page_of_the_desk_leads_to_setting_one_up(self, lin: User, page: str) -> None:
        answer = signed_in(lin).get(page)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("mfa_index"))

    def test_a_post_is_refused_and_does_nothing(self, lin: User, antai: Member) -> None:
        person = members.contact(antai)
        address = f"/admin/members/member/{antai.pk}/contact/{person.pk}/"
        answer = signed_in(lin).post(address, {"remove": "1"})
        assert answer.status_code == 403
        assert antai.contacts.count() == 1

    def test_the_admins_own_sign_in_is_no_way_round(self, lin: User) -> None:
        client = Client()
        client.post(
            "/admin/login/?next=/admin/",
            {"username": lin.username, "password": accounts.PASSWORD},
        )
        assert not is_in(client)
        assert signed_in(lin).get("/admin/login/?next=/admin/").url.startswith(reverse("mfa_index"))

    @pytest.mark.parametrize("page", ["mfa_index", "account_devices", "home", "account_logout"])
    def test_setting_up_signing_out_and_the_public_pages_stay_open(
        self, lin: User, page: str
    ) -> None:
        assert signed_in(lin).get(reverse(page)).status_code == 200

    def test_signing_out_of_the_desk_works(self, lin: User) -> None:
        client = signed_in(lin)
        assert client.post("/admin/logout/").status_code == 302
        assert not is_in(client)

    def test_having_set_one_up_they_work_at_once(self, lin: User) -> None:
        client = signed_in(lin)
        set_up(client)
        assert client.get(DESK).status_code == 200

    def test_setting_up_asks_for_the_password_again(self, lin: User) -> None:
        answer = signed_in(lin).get("/account/2fa/app/")
        assert answer.url.startswith("/account/reauthenticate/")

    def test_a_wrong_first_code_sets_nothing_up(self, lin: User) -> None:
        client = signed_in(lin)
        client.post("/account/reauthenticate/", {"password": accounts.PASSWORD})
        client.get("/account/2fa/app/")
        answer = client.post("/account/2fa/app/", {"code": "000000"})
        assert "验证码不对" in main(answer)
        assert not second_factor.is_set_up(lin)
        assert client.get(DESK).status_code == 302

    def test_where_it_is_not_required_the_desk_is_open(self, lin: User, settings: Settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = False
        assert signed_in(lin).get(DESK).status_code == 200


def test_people_of_members_need_none() -> None:
    person = cast.person("antai_admin")
    assert signed_in(person).get("/portal/").status_code == 200


class TestSigningInWithOne:
    @pytest.fixture
    def secret(self, lin: User) -> str:
        return set_up(signed_in(lin))

    def test_the_password_alone_signs_nobody_in(self, lin: User, secret: str) -> None:
        client = signed_in(lin)
        assert not is_in(client)
        assert client.get(DESK).url.startswith("/account/login/")

    def test_password_and_code_do(self, lin: User, secret: str) -> None:
        client = answer_code(signed_in(lin), code(secret))
        assert client.get(DESK).status_code == 200
        assert SignIn.objects.filter(user=lin, by_second_factor=True).exists()

    def test_a_code_serves_once(self, lin: User, secret: str) -> None:
        typed = code(secret)
        assert is_in(answer_code(signed_in(lin), typed))
        assert not is_in(answer_code(signed_in(lin), typed))

    def test_a_code_of_ten_minutes_ago_does_not(self, lin: User, secret: str) -> None:
        assert not is_in(answer_code(signed_in(lin), code(secret, steps=-20)))

    def test_a_recovery_code_serves_once(self, lin: User, secret: str) -> None:
        codes = Authenticator.objects.get(user=lin, type="recovery_codes").wrap().get_unused_codes()
        assert is_in(answer_code(signed_in(lin), codes[0]))
        assert not is_in(answer_code(signed_in(lin), codes[0]))
        assert is_in(answer_code(signed_in(lin), codes[1]))

    def test_five_wrong_codes_rest_the_account_also_for_the_right_one(
        self, lin: User, secret: str
    ) -> None:
        client = signed_in(lin)
        for _ in range(5):
            answer_code(client, "000000")
        assert not is_in(answer_code(client, code(secret)))

    def test_a_session_opened_before_has_to_prove_it(self, lin: User, settings: Settings) -> None:
        settings.REQUIRE_SECOND_FACTOR = False
        before = Client()
        before.force_login(lin)
        secret = set_up(signed_in(lin))
        settings.REQUIRE_SECOND_FACTOR = True
        answer = before.get(DESK)
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
        proved = before.post(answer.url, {"code": code(secret), "next": DESK})
        assert proved.url == DESK
        assert before.get(DESK).status_code == 200

    def test_a_link_for_a_password_is_no_way_round(self, lin: User, secret: str) -> None:
        from association.accounts import passwords

        key = passwords.issue_link(lin, by=cast.person("general"))
        client = Client()
        new = "shan-gao-shui-chang-9"
        client.post(f"/account/password/link/{key}/", {"password1": new, "password2": new})
        assert not is_in(client)
        assert client.get(DESK).status_code == 302


class TestKeepingIt:
    def test_sensitive_pages_ask_for_the_factor_and_not_for_the_password(self, lin: User) -> None:
        client = signed_in(lin)
        secret = set_up(client)
        fresh = answer_code(signed_in(lin), code(secret, steps=1))
        answer = fresh.get("/account/2fa/codes/", follow=True)
        assert answer.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))

    def test_staff_cannot_take_away_their_last_one(self, lin: User) -> None:
        client = signed_in(lin)
        set_up(client)
        answer = client.post("/account/2fa/app/remove/")
        assert "须保留一种第二重验证" in main(answer)
        assert second_factor.is_set_up(lin)

    def test_people_of_members_can(self) -> None:
        person = cast.person("antai_admin")
        client = signed_in(person)
        set_up(client)
        client.post("/account/2fa/app/remove/")
        assert not Authenticator.objects.filter(user=person).exists()

    def test_setting_one_up_ends_the_other_sessions(self, lin: User) -> None:
        other, client = signed_in(lin), signed_in(lin)
        set_up(client)
        assert not is_in(other)
        assert is_in(client)

    def test_secrets_are_sealed_in_the_database(self, lin: User) -> None:
        secret = set_up(signed_in(lin))
        kept = Authenticator.objects.get(user=lin, type="totp").data["secret"]
        assert secret not in kept
        assert crypto.sealed_by_newest(kept)

    def test_what_was_done_is_on_record_without_the_secret(self, lin: User) -> None:
        secret = set_up(signed_in(lin))
        actions = [entry.action for entry in audit.timeline(lin)]
        assert "设置验证器" in actions
        assert all(secret not in str((e.before, e.after, e.reason)) for e in audit.timeline(lin))


class TestReset:
    @pytest.fixture
    def wu(self, db: None) -> User:
        return cast.person("general")

    def test_a_lost_telephone_is_mended_by_the_general_office(self, lin: User, wu: User) -> None:
        client = signed_in(lin)
        set_up(client)
        second_factor.reset(lin, by=wu, reason="手机遗失，已当面核实")
        assert not is_in(client)
        assert not Authenticator.objects.filter(user=lin).exists()
        assert signed_in(lin).get(DESK).url.startswith(reverse("mfa_index"))

    def test_nobody_resets_ones_own_nor_without_the_right_nor_without_a_reason(
        self, lin: User, he: User, wu: User
    ) -> None:
        set_up(signed_in(lin))
        for by, reason in ((he, "手机遗失"), (lin, "手机遗失"), (wu, "  ")):
            with pytest.raises(Refused):
                second_factor.reset(lin, by=by, reason=reason)
        assert second_factor.is_set_up(lin)


def test_the_pages_are_chinese_and_run_nothing_inline(lin: User) -> None:
    client = signed_in(lin)
    set_up(client)
    for page in ("/account/2fa/", "/account/2fa/keys/", "/account/2fa/keys/add/",
                 "/account/2fa/codes/", "/account/2fa/codes/new/", "/account/2fa/app/remove/",
                 "/account/devices/"):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200, page
        html = answer.content.decode()
        for script in re.findall(r"<script\b[^>]*>", html):
            assert "src=" in script or "application/json" in script, (page, script)
        text = re.sub(r"<script.*?</script>|<[^>]*>", " ", main(answer), flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{3,}", text) == [], page
