"""Notices at the desk: the list, one of them as a draft, and as it went out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, files, paging
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import whole
from bulletin import body, showing
from bulletin.desk.notice_forms import (
    BeginForm,
    FileForm,
    NoticeForm,
    ReasonForm,
    TitleForm,
    WordForm,
    opened_with,
)
from bulletin.enums import NoticeState
from bulletin.models import Notice
from bulletin.notices import audience, drafting, publishing, standing, states
from bulletin.rules import may_keep_notices
from members.desk.access import desk

S = NoticeState
SIZE = 50
SHAPES = {S.DRAFT: "run", S.PUBLISHED: "ok", S.WITHDRAWN: "none"}
GATHERING = "gathering"
LISTED = [(each, each.label) for each in (S.PUBLISHED, S.DRAFT, S.WITHDRAWN)]
PAGE = "admin:bulletin_notice"


@desk(may_keep_notices)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", S.PUBLISHED)
    chosen = chosen if chosen in (*S.values, GATHERING) else S.PUBLISHED
    found = standing.gathering() if chosen == GATHERING else Notice.objects.filter(state=chosen)
    rows = found.annotate(forms_count=Count("forms"))
    page = paging.page(
        rows, keys=("pk",), size=SIZE, descending=True, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    counts: dict[str, int] = dict(
        Notice.objects.order_by().values_list("state").annotate(n=Count("pk"))
    )
    counts[GATHERING] = standing.gathering().count()
    here = f"?state={chosen}"
    context = {
        "rows": page.rows,
        "views": [
            {
                "label": label, "url": f"?state={each}", "count": counts.get(each, 0),
                "current": each == chosen,
            }
            for each, label in ((GATHERING, "在收报表"), *LISTED)
        ],
        **page.links(f"{here}&"),
    }  # fmt: skip
    return render(request, "bulletin/desk/notices.html", context)


@desk(may_keep_notices)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm()
    made: list[Notice] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(drafting.draft(by=request.user, **form.cleaned_data))
    ):
        return redirect(PAGE, made[0].pk)
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/notice_new.html", {"form": form}, status=status)


@desk(may_keep_notices)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Notice.objects.select_related("by"), pk=pk)
    shown = _Shown()
    if request.method == "POST":
        said = _do(request, row, request.POST.get("act", ""), shown)
        if said:
            messages.success(request, said)
            return redirect(PAGE, row.pk)
        row.refresh_from_db()
    return _page(request, row, shown)


@dataclass(slots=True)
class _Shown:
    """Forms that came back with what is wrong; ``refused`` is what a step without one was told."""

    failed: dict[str, forms.Form] = field(default_factory=dict)
    refused: str = ""


def _do(request: HttpRequest, row: Notice, act: str, shown: _Shown) -> str:
    """What was done, in words; nothing where it was refused."""
    kinds: dict[str, Callable[[], forms.Form]] = {
        "save": lambda: NoticeForm(request.POST, typeable=_typeable(row)),
        "word": lambda: WordForm(request.POST, request.FILES, auto_id="word-%s"),
        "attach": lambda: FileForm(request.POST, request.FILES, auto_id="attach-%s"),
        "form": lambda: TitleForm(request.POST, auto_id="form-%s"),
        "withdraw": lambda: ReasonForm(request.POST, auto_id="withdraw-%s"),
    }
    if act not in kinds:
        return _step(request, row, act, shown)
    form = kinds[act]()
    said: list[str] = []
    if form.is_valid() and attempt(
        form, lambda: said.append(_write(request, row, act, form.cleaned_data, form))
    ):
        return said[0]
    shown.failed[act] = form
    return ""


def _write(
    request: HttpRequest, row: Notice, act: str, told: dict[str, Any], form: forms.Form
) -> str:
    by = request.user
    if act == "save" and isinstance(form, NoticeForm):
        drafting.change(
            row, saves=told["saves"], fields=form.told(), members=told["members"],
            typed=told.get("text"), by=by,
        )  # fmt: skip
        return "草稿已保存。"
    if act == "word":
        lost = drafting.read_word(row, upload=told["file"], by=by)
        return "".join(["正文已换成 Word 里的文字。", *lost])
    if act == "attach":
        drafting.attach(row, upload=told["file"], by=by)
        return "附件已上传。"
    if act == "form":
        like = told["like"].questionnaire if told["like"] else None
        drafting.add_form(row, title=told["title"], like=like, by=by)
        return "报表已增加，请写问题和报送日期。"
    publishing.withdraw(row, reason=told["reason"], by=by)
    return "通知已撤回，会员单位会收到理由。"


def _step(request: HttpRequest, row: Notice, act: str, shown: _Shown) -> str:
    by: Any = request.user
    try:
        if act == "publish":
            publishing.publish(row, by=by)
            return "通知已发布，正在告知会员单位。"
        verb, _, number = act.partition("-")
        key = whole(number)
        if verb == "off":
            drafting.take_off(get_object_or_404(row.files, pk=key), by=by)
            return "附件已去掉。"
        if verb == "unform":
            drafting.remove_form(get_object_or_404(row.forms, pk=key), by=by)
            return "报表已删去。"
    except Refused as refusal:
        shown.refused = refusal.message
        return ""
    raise Http404


def _typeable(row: Notice) -> bool:
    return body.typeable(body.from_json(row.body))


def _page(request: HttpRequest, row: Notice, shown: _Shown) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "shape": SHAPES[S(row.state)],
        "text": showing.html(body.from_json(row.body), {}),
        "files": row.files.select_related("file"),
        "count": audience.addressed(row).count(),
        "entries": audit.listed(audit.timeline(row)),
        "refused": shown.refused,
        "problem": next(iter(shown.failed.values()), None),
        "failed": next(iter(shown.failed), ""),
    }
    if row.state == S.DRAFT:
        context |= _drafted(row, shown.failed)
    else:
        context |= {
            "counted": standing.counted(row),
            "withdraw": shown.failed.get("withdraw") or ReasonForm(auto_id="withdraw-%s"),
        }
    status = 422 if shown.failed or shown.refused else 200
    return render(request, "bulletin/desk/notice.html", context, status=status)


def _drafted(row: Notice, failed: dict[str, forms.Form]) -> dict[str, Any]:
    typeable = _typeable(row)
    typed = body.as_typed(body.from_json(row.body)) if typeable else ""
    rows = row.forms.select_related("questionnaire").prefetch_related("dues")
    return {
        "form": failed.get("save")
        or NoticeForm(initial=opened_with(row, typed), typeable=typeable),
        "typeable": typeable,
        "word": failed.get("word") or WordForm(auto_id="word-%s"),
        "attach": failed.get("attach") or FileForm(auto_id="attach-%s"),
        "adding": failed.get("form") or TitleForm(auto_id="form-%s"),
        "report_forms": rows.annotate(asked=Count("questionnaire__questions")).order_by(
            "position", "pk"
        ),
        "lacking": states.incomplete(row),
        "past": states.past(row),
    }


@desk(may_keep_notices)
@require_safe
def notice_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    rows = get_object_or_404(Notice, pk=pk).files.select_related("file")
    return files.respond(get_object_or_404(rows, pk=file_pk).file)
