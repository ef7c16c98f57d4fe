"""The account pages of the desk: opening, amending, links, and who may."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from association.accounts.models import Department, User
from association.base import audit
from tests.conftest import ClientFor
from tests.factories import accounts, cast

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/user/add/"
ONE = "/admin/accounts/user/{}/change/"
LINK = "/admin/accounts/user/{}/link/"


@pytest.fixture
def desk(client_for: ClientFor) -> Client:
    return client_for("general")


def role(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def entries(**fields: object) -> dict[str, object]:
    return {
        "username": "zhou",
        "name": "周然",
        "phone": "179 9999 0009",
        "email": "Zhou@Example.cn",
        "department": Department.objects.get(code="finance").pk,
        "groups": [role("财务")],
        **fields,
    }


def link_in(page: str) -> str:
    found = re.search(r'value="(http://testserver/account/password/link/[^"]+)"', page)
    return unescape(found.group(1)) if found else ""


class TestOpening:
    def test_the_link_is_shown_once_and_its_owner_gets_in(self, desk: Client) -> None:
        answer = desk.post(ADD, entries())
        user = User.objects.get(username="zhou")
        assert answer.headers["Location"] == LINK.format(user.pk)
        page = desk.get(answer.headers["Location"])
        link = link_in(page.content.decode())
        assert link
        assert "no-store" in page.headers["Cache-Control"]
        assert not link_in(desk.get(answer.headers["Location"]).content.decode())

        owner = Client()
        chosen = {"password1": "lamp-over-the-river-4", "password2": "lamp-over-the-river-4"}
        assert owner.post(link, chosen).headers["Location"] == "/admin/"
        assert owner.get("/admin/").status_code == 200

    def test_what_was_typed_is_kept_in_one_form(self, desk: Client) -> None:
        desk.post(ADD, entries())
        user = User.objects.get(username="zhou")
        assert (user.phone, user.email) == ("+8617999990009", "zhou@example.cn")
        assert user.is_staff
        assert [group.name for group in user.groups.all()] == ["财务"]
        actions = [entry.action for entry in audit.timeline(user)]
        assert actions == ["发放设置密码的链接", "开通账号"]

    def test_nobody_types_a_password_for_another(self, desk: Client) -> None:
        assert 'type="password"' not in desk.get(ADD).content.decode()

    def test_the_server_keeps_no_link(self, desk: Client) -> None:
        answer = desk.post(ADD, entries())
        link = link_in(desk.get(answer.headers["Location"]).content.decode())
        assert link.rstrip("/").rpartition("/")[2] not in str(dict(desk.session))

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"username": "13800000000"}, "用户名用小写字母开头"),
            ({"username": "wu.jia"}, "这个用户名已有人使用"),
            ({"phone": "12345"}, "国际格式"),
            ({"email": "zhou"}, "邮箱写法不对"),
            ({"name": ""}, "还没有填写"),
        ],
    )
    def test_a_slip_is_said_at_its_place(
        self, desk: Client, wrong: dict[str, str], sentence: str
    ) -> None:
        page = desk.post(ADD, entries(**wrong)).content.decode()
        assert sentence in page
        assert not User.objects.filter(name="周然").exists()


class TestAmending:
    def test_a_change_is_on_record_with_its_reason(self, desk: Client, lin: User) -> None:
        fields = entries(
            name="林思远", department="", groups=[role("会员管理")], is_active="on", is_staff="on"
        )
        desk.post(ONE.format(lin.pk), {**fields, "reason": "补登邮箱"})
        lin.refresh_from_db()
        assert lin.email == "zhou@example.cn"
        assert lin.username == "lin"
        entry = audit.timeline(lin).first()
        assert entry.reason == "补登邮箱"
        assert entry.after["邮箱"] == "zhou@example.cn"
        assert "补登邮箱" in desk.get(f"/admin/accounts/user/{lin.pk}/history/").content.decode()

    def test_closing_an_account_ends_its_next_click(
        self, desk: Client, client_for: ClientFor, lin: User
    ) -> None:
        hers = client_for("social")
        assert hers.get("/admin/").status_code == 200
        desk.post(ONE.format(lin.pk), entries(name="林思远", is_staff="on", reason="离职"))
        assert hers.get("/admin/").status_code == 302
        assert User.objects.get(pk=lin.pk).is_active is False

    def test_ones_own_powers_are_shown_and_not_asked(self, desk: Client) -> None:
        wu = cast.person("general")
        page = desk.get(ONE.format(wu.pk)).content.decode()
        assert 'name="groups"' not in page
        assert 'name="is_active"' not in page
        assert 'name="is_staff"' not in page
        desk.post(ONE.format(wu.pk), entries(name="吴嘉", groups=[role("财务")]))
        wu.refresh_from_db()
        assert (wu.name, wu.is_active) == ("吴嘉", True)
        assert [group.name for group in wu.groups.all()] == ["综合办公"]

    def test_no_form_makes_a_superuser(self, desk: Client, lin: User) -> None:
        fields = entries(groups=[role("会员管理")], is_active="on", is_staff="on")
        desk.post(ONE.format(lin.pk), {**fields, "is_superuser": "on"})
        lin.refresh_from_db()
        assert lin.email == "zhou@example.cn"
        assert not lin.is_superuser

    def test_somebody_of_a_member_can_come_to_work_here(self, desk: Client) -> None:
        agent = cast.person("antai_agent")
        page = desk.get(ONE.format(agent.pk)).content.decode()
        assert 'name="is_staff"' in page
        desk.post(ONE.format(agent.pk), entries(is_active="on", is_staff="on"))
        agent = User.objects.get(pk=agent.pk)
        assert agent.has_perm("members.assess_dues")
        assert audit.timeline(agent).first().after["秘书处人员"] == "是"

    def test_a_superusers_account_is_read_only_to_the_office(self, desk: Client) -> None:
        root = User.objects.create_superuser("root", accounts.PASSWORD)
        assert 'name="name"' not in desk.get(ONE.format(root.pk)).content.decode()
        assert desk.post(ONE.format(root.pk), entries()).status_code == 403
        assert desk.get(LINK.format(root.pk)).status_code == 403
        assert desk.post(LINK.format(root.pk), {"reason": "试"}).status_code == 403
        root.refresh_from_db()
        assert root.check_password(accounts.PASSWORD)

    def test_nothing_is_deleted(self, desk: Client, lin: User) -> None:
        assert desk.post(f"/admin/accounts/user/{lin.pk}/delete/").status_code == 403
        assert User.objects.filter(pk=lin.pk).exists()


class TestLink:
    def test_a_new_link_takes_a_reason(self, desk: Client, lin: User) -> None:
        assert desk.post(LINK.format(lin.pk), {"reason": ""}).status_code == 422
        lin.refresh_from_db()
        assert lin.has_usable_password()
        answer = desk.post(LINK.format(lin.pk), {"reason": "本人忘记密码"}, follow=True)
        assert link_in(answer.content.decode())
        lin.refresh_from_db()
        assert not lin.has_usable_password()
        assert audit.timeline(lin).first().reason == "本人忘记密码"

    def test_reading_the_page_changes_nothing(self, desk: Client, lin: User) -> None:
        assert "立即失效" in desk.get(LINK.format(lin.pk)).content.decode()
        lin.refresh_from_db()
        assert lin.has_usable_password()

    def test_one_page_does_not_take_what_was_meant_for_another(
        self, desk: Client, lin: User, he: User
    ) -> None:
        desk.post(LINK.format(lin.pk), {"reason": "本人忘记密码"})
        page = LINK.format(he.pk)
        desk.cookies["once"]["path"] = page
        assert not link_in(desk.get(page).content.decode())


@pytest.mark.parametrize("role_of", ["social", "finance", "head", "reader"])
def test_other_staff_see_no_accounts(client_for: ClientFor, lin: User, role_of: str) -> None:
    client = client_for(role_of)
    for path in ("/admin/accounts/user/", ADD, ONE.format(lin.pk), LINK.format(lin.pk)):
        assert client.get(path).status_code == 403
    assert client.post(LINK.format(lin.pk), {"reason": "试"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/admin/accounts/user/", "/admin/accounts/user/1/link/", "/admin/accounts/department/"]
)
def test_a_members_user_finds_nothing_there(client_for: ClientFor, path: str) -> None:
    assert client_for("antai_admin").get(path, follow=True).status_code == 404


def test_the_list_shows_no_whole_number_and_asks_no_more_for_more_people(
    desk: Client, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    phone = accounts.user("白露").phone
    page = desk.get("/admin/accounts/user/").content.decode()
    assert phone.removeprefix("+86") not in page
    with django_assert_max_num_queries(10) as few:
        desk.get("/admin/accounts/user/")
    for _ in range(20):
        accounts.user()
    with django_assert_num_queries(len(few)):
        desk.get("/admin/accounts/user/")


def test_roles_and_addresses_have_no_pages_of_their_own(desk: Client) -> None:
    root = User.objects.create_superuser("root", accounts.PASSWORD)
    desk.force_login(root)
    for path in ("/admin/auth/group/", "/admin/account/emailaddress/"):
        assert desk.get(path).status_code == 404


class TestDepartments:
    def test_a_new_name_is_on_record_and_the_code_stays(self, desk: Client) -> None:
        finance = Department.objects.get(code="finance")
        path = f"/admin/accounts/department/{finance.pk}/change/"
        desk.post(path, {"name": "财务部", "code": "money", "position": 3})
        finance.refresh_from_db()
        assert (finance.name, finance.code) == ("财务部", "finance")
        assert audit.timeline(finance).first().after["名称"] == "财务部"
