"""Copies on paper: by position, once for each member, sent and come back with their days."""

from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from association.accounts.models import User
from association.base import clock, files
from association.base.errors import Refused
from bulletin.models import Issue, PrintedCopy
from bulletin.printed import copies, labels, sheet
from members.enums import Position
from members.models import Member
from tests.conftest import signed_in
from tests.factories import cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db
TODAY = date(2020, 7, 1)


@pytest.fixture
def editor() -> User:
    return cast.person("bulletin")


@pytest.fixture
def issue() -> Issue:
    return make.issue()


@pytest.fixture
def members() -> list[Member]:
    """安泰 and 广和 are members, 恒远 sits in the standing council."""
    return [cast.company(key) for key in ("antai", "hengyuan", "guanghe")]


def counted(issue: Issue) -> dict[str, int]:
    return dict(PrintedCopy.objects.filter(issue=issue).values_list("member__name", "copies"))


def test_each_gets_what_its_position_gets_and_once(
    issue: Issue, members: list[Member], editor: User
) -> None:
    antai, hengyuan, guanghe = members
    Member.objects.filter(pk=guanghe.pk).update(state="suspended")
    by_position = {**copies.EACH_ONE, Position.STANDING_COUNCILLOR: 5}
    assert copies.list_members(issue, counts=by_position, by=editor) == 2
    assert counted(issue) == {antai.name: 1, hengyuan.name: 5}
    Member.objects.filter(pk=guanghe.pk).update(state="active")
    assert copies.list_members(issue, counts=copies.EACH_ONE, by=editor) == 1
    assert counted(issue)[hengyuan.name] == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedCopy.objects.create(issue=issue, member=antai, at=clock.now())


def test_who_is_counted_none_is_not_on_the_list(
    issue: Issue, members: list[Member], editor: User
) -> None:
    by_position = {**copies.EACH_ONE, Position.MEMBER: 0}
    assert copies.list_members(issue, counts=by_position, by=editor) == 1


def test_the_next_issue_goes_where_the_last_one_went(issue: Issue, members: list[Member]) -> None:
    make.printed_copy(members[0], address="示例路 9 号")
    copies.list_members(make.issue(3), counts=copies.EACH_ONE, by=None)
    row = PrintedCopy.objects.get(issue__number=3, member=members[0])
    assert (row.recipient, row.address) == ("安然", "示例路 9 号")


def test_it_is_sent_with_a_number_and_may_come_back(editor: User) -> None:
    row = make.printed_copy()
    with clock.at(TODAY):
        with pytest.raises(Refused, match="没有寄出"):
            copies.take_back(row, on=TODAY, because="查无此人", by=editor)
        with pytest.raises(Refused, match="寄送方式"):
            copies.send(row, carrier=" ", on=TODAY, by=editor)
        with pytest.raises(Refused, match="晚于今天"):
            copies.send(row, carrier="邮政", on=date(2020, 7, 2), by=editor)
        sent = copies.send(row, carrier="邮政", tracking="EMS1", on=TODAY, by=editor)
        with pytest.raises(Refused, match="已经寄出"):
            copies.change(sent, copies=2, recipient="安然", address="别处", by=editor)
        with pytest.raises(Refused, match="退回日期"):
            copies.take_back(sent, on=date(2020, 6, 30), because="查无此人", by=editor)
        back = copies.take_back(sent, on=TODAY, because="查无此人", by=editor)
        with pytest.raises(Refused, match="已经退回"):
            copies.send(back, carrier="邮政", on=TODAY, by=editor)
    with pytest.raises(Refused, match="没有权限"):
        copies.send(row, carrier="邮政", on=TODAY, by=cast.person("finance"))


def test_without_an_address_nothing_is_sent(issue: Issue, members: list[Member]) -> None:
    copies.list_members(issue, counts=copies.EACH_ONE, by=None)
    row = PrintedCopy.objects.filter(address="").first()
    assert row
    with pytest.raises(Refused, match="没有收件人或地址"):
        copies.send(row, carrier="邮政", on=clock.today(), by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedCopy.objects.filter(pk=row.pk).update(sent_on=TODAY, carrier="邮政")


def filled(issue: Issue, *changes: tuple[str, dict[str, Any]]) -> BytesIO:
    """The exported list with cells of these members (by number) filled in."""
    book = load_workbook(BytesIO(sheet.workbook(issue)))
    page = book.active
    head = next(line for line in page.iter_rows() if line[0].value == "会员编号")
    columns = {cell.value: cell.column for cell in head}
    for line in page.iter_rows(min_row=head[0].row + 1):
        for number, told in changes:
            if line[0].value == number:
                for name, value in told.items():
                    page.cell(line[0].row, columns[name]).value = value
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_the_list_is_filled_in_outside_and_read_back(
    issue: Issue, members: list[Member], editor: User
) -> None:
    antai, hengyuan, _ = members
    copies.list_members(issue, counts=copies.EACH_ONE, by=editor)
    told = {"收件人": "安然", "地址": "示例路 1 号", "寄送方式": "邮政", "运单号": "0001",
            "寄出日期": "2020-06-30"}  # fmt: skip
    more = {"册数": "３", "收件人": "衡远山"}
    found = filled(issue, (antai.number, told), (hengyuan.number, more))
    with clock.at(TODAY):
        assert sheet.take_in(issue, found, by=editor) == sheet.Taken(changed=2, sent=1)
    row = PrintedCopy.objects.get(member=antai)
    assert (row.tracking, row.sent_on, row.address) == ("0001", date(2020, 6, 30), "示例路 1 号")
    assert PrintedCopy.objects.get(member=hengyuan).copies == 3
    with clock.at(TODAY):  # the same again changes nothing
        assert sheet.take_in(issue, filled(issue), by=editor) == sheet.Taken(0, 0)


def test_what_is_left_empty_in_the_list_leaves_what_is_known(
    issue: Issue, members: list[Member], editor: User
) -> None:
    row = make.printed_copy(of=issue)
    with clock.at(TODAY):
        copies.send(row, carrier="邮政", tracking="0001", on=TODAY, by=editor)
        emptied: dict[str, Any] = {"寄送方式": None, "运单号": None, "寄出日期": None}
        again = filled(issue, (row.member.number, {**emptied, "寄出日期": "2020-06-30"}))
        assert sheet.take_in(issue, again, by=editor) == sheet.Taken(changed=0, sent=1)
        row.refresh_from_db()
        assert (row.carrier, row.tracking, row.sent_on) == ("邮政", "0001", date(2020, 6, 30))
        assert sheet.take_in(issue, filled(issue, (row.member.number, emptied)), by=editor) == (
            sheet.Taken(0, 0)
        )


def test_a_wrong_row_is_named_and_nothing_is_read(
    issue: Issue, members: list[Member], editor: User
) -> None:
    antai, hengyuan, guanghe = members
    copies.list_members(issue, counts=copies.EACH_ONE, by=editor)
    wrong = filled(
        issue,
        (antai.number, {"收件人": "安然", "地址": "示例路 1 号"}),
        (hengyuan.number, {"册数": "三本"}),
        (guanghe.number, {"运单号": "0002", "寄送方式": "邮政"}),
    )
    with pytest.raises(Refused, match=r"第 \d+ 行：册数“三本”.*第 \d+ 行：.*没有收件人或地址"):
        sheet.take_in(issue, wrong, by=editor)
    assert not PrintedCopy.objects.exclude(address="").exists()


def test_labels_stand_three_by_eight_on_a_sheet(issue: Issue, members: list[Member]) -> None:
    with pytest.raises(Refused, match="没有可以打印"):
        labels.draw(issue)
    for member in members:
        make.printed_copy(member)
    document = pypdfium2.PdfDocument(labels.draw(issue))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    assert all(member.name in text.replace("\r\n", "") for member in members)
    assert "安然（收）" in text


def page(name: str, *arguments: int) -> str:
    return reverse(f"admin:bulletin_{name}", args=arguments)


def test_the_desk_lists_fills_in_sends_and_takes_back(
    issue: Issue, members: list[Member], editor: User
) -> None:
    browser, here = signed_in("bulletin"), page("printed", issue.pk)
    told = {position.value: "1" for position in Position}
    assert browser.post(here, {"act": "list", **told, "member": "-1"}).status_code == 422
    assert browser.post(here, {"act": "list", **told}).status_code == 302
    assert "3 家，3 册" in browser.get(here).content.decode()
    row = PrintedCopy.objects.get(member=members[0])
    one = page("printed_copy", issue.pk, row.pk)
    assert "先补上" in browser.get(one).content.decode()
    change = {"act": "change", "copies": "2", "recipient": "安然", "address": "示例路 1 号"}
    assert browser.post(one, change).status_code == 302
    assert browser.get(page("printed_labels", issue.pk)).getvalue().startswith(b"%PDF")
    sent = {"act": "send", "carrier": "邮政", "tracking": "EMS1", "on": clock.today().isoformat()}
    assert browser.post(one, {**sent, "carrier": ""}).status_code == 422
    assert browser.post(one, sent).status_code == 302
    assert "EMS1" in browser.get(here, {"view": "sent"}).content.decode()
    back = {"act": "back", "because": "查无此人", "on": clock.today().isoformat()}
    assert browser.post(one, back).status_code == 302
    assert "查无此人" in browser.get(here, {"view": "returned"}).content.decode()
    upload = SimpleUploadedFile("名单.xlsx", sheet.workbook(issue), content_type=files.XLSX)
    assert browser.post(here, {"act": "sheet", "file": upload}).status_code == 302
    assert browser.get(page("printed_workbook", issue.pk)).getvalue()
    assert browser.get(page("printed_copy", make.issue(3).pk, row.pk)).status_code == 404
