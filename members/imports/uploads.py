"""An uploaded register on its way: taken in, checked by a job, confirmed, written by another."""

from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files, jobs
from association.base.errors import Refused
from association.base.models import Job, StoredFile
from members.imports import book, checking, report, writing
from members.models import RegisterImport
from members.rules import may_import

CHECK, WRITE = "members.check_register", "members.write_register"
_FORBIDDEN = "您没有权限导入名册。请由社会工作部办理。"


class Stage(StrEnum):
    CHECKING = "checking"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    WRITING = "writing"
    NOT_WRITTEN = "not_written"
    WRITTEN = "written"


def stage(row: RegisterImport) -> Stage:
    if "written" in row.report:
        return Stage.WRITTEN
    if row.write_job:
        return Stage.WRITING if row.write_job.is_open else Stage.NOT_WRITTEN
    if row.check_job and row.check_job.is_open:
        return Stage.CHECKING
    return Stage.CHECKED if row.report else Stage.UNREADABLE


def running(row: RegisterImport) -> Job | None:
    """The job that the page should speak of: the last one."""
    return row.write_job or row.check_job


def former(row: RegisterImport) -> RegisterImport | None:
    """The last earlier upload of the very same file."""
    same = RegisterImport.objects.filter(file__sha256=row.file.sha256, pk__lt=row.pk)
    return same.select_related("uploaded_by", "check_job", "write_job").first()


def take(uploaded: "File[bytes]", *, by: User) -> RegisterImport:
    """Keeps an upload and has it checked. Raises Refused: no workbook, encrypted, too large."""
    if not may_import(by):
        raise Refused(_FORBIDDEN)
    with transaction.atomic():
        stored = files.keep(uploaded, by=by, accept=files.SHEETS)
        row = RegisterImport.objects.create(file=stored, uploaded_by=by, uploaded_at=clock.now())
        audit.record(row, "上传名册", by=by, after={"文件": stored.name, "校验值": stored.sha256})
        return _begin_check(row, by=by)


@transaction.atomic
def check_again(row: RegisterImport, *, by: User) -> RegisterImport:
    """Against the register as it is by now. Raises Refused while a job runs, or once written."""
    if not may_import(by):
        raise Refused(_FORBIDDEN)
    row = _locked(row)
    _check_there(row)
    if stage(row) not in {Stage.NOT_WRITTEN, Stage.UNREADABLE, Stage.CHECKED}:
        raise Refused(_NOT_NOW[stage(row)])
    row.report, row.write_job = {}, None
    return _begin_check(row, by=by)


def _begin_check(row: RegisterImport, *, by: User) -> RegisterImport:
    row.check_job = jobs.start(
        label=f"检查名册 {row.file.name}"[:120], task=CHECK, params={"import": row.pk}, by=by
    )
    row.save()
    return row


@transaction.atomic
def confirm(row: RegisterImport, *, by: User) -> RegisterImport:
    """Has the checked register written. Raises Refused if it isn't checked, or was confirmed."""
    if not may_import(by):
        raise Refused(_FORBIDDEN)
    row = _locked(row)
    _check_there(row)
    if stage(row) != Stage.CHECKED:
        raise Refused(_NOT_NOW[stage(row)])
    if not row.report["actions"]:
        raise Refused("这份名册与登记一致，没有要写入的内容。")
    row.write_job = jobs.start(
        label=f"导入名册 {row.file.name}"[:120], task=WRITE, params={"import": row.pk}, by=by
    )
    row.save(update_fields=["write_job"])
    return row


_NOT_NOW = {
    Stage.CHECKING: "这份名册还在检查，请等检查结束。",
    Stage.UNREADABLE: "这份文件没有通过检查，请改正后重新上传。",
    Stage.CHECKED: "",
    Stage.WRITING: "这份名册已经确认，正在导入，请等它结束。",
    Stage.NOT_WRITTEN: "上一次没有写入。请重新检查，核对后再确认。",
    Stage.WRITTEN: "这份名册已经导入，不会再写一次。要再次导入，请重新上传文件。",
}


def _check_there(row: RegisterImport) -> None:
    if row.file.erased_at and "written" not in row.report:
        raise Refused("这份名册的文件已到期清除，不能再检查或导入。请重新上传。")


@transaction.atomic
def forget(row: RegisterImport) -> None:
    """Erases the office's file and its copy with notes: they hold whole phone numbers. What was
    found and written, the file's name and its hash stay."""
    for stored in (row.file, row.annotated):
        if stored is not None:
            files.erase(stored)
    audit.record(
        row, "到期清除名册文件", by=None, after={"文件": row.file.name}, reason="超过保存期限"
    )


def _locked(row: RegisterImport) -> RegisterImport:
    return (
        RegisterImport.objects.select_for_update(of=("self",))
        .select_related("file", "check_job", "write_job")
        .get(pk=row.pk)
    )


def _of(job: Job) -> RegisterImport:
    return RegisterImport.objects.select_related("file").get(pk=job.params["import"])


def _bytes(stored: StoredFile) -> bytes:
    with stored.content.open("rb") as file:
        return bytes(file.read())


def check(job: Job) -> None:
    """The work of the check job. Done twice it comes to the same."""
    row = _of(job)
    jobs.advance(job, done=0, total=0, message="正在读取表格")
    data = _bytes(row.file)
    read = book.read(data, progress=_progress(job, "正在读取", 0))
    found = checking.check(read, progress=_progress(job, "正在与登记核对", 1))
    jobs.advance(job, done=job.total, total=job.total, message="正在写错误说明")
    marked = report.annotated(found, data)
    with transaction.atomic():
        jobs.still_ours(job)
        row = _locked(row)
        if row.check_job_id != job.pk or stage(row) == Stage.WRITTEN:
            return
        row.annotated = _keep(row, marked, job) if marked else None
        row.report = report.kept(found)
        row.save(update_fields=["report", "annotated"])
    job.message = f"{found.rows:,} 行：{found.valid:,} 行可以导入，{len(found.wrong):,} 行有错。"


def _keep(row: RegisterImport, marked: bytes, job: Job) -> StoredFile:
    name = f"{PurePath(row.file.name).stem}（错误说明）.xlsx"
    return files.keep_bytes(marked, name=name, media_type=files.XLSX, by=job.started_by)


def _progress(job: Job, message: str, part: int) -> book.Progress:
    """Two passes over the rows are one bar."""

    def heard(done: int, total: int) -> None:
        jobs.advance(job, done=part * total + done, total=2 * total, message=message)

    return heard


def write(job: Job) -> None:
    """The work of the write job. A register that is written is not written again."""
    row = _of(job)
    jobs.advance(job, done=0, total=0, message="正在读取表格")
    read = book.read(_bytes(row.file), progress=_progress(job, "正在读取", 0))
    rows = len(read.drafts)
    jobs.advance(job, done=rows, total=2 * rows, message="正在写入，全部写完才生效")
    with transaction.atomic():
        jobs.still_ours(job)
        row = _locked(row)
        if stage(row) == Stage.WRITTEN:
            job.message = str(row.report["written"]["sentence"])
            return
        found = writing.write(
            read, by=job.started_by, file=row.file.name, shown=row.report["actions"]
        )
        job.message = _sentence(found)
        row.report = _written(row.report, found, job)
        row.save(update_fields=["report"])
        audit.record(
            row,
            "导入名册",
            by=job.started_by,
            after={
                "新登记": len(found.created),
                "更新": len(found.changed),
                "没有变化": found.unchanged,
                "有错未导入": len(found.wrong),
                "重复未导入": len(found.duplicates),
            },
        )
    job.done = job.total


def _sentence(found: checking.Check) -> str:
    return (
        f"新登记 {len(found.created):,} 家，更新 {len(found.changed):,} 家，"
        f"没有变化 {found.unchanged:,} 家。"
    )


def _written(shown: dict[str, Any], found: checking.Check, job: Job) -> dict[str, Any]:
    return {
        **shown,
        "actions": [],
        "written": {
            "created": len(found.created),
            "updated": len(found.changed),
            "unchanged": found.unchanged,
            "at": clock.now(),
            "by": str(job.started_by or audit.SYSTEM),
            "sentence": _sentence(found),
        },
    }
