"""Through the front door, with a real browser's form and a real session."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import NoReverseMatch, reverse

from association.accounts.models import User
from tests.conftest import ClientFor
from tests.factories import accounts

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
WRONG = "账号或密码不对"


@pytest.fixture
def bai() -> User:
    return accounts.user("白露", username="bai.lu", phone="+8617999990001", email="bai@example.cn")


def sign_in(login: str, password: str = accounts.PASSWORD, **data: str) -> tuple[Client, str]:
    """The client afterwards, and where it was sent or what it was shown."""
    client = Client()
    answer = client.post(LOGIN, {"login": login, "password": password, **data})
    return client, answer.headers.get("Location") or answer.content.decode()


@pytest.mark.parametrize(
    "login",
    [
        "bai.lu",
        "Bai.Lu",
        "17999990001",
        "179 9999 0001",
        "１７９９９９９０００１",
        "+86 179-9999-0001",
        "008617999990001",
        "bai@example.cn",
        "BAI@Example.cn",
        "ｂａｉ@example.cn",
    ],
)
def test_one_signs_in_by_any_of_ones_names(bai: User, login: str) -> None:
    client, sent_to = sign_in(login)
    assert sent_to == reverse("portal")
    assert client.session["_auth_user_id"] == str(bai.pk)


def test_signing_in_by_email_leaves_no_second_record_of_the_address(bai: User) -> None:
    sign_in("bai@example.cn")
    assert EmailAddress.objects.count() == 0


def test_an_address_is_kept_in_small_letters_and_belongs_to_one(bai: User) -> None:
    other = User.objects.create_user("jia", name="甲", email="Someone@Example.CN")
    assert other.email == "someone@example.cn"
    with pytest.raises(Exception, match="这个邮箱已登记在另一个账号上"):
        User.objects.create_user("yii", name="乙", email="BAI@example.cn")


def test_staff_land_on_the_desk(lin: User) -> None:
    assert sign_in("lin")[1] == reverse("admin:index")


def test_one_lands_where_one_wanted_to_go(bai: User) -> None:
    assert sign_in("bai.lu", next="/portal/dues/")[1] == "/portal/dues/"


def test_nobody_is_sent_to_another_house(bai: User) -> None:
    assert sign_in("bai.lu", next="https://elsewhere.example/")[1] == reverse("portal")


@pytest.mark.parametrize(
    "login", ["bai.lu", "17999990001", "bai@example.cn", "nobody", "17900000999"]
)
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(bai: User, login: str) -> None:
    client, shown = sign_in(login, "not-this-one-9")
    assert WRONG in shown
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", ["", "  ", "\u200b", "\u200b\u3000"])
def test_nothing_is_no_name(login: str) -> None:
    client, shown = sign_in(login)
    assert "用户名、手机号或邮箱：" in shown
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_so_only_with_the_right_password(bai: User) -> None:
    User.objects.update(is_active=False)
    assert WRONG in sign_in("bai.lu", "not-this-one-9")[1]
    client, sent_to = sign_in("bai.lu")
    assert sent_to == reverse("account_inactive")
    assert "这个账号已停用" in client.get(sent_to).content.decode()
    assert "_auth_user_id" not in client.session


def test_the_page_says_whom_to_ask_and_offers_no_sign_up() -> None:
    shown = Client().get(LOGIN).content.decode()
    assert "用户名、手机号或邮箱" in shown
    assert "重发设置密码的链接" in shown
    assert "注册" not in shown


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_change_phone",
        "account_verify_phone",
        "account_request_login_code",
        "account_confirm_login_code",
    ],
)
def test_pages_that_we_do_not_mean_to_have_are_not_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_out_takes_a_press_of_the_button(bai: User) -> None:
    client, _ = sign_in("bai.lu")
    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/").headers["Location"] == reverse("home")
    assert "_auth_user_id" not in client.session


def test_the_session_ends_with_the_browser(bai: User) -> None:
    client, _ = sign_in("bai.lu")
    assert client.session.get_expire_at_browser_close()


class TestAdminDoor:
    def test_a_stranger_goes_to_the_portals_sign_in_and_back(self) -> None:
        answer = Client().get("/admin/members/resolution/", follow=True)
        assert answer.redirect_chain[-1][0] == "/account/login/?next=/admin/members/resolution/"

    def test_a_password_sent_to_the_stock_address_is_not_looked_at(self, lin: User) -> None:
        client = Client()
        answer = client.post("/admin/login/", {"username": "lin", "password": accounts.PASSWORD})
        assert answer.headers["Location"] == "/account/login/?next=/admin/"
        assert "_auth_user_id" not in client.session

    def test_nor_when_a_colleague_sends_it(self, client_for: ClientFor, chen: User) -> None:
        client = client_for("reader")
        was = client.session["_auth_user_id"]
        client.post("/admin/login/", {"username": "chen", "password": accounts.PASSWORD})
        assert client.session["_auth_user_id"] == was

    def test_staff_pass(self, client_for: ClientFor) -> None:
        answer = client_for("social").get("/admin/login/?next=/admin/members/resolution/")
        assert answer.headers["Location"] == "/admin/members/resolution/"

    def test_staff_are_not_sent_to_another_house(self, client_for: ClientFor) -> None:
        answer = client_for("social").get("/admin/login/?next=//elsewhere.example/")
        assert answer.headers["Location"] == "/admin/"

    @pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
    def test_a_members_user_finds_nothing_and_runs_in_no_circle(
        self, client_for: ClientFor, path: str
    ) -> None:
        answer = client_for("antai_admin").get(path, follow=True)
        assert answer.status_code == 404
        assert "没有找到这一页" in answer.content.decode()

    def test_the_stock_password_page_leads_to_ours(self, client_for: ClientFor) -> None:
        answer = client_for("social").get("/admin/password_change/")
        assert answer.headers["Location"] == "/account/password/change/"
