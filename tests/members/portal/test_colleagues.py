"""The page on which a member's own admin looks after the member's users."""

import re
from html import unescape

import pytest
from django.test import Client

from association.accounts.models import User
from association.base.errors import Refused
from members.enums import RepresentativeRole
from members.models import Invitation, Member, Representative
from members.register import representatives
from tests.conftest import ClientFor
from tests.factories import accounts, cast, people
from tests.factories import members as make

pytestmark = pytest.mark.django_db

LIST = "/portal/colleagues/"
INVITE = "/portal/colleagues/invite/"
JOIN = re.compile(r'value="http://testserver(/join/[^"]+)"')
RESET = re.compile(r'value="http://testserver(/account/password/link/[^"]+)"')


def one(representative: Representative, step: str = "") -> str:
    return f"/portal/colleagues/{representative.pk}/{step}"


def revoke(invitation: Invitation) -> str:
    return f"/portal/colleagues/invitations/{invitation.pk}/revoke/"


def told(**fields: str) -> dict[str, str]:
    return {"name": "周然", "mobile": people.mobile(), "role": "agent", **fields}


def found(pattern: re.Pattern[str], page: str) -> str:
    hit = pattern.search(page)
    return unescape(hit.group(1)) if hit else ""


@pytest.fixture
def agent(antai: Member) -> Representative:
    return antai.representatives.get(user=cast.person("antai_agent"))


@pytest.fixture
def admin(antai: Member) -> Representative:
    return antai.representatives.get(user=cast.person("antai_admin"))


class TestReading:
    def test_everybody_who_acts_is_listed_with_a_masked_number(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        cast.person("former")
        page = client_for("antai_admin").get(LIST).content.decode()
        assert "安然" in page
        assert "邰宁" in page
        assert "苏今" not in page
        assert agent.user.phone.removeprefix("+86") not in page
        assert agent.user.phone[-4:] in page

    def test_an_agent_reads_and_has_nothing_to_press(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        page = client_for("antai_agent").get(LIST).content.decode()
        assert "安然" in page
        assert "由单位管理员办理" in page
        assert INVITE not in page
        assert one(agent) not in page

    def test_nobody_sees_the_people_of_another_member(
        self, client_for: ClientFor, admin: Representative
    ) -> None:
        page = client_for("guanghe_admin").get(LIST).content.decode()
        assert "广云" in page
        assert "安然" not in page

    def test_the_list_asks_no_more_for_more_people(
        self,
        client_for: ClientFor,
        antai: Member,
        lin: User,
        django_assert_num_queries,
        django_assert_max_num_queries,
    ) -> None:
        client = client_for("antai_admin")
        with django_assert_max_num_queries(8) as few:
            client.get(LIST)
        for _ in range(5):
            make.representative(antai, role=RepresentativeRole.AGENT)
            representatives.invite(antai, by=lin, **told())
        with django_assert_num_queries(len(few)):
            client.get(LIST)


class TestInviting:
    def test_the_link_is_shown_once_and_leads_to_the_invitation(
        self, client_for: ClientFor, antai: Member
    ) -> None:
        client = client_for("antai_admin")
        answer = client.post(INVITE, told())
        assert answer.headers["Location"] == LIST
        page = client.get(LIST)
        link = found(JOIN, page.content.decode())
        assert link
        assert "no-store" in page.headers["Cache-Control"]
        assert not found(JOIN, client.get(LIST).content.decode())
        shown = Client().get(link)
        assert shown.status_code == 200
        assert antai.name in shown.content.decode()

    def test_the_link_is_in_no_session(self, client_for: ClientFor) -> None:
        client = client_for("antai_admin")
        client.post(INVITE, told())
        link = found(JOIN, client.get(LIST).content.decode())
        assert link.split("/")[2] not in str(dict(client.session))

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [("mobile", "123", "手机号应为 11 位"), ("name", "", "还没有填写"), ("role", "boss", "选")],
    )
    def test_a_slip_is_said_and_what_was_typed_stays(
        self, client_for: ClientFor, field: str, value: str, sentence: str
    ) -> None:
        answer = client_for("antai_admin").post(INVITE, told(**{field: value}))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert field == "name" or 'value="周然"' in page
        assert not Invitation.objects.exists()

    def test_a_waiting_invitation_can_be_taken_back(
        self, client_for: ClientFor, antai: Member, lin: User
    ) -> None:
        invitation, token = representatives.invite(antai, by=lin, **told())
        client = client_for("antai_admin")
        assert revoke(invitation) in client.get(LIST).content.decode()
        page = client.post(revoke(invitation), follow=True).content.decode()
        assert "已撤回给周然的邀请" in page
        with pytest.raises(Refused):
            representatives.look_up(token)
        page = client.post(revoke(invitation), follow=True).content.decode()
        assert "已经撤回" in page


class TestOneColleague:
    def test_becomes_an_admin(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        client = client_for("antai_admin")
        assert "改为单位管理员" in client.get(one(agent)).content.decode()
        page = client.post(one(agent, "role/"), {"role": "admin"}, follow=True).content.decode()
        assert "邰宁现在是单位管理员" in page

    def test_goes_with_a_reason(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        client = client_for("antai_admin")
        answer = client.post(one(agent, "end/"), {"reason": ""})
        assert answer.status_code == 422
        page = client.post(one(agent, "end/"), {"reason": "离职"}, follow=True).content.decode()
        assert "已停用邰宁" in page
        agent.refresh_from_db()
        assert agent.ended_at is not None

    def test_loses_the_portal_with_the_next_click(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        theirs = client_for("antai_agent")
        assert theirs.get(LIST).status_code == 200
        client_for("antai_admin").post(one(agent, "end/"), {"reason": "离职"})
        page = theirs.get(LIST).content.decode()
        assert "不代表任何会员单位" in page
        assert "安然" not in page

    def test_gets_a_link_for_a_new_password(
        self, client_for: ClientFor, admin: Representative, agent: Representative
    ) -> None:
        client = client_for("antai_admin")
        page = client.post(one(agent, "reset/"), follow=True).content.decode()
        link = found(RESET, page)
        new = {"password1": "lamp-over-the-river-4", "password2": "lamp-over-the-river-4"}
        assert Client().post(link, new).headers["Location"] == "/portal/"
        assert not found(RESET, client.get(LIST).content.decode())

    def test_the_last_admin_reads_why_not(
        self, client_for: ClientFor, admin: Representative
    ) -> None:
        client = client_for("antai_admin")
        answer = client.post(one(admin, "end/"), {"reason": "离职"})
        assert answer.status_code == 422
        assert "最后一位单位管理员" in answer.content.decode()
        page = client.post(one(admin, "role/"), {"role": "agent"}, follow=True).content.decode()
        assert "最后一位单位管理员" in page
        page = client.post(one(admin, "reset/"), follow=True).content.decode()
        assert "修改密码" in page

    def test_who_steps_down_reads_on_but_no_longer_manages(
        self, client_for: ClientFor, antai: Member, admin: Representative
    ) -> None:
        make.representative(antai, accounts.user("第二"))
        client = client_for("antai_admin")
        page = client.post(one(admin, "role/"), {"role": "agent"}, follow=True)
        assert page.status_code == 200
        assert INVITE not in page.content.decode()
        assert client.post(INVITE, told()).status_code == 403

    def test_who_is_gone_already_is_shown_as_gone(
        self, client_for: ClientFor, admin: Representative
    ) -> None:
        former = admin.member.representatives.get(user=cast.person("former"))
        client = client_for("antai_admin")
        page = client.get(one(former)).content.decode()
        assert "停用" in page
        assert 'method="post" action="/portal/colleagues' not in page
        answer = client.post(one(former, "end/"), {"reason": "离职"})
        assert "已经停用" in answer.content.decode()


STEPS = ["", "role/", "end/", "reset/"]
SENT = {"role": "admin", "reason": "离职"}


def ask(client: Client, path: str) -> int:
    """The page's own method: reading a colleague, everything else a POST."""
    wanted = client.post(path, SENT) if not re.search(r"/\d+/$", path) else client.get(path)
    return wanted.status_code


@pytest.mark.parametrize("step", STEPS)
class TestBorders:
    @pytest.mark.parametrize("role", ["guanghe_admin", "hengyuan_admin"])
    def test_another_members_colleague_is_not_found(
        self, client_for: ClientFor, agent: Representative, role: str, step: str
    ) -> None:
        before = Representative.objects.values().get(pk=agent.pk)
        assert ask(client_for(role), one(agent, step)) == 404
        assert Representative.objects.values().get(pk=agent.pk) == before
        agent.user.refresh_from_db()
        assert agent.user.has_usable_password()

    def test_an_agent_is_told_so(
        self, client_for: ClientFor, agent: Representative, step: str
    ) -> None:
        assert ask(client_for("antai_agent"), one(agent, step)) == 403

    def test_a_stranger_signs_in_first(self, agent: Representative, step: str) -> None:
        client = Client()
        answer = client.get(one(agent)) if not step else client.post(one(agent, step), SENT)
        assert answer.headers["Location"].startswith("/account/login/")

    @pytest.mark.parametrize("role", ["former", "social"])
    def test_who_acts_for_nobody_is_told_what_to_do(
        self, client_for: ClientFor, agent: Representative, role: str, step: str
    ) -> None:
        client, path = client_for(role), one(agent, step)
        answer = client.post(path, SENT) if step else client.get(path)
        assert answer.status_code == 200
        assert "不代表任何会员单位" in answer.content.decode()
        agent.refresh_from_db()
        assert agent.ended_at is None


def test_another_members_invitation_is_not_found(
    client_for: ClientFor, antai: Member, lin: User
) -> None:
    invitation, token = representatives.invite(antai, by=lin, **told())
    assert client_for("guanghe_admin").post(revoke(invitation)).status_code == 404
    assert client_for("antai_agent").post(revoke(invitation)).status_code == 403
    assert representatives.look_up(token) == invitation


@pytest.mark.parametrize(
    "path", [INVITE, "/portal/colleagues/1/end/", "/portal/colleagues/1/role/"]
)
def test_a_step_is_never_taken_by_looking(client_for: ClientFor, path: str) -> None:
    assert client_for("antai_admin").get(path).status_code == 405
