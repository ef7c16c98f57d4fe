"""The office's register: taken in, checked, looked at, confirmed; and handed out again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts.login_names import masked_phone
from association.base import clock, files, identifiers
from association.base.errors import Refused
from association.base.forms import UploadField, attempt
from members.desk.access import desk
from members.filters import MemberFilter, dues_year
from members.imports import book, columns, export, uploads
from members.imports.uploads import Stage
from members.models import RegisterImport
from members.rules import may_export, may_import

RECENT = 10
STAGES = {
    Stage.CHECKING: ("run", "正在检查"),
    Stage.UNREADABLE: ("stop", "不能导入"),
    Stage.CHECKED: ("due", "待确认"),
    Stage.WRITING: ("run", "正在导入"),
    Stage.NOT_WRITTEN: ("stop", "没有写入"),
    Stage.WRITTEN: ("ok", "已导入"),
}


class UploadForm(forms.Form):
    file = UploadField(label="名册文件", accept=files.SHEETS)


def _rows() -> Any:
    return RegisterImport.objects.select_related(
        "file", "annotated", "uploaded_by", "check_job", "write_job"
    )


def _staged(row: RegisterImport) -> dict[str, Any]:
    stage = uploads.stage(row)
    shape, word = STAGES[stage]
    if stage == Stage.CHECKED and not row.report["actions"]:
        shape, word = "none", "与登记一致"
    return {"row": row, "stage": stage.value, "shape": shape, "word": word}


@desk(may_import)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The rules, the form below them, and what was uploaded before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    taken: list[RegisterImport] = []
    if form.is_valid() and attempt(
        form, lambda: taken.append(uploads.take(form.cleaned_data["file"], by=request.user))
    ):
        return redirect("admin:members_import_detail", taken[0].pk)
    context = {
        "form": form,
        "most_rows": f"{book.MOST_ROWS:,}",
        "columns": [column for column in columns.COLUMNS if not column.ours],
        "recent": [_staged(row) for row in _rows()[:RECENT]],
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/import.html", context, status=status)


@desk(may_import)
def template(request: HttpRequest) -> HttpResponse:
    year = clock.today().year
    return _workbook(export.template(year), f"会员名册模板-{year}.xlsx")


@desk(may_import)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(), pk=pk)
    former = uploads.former(row)
    writable = row.report.get("created", 0) + row.report.get("updated", 0)
    context = {
        **_staged(row),
        "job": uploads.running(row),
        "progress_url": reverse("admin:members_import_progress", args=[pk]),
        "report": row.report,
        "summary": _summary(row.report),
        "counts": _counts(row.report),
        "writable": f"{writable:,}" if writable else "",
        "former": _staged(former) if former else None,
        "erased_at": row.file.erased_at,
        "list_url": reverse("admin:members_member_changelist"),
    }
    return render(request, "members/desk/import_detail.html", context)


def _summary(report: dict[str, Any]) -> str:
    if not report:
        return ""
    return (
        f"{report['rows']:,} 行，{report['valid']:,} 行可以导入；"
        f"单位类型和会员级别按 {report['day']} 的情况登记"
    )


def _counts(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The result sheet; a number opens its list below."""
    if not report:
        return []
    done = report.get("written", report)
    tense = "已" if "written" in report else "将"
    counts = (
        (done["created"], f"{tense}新登记（家）", "#new", ""),
        (done["updated"], f"{tense}更新（家）", "#changed", ""),
        (done["unchanged"], "没有变化（家）", "", ""),
        (report["wrong"], "有错，不导入（行）", "#wrong", "stop"),
        (report["twice"], "重复，不导入（行）", "#twice", ""),
        (report["remarks"], "请留意（处）", "#remarks", ""),
    )
    return [
        {"n": f"{n:,}", "label": label, "url": url if n else "", "s": s if n else ""}
        for n, label, url, s in counts
    ]


@desk(may_import)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The job alone, which the page asks for again while it runs."""
    row = get_object_or_404(_rows(), pk=pk)
    return render(request, "ui/job.html", {"job": uploads.running(row), "url": request.path})


@desk(may_import)
def annotated(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows().exclude(annotated=None), pk=pk)
    if row.annotated is None:
        raise Http404
    return files.respond(row.annotated)


@desk(may_import)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, uploads.confirm)


@desk(may_import)
@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(request, pk, uploads.check_again)


def _step(request: HttpRequest, pk: int, door: Any) -> HttpResponse:
    row = get_object_or_404(RegisterImport, pk=pk)
    try:
        door(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:members_import_detail", pk)


@desk(may_export)
def register(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed on the screen, as a workbook."""
    year = dues_year()
    narrowed = MemberFilter(request.GET, year=year)
    content = export.register(narrowed.qs, year=year, by=request.user, asked=_asked(narrowed))
    return _workbook(content, f"会员名册-{clock.today()}.xlsx")


def _asked(narrowed: MemberFilter) -> str:
    """The conditions in words: 类型：民营企业，所在区：朝阳区."""
    words = []
    for name, value in narrowed.form.cleaned_data.items():
        if value:
            choices = dict(getattr(narrowed.form.fields[name], "choices", ()))
            said = masked_phone(value) if identifiers.mobile_or_none(value) else value
            words.append(f"{narrowed.filters[name].label}：{choices.get(value, said)}")
    return "，".join(words)


def _workbook(content: bytes, name: str) -> HttpResponse:
    return files.as_download(ContentFile(content), name=name, media_type=files.XLSX)
