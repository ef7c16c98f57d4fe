"""The report forms of a notice at the desk: their questions and days, who has answered, what it
comes to, and handing in for a member."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, clock, files, paging
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import whole
from association.questionnaires.models import ResponseFile
from association.questionnaires.screens import builder
from bulletin.desk.notice_forms import DueForm, MoveForm
from bulletin.enums import NoticeState
from bulletin.forms import reporting
from bulletin.models import Due, Notice, ReportForm, Return
from bulletin.notices import drafting, publishing, reminding, standing
from bulletin.rules import may_keep_notices
from members.desk.access import desk
from members.models import Contact, Member
from members.rules import may_view_contact_mobile

SIZE = 50
DUE = "admin:bulletin_notice_due"


@desk(may_keep_notices)
@require_http_methods(["GET", "HEAD", "POST"])
def report_form(request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
    rows = ReportForm.objects.select_related("notice", "questionnaire")
    row = get_object_or_404(rows, pk=form_pk, notice=pk)
    act = request.POST.get("act", "")
    adding = DueForm(auto_id="due-%s")
    build, refused, said = None, "", ""
    if request.method == "POST" and act == "due":
        adding = DueForm(request.POST, auto_id="due-%s")
        if adding.is_valid() and attempt(
            adding, lambda: drafting.add_due(row, by=request.user, **adding.cleaned_data)
        ):
            said = "报送日期已增加。"
    elif request.method == "POST" and act.startswith("undue-"):
        said, refused = _remove_due(request, row, act.removeprefix("undue-"))
    else:
        build = _built(request, row)
        said, refused = build.said, build.refused
    if said:
        messages.success(request, said)
        return redirect("admin:bulletin_notice_form", pk, form_pk)
    return _form_page(request, row, build or builder.shown(row.questionnaire), adding, refused)


def _built(request: HttpRequest, row: ReportForm) -> builder.Builder:
    return builder.handle(request, row.questionnaire, about=row.notice)


def _remove_due(request: HttpRequest, row: ReportForm, number: str) -> tuple[str, str]:
    due = get_object_or_404(row.dues.select_related("form__questionnaire"), pk=whole(number))
    try:
        drafting.remove_due(due, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        return "", refusal.message
    return "报送日期已删去。", ""


def _form_page(
    request: HttpRequest, row: ReportForm, build: builder.Builder, adding: DueForm, refused: str
) -> HttpResponse:
    context = {
        "row": row,
        "notice": row.notice,
        "build": build,
        "dues": row.dues.all(),
        "adding": adding,
        "refused": refused,
        "draft": row.notice.state == NoticeState.DRAFT,
    }
    status = 422 if adding.is_bound or refused else build.status
    return render(request, "bulletin/desk/notice_form.html", context, status=status)


# --- The board --------------------------------------------------------------------------------
def _due(pk: int, due_pk: int) -> Due:
    rows = Due.objects.select_related("form__notice", "form__questionnaire")
    shown = rows.exclude(form__notice__state=NoticeState.DRAFT)
    return get_object_or_404(shown, pk=due_pk, form__notice=pk)


@desk(may_keep_notices)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, pk: int, due_pk: int) -> HttpResponse:
    due = _due(pk, due_pk)
    moving = MoveForm(auto_id="move-%s", initial={"due_at": due.due_at})
    refused, said = "", ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "move":
            moving = MoveForm(request.POST, auto_id="move-%s")
            if moving.is_valid() and attempt(moving, _move(request, due, moving)):
                said = "截止时间已改，正在告知还没有报送的会员单位。"
        elif act == "remind":
            said, refused = _remind(request, due)
        else:
            raise Http404
    if said:
        messages.success(request, said)
        return redirect(DUE, pk, due_pk)
    return _board_page(request, due, moving, refused)


def _move(request: HttpRequest, due: Due, form: MoveForm) -> Callable[[], object]:
    by: Any = request.user
    return lambda: publishing.move_due(due, by=by, **form.cleaned_data)


def _remind(request: HttpRequest, due: Due) -> tuple[str, str]:
    try:
        count = reminding.remind_now(due, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        return "", refusal.message
    return f"已提醒 {count} 家会员单位。", ""


def _board_page(request: HttpRequest, due: Due, moving: MoveForm, refused: str) -> HttpResponse:
    chosen = request.GET.get("show", "missing")
    chosen = chosen if chosen in ("missing", "signed", "totals") else "missing"
    counted = next(each for each in standing.counted(due.form.notice) if each.due.pk == due.pk)
    context: dict[str, Any] = {
        "due": due,
        "notice": due.form.notice,
        "counted": counted,
        "chosen": chosen,
        "views": [
            _view("还没有报", "missing", counted.open, chosen),
            _view("已经报的", "signed", standing.answered(due).count(), chosen),
            _view("汇总", "totals", None, chosen),
        ],
        "moving": moving,
        "refused": refused,
        "live": due.form.notice.state == NoticeState.PUBLISHED,
        "reminders": due.reminders.select_related("by")[:10],
    }
    if chosen == "totals":
        context["totals"] = standing.reckoned(due)
    else:
        context |= _listed(request, due, chosen)
    status = 422 if moving.is_bound or refused else 200
    return render(request, "bulletin/desk/notice_due.html", context, status=status)


def _view(label: str, key: str, count: int | None, chosen: str) -> dict[str, Any]:
    return {"label": label, "url": f"?show={key}", "count": count, "current": key == chosen}


def _listed(request: HttpRequest, due: Due, chosen: str) -> dict[str, Any]:
    asked = {"after": request.GET.get("after", ""), "before": request.GET.get("before", "")}
    here = f"?show={chosen}"
    if chosen == "signed":
        page = paging.page(standing.answered(due).order_by(), keys=("pk",), size=SIZE, **asked)
        rows: list[Any] = list(page.rows)
    else:
        page = paging.page(standing.missing(due), keys=("number",), size=SIZE, **asked)
        rows = _missing(due, list(page.rows), plain=may_view_contact_mobile(request.user))
    return {
        "rows": rows,
        **page.links(f"{here}&"),
    }


def _missing(due: Due, members: list[Member], *, plain: bool) -> list[dict[str, Any]]:
    """With the person to ring up, and since when a draft lies there."""
    keys = [row.pk for row in members]
    people = Prefetch("contacts", Contact.objects.order_by("pk"))
    known = Member.objects.filter(pk__in=keys).prefetch_related(people).order_by("number")
    drafts = Return.objects.filter(due=due, member__in=keys).select_related("response")
    begun = {row.member_id: row.response.changed_at for row in drafts}
    return [
        {
            "member": member, "contact": _contact(member), "plain": plain,
            "begun": begun.get(member.pk),
        }
        for member in known
    ]  # fmt: skip


def _contact(member: Member) -> Contact | None:
    people = list(member.contacts.all())
    return next((one for one in people if "main" in one.roles), people[0] if people else None)


@desk(may_keep_notices)
@require_safe
def workbook(request: HttpRequest, pk: int, due_pk: int) -> HttpResponseBase:
    due = _due(pk, due_pk)
    return files.as_download(
        ContentFile(standing.workbook(due)), name=f"{due} {clock.today():%Y%m%d}.xlsx",
        media_type=files.XLSX,
    )  # fmt: skip


# --- In a member's place ----------------------------------------------------------------------
@desk(may_keep_notices)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, due_pk: int, member_pk: int) -> HttpResponse:
    due, member = _due(pk, due_pk), _member(due_pk, pk, member_pk)
    if request.method != "POST":
        return _report_page(request, reporting.shown(due, member))
    found = reporting.handle(due, member, by=request.user, data=request.POST, files=request.FILES)
    if found.said:
        messages.success(request, f"{member}：{found.said}")
        return redirect("admin:bulletin_report", pk, due_pk, member_pk)
    return _report_page(request, found)


def _member(due_pk: int, pk: int, member_pk: int) -> Member:
    """One that it is for, or that has answered."""
    notice = get_object_or_404(Notice, pk=pk)
    asked = standing.addressed(notice).filter(pk=member_pk)
    answered = Member.objects.filter(pk=member_pk, returns__due=due_pk)
    found = asked.first() or answered.first()
    if found is None:
        raise Http404
    return found


def _report_page(request: HttpRequest, found: reporting.Report) -> HttpResponse:
    context = {
        "report": found,
        "due": found.due,
        "notice": found.due.form.notice,
        "entries": audit.listed(audit.timeline(found.row)) if found.row else [],
    }
    return render(request, "bulletin/desk/report.html", context, status=found.status)


@desk(may_keep_notices)
@require_safe
def report_file(
    request: HttpRequest, pk: int, due_pk: int, member_pk: int, file_pk: int
) -> HttpResponseBase:
    returns = _due(pk, due_pk).returns.filter(member=member_pk)
    rows = ResponseFile.objects.select_related("file").filter(
        response__in=returns.values("response")
    )
    return files.respond(get_object_or_404(rows, pk=file_pk).file)
