"""From the upload to the result: jobs that may die, officers who come late, a second confirm."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from association.accounts.models import User
from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.base.models import Job, StoredFile
from members import tasks
from members.imports import uploads
from members.imports.uploads import Stage
from members.models import Member, RegisterImport
from tests.conftest import RunJobs
from tests.members.imports.registers import FIRST, line, line_of, workbook

pytestmark = pytest.mark.django_db

NAME = "会员名册 2020.xlsx"
Upload = Callable[..., RegisterImport]


def uploaded(data: bytes, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def checked(lin: User, run_jobs: RunJobs) -> Upload:
    """Uploads a register with these lines, and has it checked."""

    def upload(*lines: dict[str, object]) -> RegisterImport:
        row = uploads.take(uploaded(workbook(*lines)), by=lin)
        run_jobs()
        return RegisterImport.objects.get(pk=row.pk)

    return upload


def test_an_upload_is_kept_and_waits_for_its_check(lin: User) -> None:
    row = uploads.take(uploaded(workbook(line())), by=lin)
    assert uploads.stage(row) == Stage.CHECKING
    assert row.file.name == NAME
    assert row.check_job
    assert row.check_job.task == "members.check_register"
    assert audit.timeline(row).get().action == "上传名册"
    assert not Member.objects.exists()


def test_a_check_tells_what_would_follow_and_writes_nothing(checked: Upload) -> None:
    row = checked(line(), line(name=None), line(email="?"))
    assert uploads.stage(row) == Stage.CHECKED
    assert row.report["rows"] == 3
    assert [row.report[key] for key in ("created", "updated", "unchanged")] == [2, 0, 0]
    assert [error["row"] for error in row.report["errors"]] == [FIRST + 1]
    assert row.check_job
    assert row.check_job.message == "3 行：2 行可以导入，1 行有错。"
    assert not Member.objects.exists()


def test_the_file_comes_back_with_a_word_beside_each_row_that_needs_one(checked: Upload) -> None:
    first = line()
    row = checked(first, line(name=None), {**first}, line(email="?"))
    assert row.annotated
    assert row.annotated.name == "会员名册 2020（错误说明）.xlsx"
    with row.annotated.content.open("rb") as file:
        page = load_workbook(io.BytesIO(file.read())).active
    last = page.max_column
    assert page.cell(3, last).value == "错误说明"
    assert [page.cell(n, last).value for n in range(FIRST, FIRST + 4)] == [
        None,
        "单位名称：单位名称没有填写",
        f"与第 {FIRST} 行的统一社会信用代码相同，没有采用",
        "提示：邮箱：“?”不是电子邮箱，没有采用，请核对",
    ]


def test_a_register_without_a_fault_has_no_such_file(checked: Upload) -> None:
    assert checked(line()).annotated is None


def test_a_workbook_without_room_for_notes_is_checked_all_the_same(
    lin: User, run_jobs: RunJobs
) -> None:
    full = load_workbook(io.BytesIO(workbook(line(name=None))))
    full.active["XFD9"] = "x"
    out = io.BytesIO()
    full.save(out)
    row = uploads.take(uploaded(out.getvalue()), by=lin)
    run_jobs()
    row.refresh_from_db()
    assert (row.annotated, row.report["wrong"]) == (None, 1)


def test_confirmed_it_is_written_and_told(
    checked: Upload, lin: User, chen: User, run_jobs: RunJobs
) -> None:
    row = checked(line(), line(mobile="1"))
    assert uploads.stage(uploads.confirm(row, by=lin)) == Stage.WRITING
    job = run_jobs()[0]
    row.refresh_from_db()
    assert uploads.stage(row) == Stage.WRITTEN
    assert (job.state, job.message) == ("done", "新登记 1 家，更新 0 家，没有变化 0 家。")
    entry = audit.timeline(row).first()
    assert entry
    assert (entry.action, entry.actor) == ("导入名册", lin)
    assert entry.after["新登记"] == entry.after["有错未导入"] == 1
    told = audit.timeline(Member.objects.get()).get()
    assert told.reason == f"名册导入（{NAME} 第 {FIRST} 行）"


def test_a_second_confirm_is_refused(checked: Upload, lin: User, run_jobs: RunJobs) -> None:
    row = uploads.confirm(checked(line()), by=lin)
    with pytest.raises(Refused, match="已经确认，正在导入"):
        uploads.confirm(row, by=lin)
    run_jobs()
    with pytest.raises(Refused, match="已经导入，不会再写一次"):
        uploads.confirm(row, by=lin)
    assert Job.objects.filter(task="members.write_register").count() == 1


def test_what_is_not_checked_cannot_be_confirmed(lin: User, run_jobs: RunJobs) -> None:
    row = uploads.take(uploaded(workbook(line())), by=lin)
    with pytest.raises(Refused, match="还在检查"):
        uploads.confirm(row, by=lin)
    with pytest.raises(Refused, match="还在检查"):
        uploads.check_again(row, by=lin)


def test_where_nothing_would_change_there_is_nothing_to_confirm(
    checked: Upload, lin: User, antai: Member
) -> None:
    with pytest.raises(Refused, match="没有要写入的内容"):
        uploads.confirm(checked(line_of(antai)), by=lin)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook(), "表头下面没有数据"),
        (workbook(line(), organisation_type="甲"), "表头缺少“单位类型”列"),
    ],
)
def test_a_file_that_cannot_be_read_fails_its_check_with_a_sentence(
    data: bytes, said: str, lin: User, run_jobs: RunJobs
) -> None:
    row = uploads.take(uploaded(data), by=lin)
    (job,) = run_jobs()
    row.refresh_from_db()
    assert uploads.stage(row) == Stage.UNREADABLE
    assert job.state == "failed"
    assert said in job.message
    with pytest.raises(Refused, match="没有通过检查"):
        uploads.confirm(row, by=lin)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", NAME, "是空的"),
        (b"%PDF-1.7 ...", NAME, "文件不是 .xlsx 表格"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            NAME,
            "文件设有打开密码",
        ),
        (workbook(line()), "名册.pdf", "请把名称的结尾改为 .xlsx"),
        (b"PK\x03\x04" + bytes(10 * 1024 * 1024), NAME, "超过 10 MB"),
    ],
)
def test_what_is_no_workbook_is_not_taken_in(data: bytes, name: str, said: str, lin: User) -> None:
    with pytest.raises(Refused, match=said):
        uploads.take(uploaded(data, name), by=lin)
    assert not RegisterImport.objects.exists()
    assert not StoredFile.objects.exists()


def test_only_who_may_import_goes_any_step(checked: Upload, he: User) -> None:
    row = checked(line())
    for step in (uploads.confirm, uploads.check_again):
        with pytest.raises(Refused, match="没有权限导入名册"):
            step(row, by=he)
    with pytest.raises(Refused, match="没有权限导入名册"):
        uploads.take(uploaded(workbook(line())), by=he)


def test_who_lost_the_right_meanwhile_writes_nothing(
    checked: Upload, lin: User, run_jobs: RunJobs
) -> None:
    uploads.confirm(checked(line()), by=lin)
    lin.groups.clear()
    (job,) = run_jobs()
    assert (job.state, Member.objects.count()) == ("failed", 0)


def test_the_same_file_is_known_again(checked: Upload, lin: User, run_jobs: RunJobs) -> None:
    good = line()
    first, other = checked(good), checked(line())
    second = checked(good)
    assert uploads.former(second) == first
    assert uploads.former(first) is None
    assert uploads.former(other) is None
    uploads.confirm(first, by=lin)
    uploads.confirm(second, by=lin)
    run_jobs()
    second.refresh_from_db()
    assert [second.report["written"][key] for key in ("created", "unchanged")] == [0, 1]


def test_a_register_changed_meanwhile_is_checked_again_before_it_is_written(
    checked: Upload, lin: User, antai: Member, run_jobs: RunJobs
) -> None:
    row = checked(line(), line_of(antai, email="new@example.com"))
    uploads.confirm(row, by=lin)
    Member.objects.filter(pk=antai.pk).update(email="meanwhile@example.com")
    (job,) = run_jobs()
    row.refresh_from_db()
    assert uploads.stage(row) == Stage.NOT_WRITTEN
    assert "1 家的登记有了变动" in job.message
    assert Member.objects.count() == 1
    with pytest.raises(Refused, match="请重新检查"):
        uploads.confirm(row, by=lin)

    uploads.check_again(row, by=lin)
    run_jobs()
    row.refresh_from_db()
    assert row.report["changes"][0]["changes"] == [
        ["单位邮箱", "meanwhile@example.com", "new@example.com"]
    ]
    uploads.confirm(row, by=lin)
    run_jobs()
    antai.refresh_from_db()
    assert antai.email == "new@example.com"
    assert Member.objects.count() == 2


def _abandoned(job: Job) -> None:
    """As a worker leaves it that was killed at work: running, its lease over."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, leased_until=clock.now() - timedelta(seconds=1)
    )


def test_a_check_whose_worker_died_is_done_by_the_next(checked: Upload, run_jobs: RunJobs) -> None:
    row = checked(line(), line(name=None))
    assert row.check_job
    before = row.report
    _abandoned(row.check_job)
    tasks.check_register(row.check_job.pk)
    row.refresh_from_db()
    assert row.report == before
    assert Job.objects.get(pk=row.check_job.pk).state == "done"


def test_a_written_register_is_not_written_again_by_a_late_worker(
    checked: Upload, lin: User, run_jobs: RunJobs
) -> None:
    row = uploads.confirm(checked(line()), by=lin)
    run_jobs()
    assert row.write_job
    Member.objects.update(email="since@example.com")
    _abandoned(row.write_job)
    tasks.write_register(row.write_job.pk)
    assert Member.objects.get().email == "since@example.com"
    assert Job.objects.get(pk=row.write_job.pk).message.startswith("新登记 1 家")
    assert audit.timeline(row).filter(action="导入名册").count() == 1


def test_a_late_check_does_not_take_back_what_was_written(
    checked: Upload, lin: User, run_jobs: RunJobs
) -> None:
    row = uploads.confirm(checked(line()), by=lin)
    run_jobs()
    assert row.check_job
    _abandoned(row.check_job)
    tasks.check_register(row.check_job.pk)
    row.refresh_from_db()
    assert uploads.stage(row) == Stage.WRITTEN


def test_progress_is_written_while_the_work_goes_on(
    lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int, str]] = []
    advance = jobs.advance

    def listening(job: Job, *, done: int, total: int, message: str = "") -> None:
        advance(job, done=done, total=total, message=message)
        seen.append((done, total, message))

    monkeypatch.setattr(jobs, "advance", listening)
    row = uploads.take(uploaded(workbook(*(line() for _ in range(501)))), by=lin)
    assert row.check_job
    tasks.check_register(row.check_job.pk)
    assert seen == [
        (0, 0, "正在读取表格"),
        (500, 1002, "正在读取"),
        (1001, 1002, "正在与登记核对"),
        (1002, 1002, "正在写错误说明"),
    ]
