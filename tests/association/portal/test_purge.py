"""Personal data past its period goes; posted money and the audit stay as they are."""

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from association.accounts import people, sign_ins
from association.accounts.models import SignIn, User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from association.portal.management.commands.purge import ERASERS
from members.imports import uploads
from members.models import Assessment, Contact, Invitation, LedgerEntry, Member, RegisterImport
from members.register import membership, representatives
from tests import pages
from tests.conftest import ClientFor, RunJobs
from tests.factories import accounts, cast, dues, members
from tests.factories import people as numbers
from tests.members.imports import registers

pytestmark = pytest.mark.django_db

START = datetime(2020, 6, 8, 9, tzinfo=clock.TZ)
PRIVACY = Path(__file__).resolve().parents[3] / "docs" / "privacy.md"


def purge(*, erase: bool, after: timedelta) -> dict[str, int]:
    with clock.at(START + after):
        document = json.loads(call_command("purge", "--json", *(["--erase"] if erase else [])))
    assert document["erased"] is erase
    return {row["data"]: row["rows"] for row in document["data"] if row["rows"]}


def days(count: int) -> timedelta:
    return timedelta(days=count, minutes=1)


@pytest.fixture
def gone(antai: Member, chen: User) -> Member:
    """安泰 left on the first day, with money posted and two contacts."""
    members.contact(antai, "田禾")
    members.contact(antai, "田和")
    dues.assessed(antai)
    with clock.at(START):
        membership.move(antai, "withdraw", by=chen, reason="单位注销")
    return antai


class TestContacts:
    def test_of_members_that_left_go_after_three_years_and_not_before(self, gone: Member) -> None:
        assert purge(erase=True, after=days(3 * 365 - 1)) == {}
        assert purge(erase=True, after=days(3 * 365)) == {"离会单位的联系人": 1}
        assert not gone.contacts.exists()
        entry = audit.timeline(gone)[0]
        assert (entry.action, entry.after, entry.actor) == ("到期清除联系人", {"人数": 2}, None)

    def test_counting_first_erases_nothing(self, gone: Member) -> None:
        before = AuditEntry.objects.count()
        assert purge(erase=False, after=days(3 * 365)) == {"离会单位的联系人": 1}
        assert gone.contacts.count() == 2
        assert AuditEntry.objects.count() == before

    def test_of_members_that_stayed_or_came_back_stay(
        self, gone: Member, hengyuan: Member, chen: User
    ) -> None:
        members.contact(hengyuan)
        with clock.at(START + days(100)):
            membership.move(gone, "rejoin", by=chen, reason="恢复经营")
        assert purge(erase=True, after=days(4 * 365)) == {}
        assert Contact.objects.count() == 3

    def test_money_and_audit_are_not_touched(self, gone: Member) -> None:
        def kept() -> list[object]:
            return [
                list(model.objects.order_by("pk").values()) for model in (Assessment, LedgerEntry)
            ]

        money, entries = kept(), list(AuditEntry.objects.order_by("pk").values())
        purge(erase=True, after=days(9 * 365))
        assert kept() == money
        assert list(AuditEntry.objects.order_by("pk").values())[: len(entries)] == entries
        gone.refresh_from_db()
        assert gone.state == "withdrawn"


class TestInvitations:
    @pytest.fixture
    def invited(self, hengyuan: Member, lin: User) -> Invitation:
        with clock.at(START):
            return representatives.invite(
                hengyuan, name="周然", mobile=numbers.mobile(), role="agent", by=lin
            )[0]

    def test_that_nobody_took_go_ninety_days_after_they_ran_out(self, invited: Invitation) -> None:
        assert purge(erase=True, after=days(14 + 89)) == {}
        assert purge(erase=True, after=days(14 + 90)) == {"没有接受的邀请": 1}
        assert not Invitation.objects.exists()
        assert audit.timeline(invited.member)[0].action == "到期清除邀请"

    def test_that_were_taken_back_ninety_days_after_that(
        self, invited: Invitation, lin: User
    ) -> None:
        with clock.at(START + days(1)):
            representatives.revoke(invited, by=lin)
        assert purge(erase=True, after=days(92)) == {"没有接受的邀请": 1}

    def test_that_were_accepted_go_after_a_year_and_the_user_stays(
        self, hengyuan: Member, lin: User
    ) -> None:
        with clock.at(START):
            _, token = representatives.invite(
                hengyuan, name="周然", mobile=numbers.mobile(), role="agent", by=lin
            )
            person = representatives.accept(token, password="shan-gao-shui-chang-9").user
        assert purge(erase=True, after=days(364)) == {}
        assert purge(erase=True, after=days(366)) == {"已接受的邀请": 1}
        person.refresh_from_db()
        assert person.phone


class TestAccounts:
    def erased(self, user: User) -> bool:
        user.refresh_from_db()
        return (user.name, user.phone, user.email, user.is_active) == (
            "已清除的账号",
            None,
            "",
            False,
        )

    def test_closed_ones_lose_who_they_were_after_two_years(self, he: User) -> None:
        with clock.at(START):
            people.amend(he, by=cast.person("general"), changes={"is_active": False}, reason="离职")
        assert purge(erase=True, after=days(2 * 365 - 1)) == {}
        assert purge(erase=True, after=days(2 * 365)) == {"停用的账号": 1}
        assert self.erased(he)
        assert he.username != "he.min"
        assert not he.has_usable_password()
        assert not he.groups.exists()
        assert audit.timeline(he)[0].action == "到期清除账号资料"
        assert purge(erase=True, after=days(5 * 365)) == {}

    def test_one_that_was_opened_again_starts_anew(self, he: User) -> None:
        wu = cast.person("general")
        with clock.at(START):
            people.amend(he, by=wu, changes={"is_active": False})
            people.amend(he, by=wu, changes={"is_active": True})
        assert purge(erase=True, after=days(9 * 365)) == {}
        assert not self.erased(he)

    def test_people_who_act_for_nobody_any_more(self, hengyuan: Member) -> None:
        person, acting = accounts.user("周然"), accounts.user("周未")
        members.representative(hengyuan, person, ended_at=START)
        members.representative(hengyuan, acting)
        assert purge(erase=True, after=days(2 * 365 - 1)) == {}
        assert purge(erase=True, after=days(2 * 365)) == {"离任单位用户的账号": 1}
        assert self.erased(person)
        assert not self.erased(acting)


def test_ended_sign_ins_go_after_half_a_year_and_their_record_stays(lin: User) -> None:
    with clock.at(START):
        row = sign_ins.begin(lin, session_key="x" * 32, agent="", by_second_factor=False)
        sign_ins.end(row, by=lin, how="本人退出")
    assert purge(erase=True, after=days(179)) == {}
    assert purge(erase=True, after=days(181)) == {"结束的登录": 1}
    assert not SignIn.objects.exists()
    assert [entry.action for entry in audit.timeline(lin)] == ["结束登录", "登录"]


class TestRegisters:
    @pytest.fixture
    def taken(self, lin: User, run_jobs: RunJobs) -> RegisterImport:
        """Checked on the first day, with a row that has an error, and so with a copy with notes."""
        with clock.at(START):
            content = registers.workbook(registers.line(), registers.line(fee="待定"))
            row = uploads.take(SimpleUploadedFile("名册.xlsx", content), by=lin)
            run_jobs()
        row.refresh_from_db()
        assert row.annotated is not None
        return row

    def test_go_half_a_year_after_their_last_job_and_what_was_found_stays(
        self,
        taken: RegisterImport,
        client_for: ClientFor,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        places = [taken.file.content.name, taken.annotated.content.name]
        assert all(default_storage.exists(place) for place in places)
        assert purge(erase=True, after=days(179)) == {}
        with django_capture_on_commit_callbacks(execute=True):
            assert purge(erase=True, after=days(180)) == {"导入的名册文件": 1}
        assert not any(default_storage.exists(place) for place in places)
        entry = audit.timeline(taken)[0]
        assert (entry.action, entry.after) == ("到期清除名册文件", {"文件": "名册.xlsx"})
        desk = client_for("social")
        page = desk.get(reverse("admin:members_import_detail", args=[taken.pk]))
        assert "上传的文件于 2020-12-05 到期清除" in pages.words(page)
        assert "2 行，1 行可以导入" in pages.words(page)
        assert "确认导入" not in pages.words(page)
        annotated = reverse("admin:members_import_annotated", args=[taken.pk])
        assert annotated not in pages.links(page)
        assert desk.get(annotated).status_code == 404
        assert purge(erase=True, after=days(900)) == {}

    def test_cannot_be_checked_or_confirmed_afterwards(
        self, taken: RegisterImport, lin: User
    ) -> None:
        purge(erase=True, after=days(180))
        for step in (uploads.confirm, uploads.check_again):
            with pytest.raises(Refused, match="请重新上传"):
                step(taken, by=lin)

    def test_stay_while_a_job_is_open_and_begin_anew_with_each(
        self, taken: RegisterImport, lin: User, run_jobs: RunJobs
    ) -> None:
        with clock.at(START + days(100)):
            uploads.confirm(taken, by=lin)
        assert purge(erase=True, after=days(181)) == {}
        with clock.at(START + days(101)):
            run_jobs()
        assert purge(erase=True, after=days(280)) == {}
        assert purge(erase=True, after=days(282)) == {"导入的名册文件": 1}


def test_contents_that_no_row_knows_are_counted_and_then_deleted() -> None:
    place = f"ab/{uuid4().hex}"
    assert default_storage.save(place, ContentFile(b"%PDF-")) == place
    os.utime(default_storage.path(place), (0, 0))
    assert json.loads(call_command("purge", "--json"))["stray_files"] >= 1
    assert default_storage.exists(place)
    assert "没有登记的文件内容（1 天）：" in call_command("purge", "--erase")
    assert not default_storage.exists(place)


def test_the_page_on_privacy_has_a_row_for_every_eraser_and_no_other() -> None:
    rows = re.findall(r"^\| ([^|]+?) \|.*\| (\d+) \| `purge` \|$", PRIVACY.read_text(), re.M)
    assert {(data, int(period)) for data, period in rows} == {
        (eraser.data, eraser.after.days) for eraser in ERASERS
    }
