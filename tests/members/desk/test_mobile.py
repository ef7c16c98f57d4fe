"""A contact's number: masked everywhere, whole for whoever may see it and says why."""

import io

import openpyxl
import pytest

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members.models import Contact, Member
from members.register import contacts
from tests.conftest import ClientFor
from tests.factories import members
from tests.pages import words

pytestmark = pytest.mark.django_db

NUMBER = "17900001234"
MASKED = "179****1234"


@pytest.fixture
def person(antai: Member) -> Contact:
    return members.contact(antai, "田禾", mobile=NUMBER, email="tian@example.com", roles=["main"])


@pytest.fixture
def page(person: Contact) -> str:
    return f"/admin/members/member/{person.member_id}/contact/{person.pk}/"


class TestUnmasking:
    def test_the_record_shows_it_masked_with_a_way_to_ask(
        self, person: Contact, page: str, client_for: ClientFor
    ) -> None:
        record = client_for("social").get(f"/admin/members/member/{person.member_id}/")
        assert MASKED in words(record)
        assert NUMBER not in record.content.decode()
        assert f"{page}mobile/" in record.content.decode()
        assert (
            f"{page}mobile/"
            not in client_for("reader")
            .get(f"/admin/members/member/{person.member_id}/")
            .content.decode()
        )

    def test_asked_for_with_a_reason_it_is_shown_and_the_look_is_on_record(
        self, person: Contact, page: str, client_for: ClientFor, lin: User
    ) -> None:
        desk = client_for("social")
        assert NUMBER not in desk.get(f"{page}mobile/").content.decode()
        answer = desk.post(f"{page}mobile/", {"reason": "通知补交材料"})
        assert NUMBER in words(answer)
        assert "no-store" in answer["Cache-Control"]
        entry = audit.timeline(person.member)[0]
        assert (entry.action, entry.reason, entry.actor) == ("查看完整手机号", "通知补交材料", lin)
        assert NUMBER not in str((entry.before, entry.after, entry.object_label))

    def test_without_a_reason_it_stays_masked(
        self, person: Contact, page: str, client_for: ClientFor
    ) -> None:
        answer = client_for("social").post(f"{page}mobile/", {"reason": "  "})
        assert answer.status_code == 422
        assert NUMBER not in answer.content.decode()
        assert not audit.timeline(person.member).exists()

    def test_whoever_may_not_is_refused_by_the_door_too(
        self, person: Contact, page: str, client_for: ClientFor
    ) -> None:
        assert client_for("reader").post(f"{page}mobile/", {"reason": "好奇"}).status_code == 403
        from tests.factories import cast

        with pytest.raises(Refused, match="没有权限"):
            contacts.reveal(person, by=cast.person("general"), reason="好奇")

    def test_the_members_own_people_see_the_numbers_of_their_own(
        self, person: Contact, client_for: ClientFor
    ) -> None:
        assert NUMBER in words(client_for("antai_agent").get("/portal/company/"))
        assert NUMBER not in client_for("guanghe_admin").get("/portal/company/").content.decode()


class TestEditing:
    def test_the_form_does_not_show_the_number(self, page: str, client_for: ClientFor) -> None:
        html = client_for("social").get(page).content.decode()
        assert NUMBER not in html
        assert f"现为 {MASKED}，不改请留空" in html

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ({"mobile": ""}, NUMBER),
            ({"mobile": "179 0000 5678"}, "17900005678"),
            ({"mobile": "", "without_mobile": "on"}, ""),
        ],
    )
    def test_left_empty_it_stays(
        self, person: Contact, page: str, client_for: ClientFor, typed: dict[str, str], kept: str
    ) -> None:
        facts = {"name": "田禾", "email": "tian@example.com", "roles": ["main"], **typed}
        assert client_for("social").post(page, facts).status_code == 302
        person.refresh_from_db()
        assert person.mobile == kept


class TestFinding:
    @pytest.mark.parametrize(
        "typed", [NUMBER, "179 0000 1234", "+86 17900001234", "１７９00001234"]
    )
    def test_the_whole_number_finds_the_member(
        self, person: Contact, hengyuan: Member, client_for: ClientFor, typed: str
    ) -> None:
        page = words(client_for("reader").get("/admin/members/member/", {"q": typed}))
        assert person.member.name in page
        assert hengyuan.name not in page
        assert "共 1 家" in page

    @pytest.mark.parametrize("typed", ["1790000123", "17900001235", "0001234"])
    def test_a_part_or_another_number_finds_nobody(
        self, person: Contact, client_for: ClientFor, typed: str
    ) -> None:
        page = words(client_for("reader").get("/admin/members/member/", {"q": typed}))
        assert person.member.name not in page


class TestExport:
    def test_it_has_the_numbers_and_the_audit_has_them_not(
        self, person: Contact, client_for: ClientFor, lin: User
    ) -> None:
        answer = client_for("social").get("/admin/members/member/export/", {"q": NUMBER})
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        cells = [cell.value for row in book.active for cell in row]
        assert NUMBER in cells
        entry = audit.timeline(lin)[0]
        assert entry.action == "导出名册"
        assert MASKED in entry.after["条件"]
        assert NUMBER not in str(entry.after)

    def test_not_for_whoever_may_not(self, person: Contact, client_for: ClientFor) -> None:
        assert client_for("reader").get("/admin/members/member/export/").status_code == 403
