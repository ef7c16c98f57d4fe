"""The other end of an invitation's link."""

from datetime import timedelta

import pytest
from django.test import Client

from association.accounts import passwords
from association.accounts.models import User
from association.base import clock
from members.models import Member, Representative
from members.register import representatives
from tests.conftest import ClientFor
from tests.factories import accounts, cast

pytestmark = pytest.mark.django_db

GOOD = {"password1": "lamp-over-the-river-4", "password2": "lamp-over-the-river-4"}
NUMBER = "17912345678"


@pytest.fixture
def token(antai: Member, lin: User) -> str:
    return representatives.invite(antai, name="周然", mobile=NUMBER, role="admin", by=lin)[1]


def page(token: str) -> str:
    return f"/join/{token}/"


class TestNewcomer:
    def test_reads_who_invites_to_what_and_the_rules_before_typing(
        self, token: str, antai: Member, settings
    ) -> None:
        shown = Client().get(page(token))
        text = shown.content.decode()
        for words in (settings.ASSOCIATION_NAME, antai.name, "单位管理员", passwords.RULES):
            assert words in text
        assert NUMBER not in text
        assert "no-store" in shown.headers["Cache-Control"]

    def test_sets_a_password_and_is_in(self, token: str, antai: Member) -> None:
        client = Client()
        answer = client.post(page(token), GOOD)
        assert answer.headers["Location"] == "/portal/"
        user = User.objects.get(phone=f"+86{NUMBER}")
        assert client.session["_auth_user_id"] == str(user.pk)
        assert antai.name in client.get("/portal/colleagues/").content.decode()

    def test_signs_in_by_phone_from_then_on(self, token: str) -> None:
        Client().post(page(token), GOOD)
        client = Client()
        answer = client.post(
            "/account/login/", {"login": "179 1234 5678", "password": GOOD["password1"]}
        )
        assert answer.headers["Location"] == "/portal/"

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"password1": "short", "password2": "short"}, "10"),
            ({**GOOD, "password2": "something-else-4"}, "两次输入的密码不一样"),
            ({"password1": f"{NUMBER}x", "password2": f"{NUMBER}x"}, "手机"),
        ],
    )
    def test_a_slip_is_said_and_the_link_still_serves(
        self, token: str, sent: dict[str, str], sentence: str
    ) -> None:
        answer = Client().post(page(token), sent)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert representatives.look_up(token)
        assert not User.objects.filter(phone=f"+86{NUMBER}").exists()

    def test_looking_accepts_nothing(self, token: str) -> None:
        Client().get(page(token))
        Client().head(page(token))
        assert not Representative.objects.exists()


class TestWhoHasAnAccount:
    @pytest.fixture
    def zhou(self, db: None) -> User:
        return accounts.user("周然", username="zhou", phone=f"+86{NUMBER}")

    def test_is_sent_to_sign_in_and_back(self, token: str, zhou: User) -> None:
        client = Client()
        text = client.get(page(token)).content.decode()
        assert f"/account/login/?next={page(token)}" in text
        assert 'type="password"' not in text
        answer = client.post(
            f"/account/login/?next={page(token)}",
            {"login": "zhou", "password": accounts.PASSWORD},
        )
        assert answer.headers["Location"] == page(token)

    def test_cannot_be_given_another_password_by_the_link(self, token: str, zhou: User) -> None:
        answer = Client().post(page(token), GOOD)
        assert answer.status_code == 200
        zhou.refresh_from_db()
        assert zhou.check_password(accounts.PASSWORD)
        assert not Representative.objects.exists()

    def test_accepts_with_one_press_and_acts_for_the_new_member(
        self, token: str, zhou: User, antai: Member, hengyuan: Member, lin: User
    ) -> None:
        _, other = representatives.invite(
            hengyuan, name="周然", mobile=NUMBER, role="agent", by=lin
        )
        client = Client()
        client.force_login(zhou)
        client.post(page(token))
        assert "接受邀请" in client.get(page(other)).content.decode()
        assert client.post(page(other)).headers["Location"] == "/portal/"
        assert hengyuan.name in client.get("/portal/colleagues/").content.decode()

    def test_already_there_reads_so(self, token: str, zhou: User, antai: Member) -> None:
        Representative.objects.create(member=antai, user=zhou, role="agent", since=clock.now())
        client = Client()
        client.force_login(zhou)
        answer = client.post(page(token))
        assert answer.status_code == 422
        assert "已经是该单位的用户" in answer.content.decode()


class TestSomebodyElse:
    def test_is_asked_to_leave_first_and_comes_back_here(
        self, client_for: ClientFor, token: str
    ) -> None:
        client = client_for("guanghe_admin")
        assert "以“广云”登录" in client.get(page(token)).content.decode()
        client.post(page(token))
        assert not Representative.objects.filter(member__name__contains="安泰").exists()
        answer = client.post("/account/logout/", {"next": page(token)})
        assert answer.headers["Location"] == page(token)
        assert 'type="password"' in client.get(page(token)).content.decode()


class TestDeadLink:
    def test_an_unknown_one(self) -> None:
        answer = Client().get(page("no-such-token"))
        assert answer.status_code == 404
        assert "没有复制完整" in answer.content.decode()

    def test_an_expired_one(self, token: str) -> None:
        with clock.at(clock.now() + timedelta(days=14)):
            answer = Client().post(page(token), GOOD)
        assert answer.status_code == 404
        assert "过期" in answer.content.decode()
        assert not Representative.objects.exists()

    def test_a_used_one(self, token: str) -> None:
        Client().post(page(token), GOOD)
        answer = Client().get(page(token))
        assert answer.status_code == 404
        assert "已经用过" in answer.content.decode()

    def test_says_nothing_about_whom_it_was_for(self, token: str, antai: Member) -> None:
        representatives.revoke(antai.invitations.get(), by=cast.person("social"))
        text = Client().get(page(token)).content.decode()
        assert "撤回" in text
        assert antai.name not in text
