"""The screens of the import and the export, as the secretariat walks through them."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from association.base import audit
from association.base.files import XLSX
from members.enums import OrganisationType, Position
from members.models import Member, RegisterImport
from tests import pages
from tests.conftest import ClientFor, RunJobs
from tests.factories import cast, members
from tests.members.imports.registers import line, line_of, workbook

pytestmark = pytest.mark.django_db

NAME = "会员名册 2020.xlsx"
UPLOAD = "/admin/members/import/"


@pytest.fixture
def desk(client_for: ClientFor) -> Client:
    return client_for("social")


def send(desk: Client, data: bytes, name: str = NAME) -> HttpResponse:
    return desk.post(UPLOAD, {"file": SimpleUploadedFile(name, data, content_type=XLSX)})


def at(name: str, row: RegisterImport) -> str:
    return reverse(f"admin:members_import_{name}", args=[row.pk])


def checked(desk: Client, run_jobs: RunJobs, *lines: dict[str, Any]) -> RegisterImport:
    return checked_file(desk, run_jobs, workbook(*lines))


def checked_file(desk: Client, run_jobs: RunJobs, data: bytes) -> RegisterImport:
    answer = send(desk, data)
    row = RegisterImport.objects.latest("pk")
    assert answer.headers["Location"] == at("detail", row)
    run_jobs()
    return row


def test_the_rules_and_the_columns_stand_before_the_upload(desk: Client) -> None:
    page = desk.get(UPLOAD)
    said = pages.words(page)
    assert "Excel 工作簿（.xlsx），不超过 10 MB" in said
    assert "最多 50,000 行" in said
    assert "不清除已有内容" in said
    for column in ("单位名称", "统一社会信用代码", "单位类型", "会员级别", "入会日期", "应缴会费"):
        assert column in said
    assert reverse("admin:members_import_template") in pages.links(page)
    assert pages.primary(page) == 1


def test_from_upload_to_result(desk: Client, run_jobs: RunJobs) -> None:
    answer = send(desk, workbook(line(), line(mobile="1"), line(name="北京云麓有限公司")))
    row = RegisterImport.objects.get()
    assert answer.headers["Location"] == at("detail", row)

    waiting = desk.get(at("detail", row))
    assert f'data-poll="{at("progress", row)}"' in waiting.content.decode()
    assert "js/poll.js" in waiting.content.decode()
    assert "确认导入" not in pages.words(waiting)

    run_jobs()
    shown = desk.get(at("detail", row))
    said = pages.words(shown)
    assert "待确认" in said
    assert "2 将新登记（家）" in said
    assert "1 有错，不导入（行）" in said
    assert "5 手机 手机号应为 11 位数字，现在是 1 位" in said
    assert "北京云麓有限公司" in said
    assert "确认导入 2 家" in said
    assert pages.primary(shown) == 1
    assert not Member.objects.exists()

    assert desk.post(at("confirm", row)).headers["Location"] == at("detail", row)
    run_jobs()
    result = desk.get(at("detail", row))
    said = pages.words(result)
    assert "已导入 新登记 2 家，更新 0 家，没有变化 0 家。" in said
    assert "2 已新登记（家）" in said
    assert "确认导入" not in said
    assert reverse("admin:members_member_changelist") in pages.links(result)
    assert Member.objects.count() == 2


def test_what_would_change_is_shown_as_it_is_and_as_it_will_be(
    desk: Client, run_jobs: RunJobs, antai: Member
) -> None:
    row = checked(
        desk, run_jobs,
        line_of(antai, organisation_type="国企", email="new@example.com", mobile="17900000001", contact="田禾"),
    )  # fmt: skip
    said = pages.words(desk.get(at("detail", row)))
    assert "单位邮箱：空 → new@example.com" in said
    assert "单位类型（自 2020-01-01）：民营企业 → 国有企业" in said
    assert "主联系人：空 → 田禾" in said
    assert "17900000001" not in said


def test_the_progress_alone_tells_when_it_is_over(desk: Client, run_jobs: RunJobs) -> None:
    send(desk, workbook(line()))
    row = RegisterImport.objects.get()
    page = desk.get(at("progress", row)).content.decode()
    assert page.lstrip().startswith('<section class="job" id="job"')
    assert f'data-poll="{at("progress", row)}"' in page
    run_jobs()
    assert "data-poll" not in desk.get(at("progress", row)).content.decode()


def test_a_second_confirm_is_refused_with_a_sentence(desk: Client, run_jobs: RunJobs) -> None:
    row = checked(desk, run_jobs, line())
    desk.post(at("confirm", row))
    again = desk.post(at("confirm", row), follow=True)
    assert "已经确认，正在导入" in pages.words(again)
    run_jobs()
    again = desk.post(at("confirm", row), follow=True)
    assert "已经导入，不会再写一次" in pages.words(again)
    assert Member.objects.count() == 1


def test_the_same_file_again_leads_to_the_former_import(desk: Client, run_jobs: RunJobs) -> None:
    same = workbook(line())  # made once: a workbook carries the second in which it was written
    first = checked_file(desk, run_jobs, same)
    desk.post(at("confirm", first))
    run_jobs()
    second = checked_file(desk, run_jobs, same)
    page = desk.get(at("detail", second))
    assert "由林思远上传过，已导入" in pages.words(page)
    assert "名册与登记一致，没有要写入的内容。" in pages.words(page)
    assert at("detail", first) in pages.links(page)
    assert "与登记一致" in pages.words(desk.get(UPLOAD))


def test_a_register_changed_meanwhile_asks_to_be_checked_again(
    desk: Client, run_jobs: RunJobs, antai: Member
) -> None:
    row = checked(desk, run_jobs, line_of(antai, email="new@example.com"))
    desk.post(at("confirm", row))
    Member.objects.update(email="meanwhile@example.com")
    run_jobs()
    page = desk.get(at("detail", row))
    assert "1 家的登记有了变动，没有写入任何内容" in pages.words(page)
    assert "重新检查" in pages.words(page)
    desk.post(at("check", row))
    run_jobs()
    said = pages.words(desk.get(at("detail", row)))
    assert "meanwhile@example.com → new@example.com" in said
    assert "确认导入 1 家" in said


def test_the_file_comes_back_with_its_errors(desk: Client, run_jobs: RunJobs) -> None:
    row = checked(desk, run_jobs, line(fee="待定"))
    assert at("annotated", row) in pages.links(desk.get(at("detail", row)))
    answer = desk.get(at("annotated", row))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert "“待定”不是金额" in page.cell(4, page.max_column).value


def test_where_nothing_is_wrong_there_is_no_such_file(desk: Client, run_jobs: RunJobs) -> None:
    row = checked(desk, run_jobs, line())
    assert desk.get(at("annotated", row)).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7 ...", NAME, "文件不是 .xlsx 表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), NAME, "设有打开密码"),
        (workbook(line()), "名册.txt", "请把名称的结尾改为 .xlsx"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told_at_the_field(
    desk: Client, data: bytes, name: str, said: str
) -> None:
    answer = send(desk, data, name)
    assert answer.status_code == 422
    assert said in pages.words(answer)
    assert not RegisterImport.objects.exists()


def test_no_file_at_all_is_told_at_the_field(desk: Client) -> None:
    answer = desk.post(UPLOAD, {})
    assert answer.status_code == 422
    assert "名册文件：" in pages.words(answer)


def test_a_register_without_data_is_told_on_its_page(desk: Client, run_jobs: RunJobs) -> None:
    row = checked(desk, run_jobs)
    said = pages.words(desk.get(at("detail", row)))
    assert "不能导入" in said
    assert "表头下面没有数据" in said
    assert "确认导入" not in said


def test_the_template_opens_as_a_workbook(desk: Client) -> None:
    answer = desk.get(reverse("admin:members_import_template"))
    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert page["A2"].value == "单位名称"


class TestExport:
    def names(self, desk: Client, query: str = "") -> list[str]:
        answer = desk.get(reverse("admin:members_export") + query)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == XLSX
        page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        return [row[1] for row in page.iter_rows(min_row=3, values_only=True)]

    def test_the_list_is_taken_along_as_it_is_narrowed(
        self, desk: Client, antai: Member, hengyuan: Member, guanghe: Member
    ) -> None:
        assert self.names(desk) == [antai.name, hengyuan.name, guanghe.name]
        assert self.names(desk, "?organisation_type=state") == [hengyuan.name]
        assert self.names(desk, "?position=standing_councillor") == [hengyuan.name]
        assert self.names(desk, "?q=ghyl") == [guanghe.name]
        assert self.names(desk, "?organisation_type=private&q=安泰") == [antai.name]

    def test_what_was_asked_for_is_kept(self, desk: Client, antai: Member) -> None:
        self.names(desk, "?organisation_type=private&q=安泰")
        entry = audit.timeline(cast.person("social")).get()
        assert entry.after["家数"] == 1
        assert "类型：民营企业" in entry.after["条件"]

    def test_the_list_leads_to_it_with_its_conditions(self, desk: Client, antai: Member) -> None:
        page = desk.get("/admin/members/member/?organisation_type=private")
        wanted = reverse("admin:members_export") + "?organisation_type=private"
        assert wanted in pages.links(page)

    def test_questions_do_not_grow_with_the_members(self, desk: Client) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.names(desk)
            return len(queries)

        members.member(position=Position.COUNCILLOR)
        first = asked()
        for _ in range(4):
            members.contact(members.member(organisation_type=OrganisationType.STATE))
        assert asked() == first


def _status(given: Any) -> int:
    """Reads a file to its end, which closes it."""
    if given.streaming:
        b"".join(given.streaming_content)
    return int(given.status_code)


READS = ("detail", "progress", "annotated")
STEPS = ("confirm", "check")


@pytest.mark.parametrize("name", [*READS, *STEPS])
def test_only_those_who_keep_the_register_get_there(
    name: str, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    row = checked(client_for("social"), run_jobs, line(), line(fee="待定"))

    def answer(role: str) -> int:
        url, visitor = at(name, row), client_for(role)
        given = visitor.get(url) if name in READS else visitor.post(url)
        return _status(given)

    assert answer("social") in {200, 302}
    for role in ("finance", "head", "general", "reader"):
        assert answer(role) == 403
    for role in cast.MEMBER_USERS:
        assert answer(role) == 404
    assert answer(cast.ANONYMOUS) == 302


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_never_taken_by_following_a_link(
    name: str, desk: Client, run_jobs: RunJobs
) -> None:
    row = checked(desk, run_jobs, line())
    assert desk.get(at(name, row)).status_code == 405


@pytest.mark.parametrize("role", ["social", "finance", "head"])
def test_who_may_export_does(role: str, client_for: ClientFor, antai: Member) -> None:
    assert _status(client_for(role).get(reverse("admin:members_export"))) == 200


@pytest.mark.parametrize(
    ("role", "status"),
    [("general", 403), ("reader", 403), ("antai_admin", 404), ("anonymous", 302)],
)
def test_who_may_not_export_does_not(role: str, status: int, client_for: ClientFor) -> None:
    assert client_for(role).get(reverse("admin:members_export")).status_code == status
