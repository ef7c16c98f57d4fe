"""For whom one acts: nobody, one member, or the one that was chosen."""

import pytest
from django.test import Client

from association.accounts.models import User
from association.base import clock
from members.models import Member
from tests.conftest import ClientFor
from tests.factories import accounts, cast
from tests.factories import members as make

pytestmark = pytest.mark.django_db

PAGE = "/portal/colleagues/"
SWITCH = "/portal/switch/"
CHOICE = "您要替哪家单位办理"


@pytest.fixture
def both(antai: Member, guanghe: Member) -> Client:
    """Somebody who acts for 安泰 and for 广和."""
    user = accounts.user("双岗", username="both")
    make.representative(antai, user)
    make.representative(guanghe, user)
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_signs_in_and_comes_back(antai: Member) -> None:
    cast.person("antai_admin")
    client = Client()
    answer = client.get(PAGE)
    assert answer.headers["Location"] == f"/account/login/?next={PAGE}"
    answer = client.post(
        answer.headers["Location"], {"login": "an.ran", "password": accounts.PASSWORD}
    )
    assert answer.headers["Location"] == PAGE


def test_with_one_member_nothing_is_asked(client_for: ClientFor, antai: Member) -> None:
    page = client_for("antai_admin").get(PAGE).content.decode()
    assert antai.name in page
    assert CHOICE not in page


class TestNobody:
    def test_is_told_whom_to_ask(self, db: None) -> None:
        client = Client()
        client.force_login(accounts.user("过客", phone="+8617912345678"))
        answer = client.get(PAGE)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "单位管理员" in page
        assert "秘书处" in page
        assert "179****5678" in page

    def test_who_was_ended_reads_when_and_where(self, client_for: ClientFor, antai: Member) -> None:
        with clock.at("2020-06-20"):
            client = client_for("former")
        page = client.get(PAGE).content.decode()
        assert antai.name in page
        assert "2020年6月20日" in page

    def test_staff_are_shown_the_way_to_their_desk(self, client_for: ClientFor) -> None:
        assert 'href="/admin/"' in client_for("social").get(PAGE).content.decode()


class TestSeveral:
    def test_one_chooses_and_stays_with_it(
        self, both: Client, antai: Member, guanghe: Member
    ) -> None:
        page = both.get(PAGE).content.decode()
        assert CHOICE in page
        assert antai.name in page
        assert guanghe.name in page
        answer = both.post(SWITCH, {"member": guanghe.pk, "next": PAGE})
        assert answer.headers["Location"] == PAGE
        page = both.get(PAGE).content.decode()
        assert guanghe.name in page
        assert antai.name not in page

    def test_and_may_change_over(self, both: Client, antai: Member, guanghe: Member) -> None:
        both.post(SWITCH, {"member": guanghe.pk})
        assert CHOICE in both.get(SWITCH).content.decode()
        assert both.post(SWITCH, {"member": antai.pk}).headers["Location"] == "/portal/"
        assert antai.name in both.get(PAGE).content.decode()

    def test_the_way_to_the_choice_is_on_every_page_for_them_alone(
        self, both: Client, client_for: ClientFor, antai: Member
    ) -> None:
        both.post(SWITCH, {"member": antai.pk})
        assert f'href="{SWITCH}"' in both.get(PAGE).content.decode()
        assert f'href="{SWITCH}"' not in client_for("antai_admin").get(PAGE).content.decode()

    def test_the_choice_ends_with_the_role(
        self, both: Client, antai: Member, guanghe: Member
    ) -> None:
        both.post(SWITCH, {"member": guanghe.pk})
        guanghe.representatives.update(ended_at=clock.now())
        page = both.get(PAGE).content.decode()
        assert antai.name in page
        assert guanghe.name not in page

    @pytest.mark.parametrize("wanted", ["hengyuan", "nothing", "", "0"])
    def test_a_member_that_is_not_ones_own_is_not_found(
        self, both: Client, hengyuan: Member, antai: Member, wanted: str
    ) -> None:
        both.post(SWITCH, {"member": antai.pk})
        chosen = str(hengyuan.pk) if wanted == "hengyuan" else wanted
        assert both.post(SWITCH, {"member": chosen}).status_code == 404
        assert antai.name in both.get(PAGE).content.decode()

    def test_a_number_in_the_session_opens_nothing_by_itself(
        self, both: Client, hengyuan: Member
    ) -> None:
        session = both.session
        session["member"] = hengyuan.pk
        session.save()
        assert CHOICE in both.get(PAGE).content.decode()

    def test_the_choice_leads_to_no_other_house(self, both: Client, antai: Member) -> None:
        sent = {"member": antai.pk, "next": "https://elsewhere.example/"}
        assert both.post(SWITCH, sent).headers["Location"] == "/portal/"


def test_a_stranger_cannot_choose(antai: Member) -> None:
    answer = Client().post(SWITCH, {"member": antai.pk})
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_closed_account_is_out_at_once(client_for: ClientFor, antai: Member) -> None:
    client = client_for("antai_admin")
    User.objects.update(is_active=False)
    assert client.get(PAGE).status_code == 302


def test_what_was_read_stays_in_no_cache(client_for: ClientFor) -> None:
    assert "no-store" in client_for("antai_admin").get(PAGE).headers["Cache-Control"]
