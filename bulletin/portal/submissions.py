"""会刊投稿: what a company's people write, with its files, and what became of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, files
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import whole
from bulletin import body, queries, showing
from bulletin.articles import appearing
from bulletin.enums import FileKind, Kind, SubmissionState
from bulletin.models import Adoption, Article, Submission, SubmissionFile
from bulletin.portal.access import author_required, company, employee, pieces
from bulletin.portal.forms import (
    RIGHTS,
    CaptionForm,
    ConfirmForm,
    GiveBackForm,
    OtherForm,
    PictureForm,
    WordForm,
    WritingForm,
    opened_with,
)
from bulletin.submissions import attaching, writing
from bulletin.submissions.states import OPEN, SUBMISSIONS, lacking, writes

S = SubmissionState
LIST, PAGE = "bulletin:submissions", "bulletin:submission"
UPLOADS: dict[str, type[forms.Form]] = {
    FileKind.WORD: WordForm, FileKind.PICTURE: PictureForm, FileKind.OTHER: OtherForm,
}  # fmt: skip
STEPS = {
    "take_back": "已撤回，可以修改后再投。",
    "call_back": "已收回，可以修改后再交给单位。",
    "withdraw": "已撤稿。",
}
SENT: dict[str, tuple[Callable[..., object], str]] = {
    "hand_in": (writing.hand_in, "已投稿，编号 {row.number}。编辑处理后会通知您。"),
    "offer": (writing.offer, "已交给单位。单位确认后投给会刊，您会收到通知。"),
}


def _own(request: HttpRequest, pk: int) -> Submission:
    rows = pieces(request).select_related("wish", "call", "submitter", "member")
    row: Submission = get_object_or_404(rows, pk=pk)
    return row


@author_required
@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    rows = list(pieces(request).select_related("submitter")[:100])
    for row in rows:
        row.shape = showing.SHAPES[S(row.state)]
    context = {
        "rows": rows,
        "calls": list(queries.open_calls()),
        "kinds": Kind.labels,
        "member": company(request),
        "employee": employee(request),
        "contributors": [] if employee(request) else queries.contributors(company(request))[:100],
    }
    return render(request, "bulletin/portal/submissions.html", context)


@author_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    call = queries.open_calls().filter(pk=whole(request.POST.get("call"))).first()
    row = writing.begin(company(request), by=request.user, call=call)
    return redirect(PAGE, row.pk)


@author_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    if request.method != "POST":
        return _page(request, row)
    form = WritingForm(request.POST, typeable=_typeable(row))
    act = request.POST.get("act")
    if form.is_valid() and attempt(form, lambda: _save(request, row, form)):
        if act not in SENT:
            messages.success(request, "草稿已保存。")
            return redirect(PAGE, row.pk)
        if done := _sent(request, row, form, act):
            return done
        form.data = form.data.copy()  # what was typed is saved: the next try starts from there
        form.data["saves"] = str(row.saves)
    return _page(request, row, form=form)


def _sent(
    request: HttpRequest, row: Submission, form: WritingForm, act: str
) -> HttpResponse | None:
    door, said = SENT[act]
    if form.name_what_lacks(lacking(row)):
        return None
    if not attempt(form, lambda: door(row, by=request.user, rights=True)):
        return None
    messages.success(request, said.format(row=row))
    return redirect(PAGE, row.pk)


def _save(request: HttpRequest, row: Submission, form: WritingForm) -> None:
    writing.keep(
        row, by=request.user, saves=form.cleaned_data["saves"], fields=form.told(),
        typed=form.cleaned_data.get("text"),
    )  # fmt: skip


def _typeable(row: Submission) -> bool:
    return body.typeable(body.from_json(row.body))


def _appeared(row: Submission) -> dict[str, Any]:
    """Where it was printed, once it was, and the certificate that says so."""
    article = Article.objects.filter(submission=row).first() if row.state == S.ACCEPTED else None
    if article is None:
        return {"places": [], "adoption": None}
    given = Adoption.objects.select_related("credential").filter(article=article).first()
    return {"places": list(appearing.of(article)), "adoption": given}


def _page(
    request: HttpRequest,
    row: Submission,
    *,
    form: WritingForm | None = None,
    adding: forms.Form | None = None,
    confirming: ConfirmForm | None = None,
    giving_back: GiveBackForm | None = None,
) -> HttpResponse:
    typeable = _typeable(row)
    may_write = row.state in OPEN and writes(request.user, row)  # the desk, in what came by mail
    verbs = [step.verb for step in SUBMISSIONS.open_to(row, request.user)]
    if may_write and form is None:
        typed = body.as_typed(body.from_json(row.body)) if typeable else ""
        form = WritingForm(initial=opened_with(row, typed), typeable=typeable)
    found = showing.shown(row, address=_address)
    entries = audit.listed(audit.timeline(row))
    context = {
        "row": row,
        "shape": showing.SHAPES[S(row.state)],
        "form": form if may_write else None,
        "typeable": typeable,
        "shown": found,
        "captions": [(paper, _captions(paper.row)) for paper in found.pictures],
        "uploads": _uploads(adding) if may_write else [],
        **_appeared(row),
        "answer": _answer(row, entries),
        "rights": RIGHTS,
        "employee": employee(request),
        "confirming": confirming or (ConfirmForm() if "give_back" in verbs else None),
        "giving_back": giving_back or (GiveBackForm() if "give_back" in verbs else None),
        "verbs": verbs,
        "entries": entries,
    }
    wrong = (form and form.is_bound) or adding or confirming or giving_back
    status = 422 if wrong else 200
    return render(request, "bulletin/portal/submission.html", context, status=status)


def _uploads(adding: forms.Form | None) -> list[tuple[str, str, forms.Form]]:
    return [
        (
            kind,
            FileKind(kind).label,
            adding if type(adding) is made else made(auto_id=f"{kind}-%s"),
        )
        for kind, made in UPLOADS.items()
    ]


def _captions(row: SubmissionFile) -> CaptionForm:
    return CaptionForm(
        initial={"caption": row.caption, "credit": row.credit}, auto_id=f"of-{row.pk}-%s"
    )


def _answer(row: Submission, entries: list[Any]) -> str:
    """What the editor said last, where it was sent back or declined."""
    if row.state not in (S.RETURNED, S.DECLINED):
        return ""
    said = {SUBMISSIONS["send_back"].label, SUBMISSIONS["decline"].label}
    return next((entry.reason for entry in entries if entry.action in said), "")


def _address(row: SubmissionFile) -> str:
    return reverse("bulletin:submission_file", args=[row.submission_id, row.pk])


def _file(row: Submission, file_pk: int) -> SubmissionFile:
    found: SubmissionFile = get_object_or_404(
        row.files.select_related("file", "submission"), pk=file_pk
    )
    return found


@author_required
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    kind = request.POST.get("kind", "")
    if kind not in UPLOADS:
        raise Http404
    form = UPLOADS[kind](request.POST, request.FILES, auto_id=f"{kind}-%s")
    if form.is_valid() and attempt(form, lambda: _add(request, row, FileKind(kind), form)):
        said = "已上传，正在读取，稍候刷新本页。" if kind == FileKind.WORD else "已上传。"
        messages.success(request, said)
        return redirect(PAGE, row.pk)
    return _page(request, row, adding=form)


def _add(request: HttpRequest, row: Submission, kind: FileKind, form: forms.Form) -> None:
    told = dict(form.cleaned_data)
    attaching.add_file(row, kind=kind, upload=told.pop("file"), by=request.user, **told)


@author_required
@require_safe
def submission_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    return files.respond(_file(_own(request, pk), file_pk).file)


@author_required
@require_POST
def change_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """``act`` says what: take it off, caption it, or read it into the text once more."""
    row = _own(request, pk)
    found, by = _file(row, file_pk), request.user
    form = CaptionForm(request.POST)
    doors: dict[str, tuple[Callable[[], object], str]] = {
        "off": (lambda: attaching.take_off_file(found, by=by), "文件已去掉。"),
        "caption": (
            lambda: attaching.caption(found, by=by, **form.cleaned_data), "图说已保存。",
        ),
        "earlier": (lambda: attaching.shift(found, earlier=True, by=by), "图片已前移。"),
        "later": (lambda: attaching.shift(found, earlier=False, by=by), "图片已后移。"),
        "read": (
            lambda: attaching.read_again(found, by=by), "正在用这份 Word 替换正文，稍候刷新本页。",
        ),
    }  # fmt: skip
    act = request.POST.get("act", "")
    if act not in doors:
        raise Http404
    if act == "caption" and not form.is_valid():
        messages.error(request, "图说不超过 120 字，摄影不超过 40 字。")
        return redirect(PAGE, row.pk)
    return _done(request, row, *doors[act])


@author_required
@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    row, by = _own(request, pk), request.user
    act = request.POST.get("act", "")
    if act not in STEPS:
        raise Http404
    doors: dict[str, Callable[..., object]] = {
        "take_back": writing.take_back, "call_back": writing.call_back, "withdraw": writing.withdraw,
    }  # fmt: skip
    return _done(request, row, lambda: doors[act](row, by=by), STEPS[act])


@author_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """What an employee wrote: handed in for the company, or given back."""
    row, by = _own(request, pk), request.user
    if request.POST.get("act") == "give_back":
        back = GiveBackForm(request.POST)
        if back.is_valid() and attempt(
            back, lambda: writing.give_back(row, by=by, reason=back.cleaned_data["reason"])
        ):
            messages.success(request, "已退给作者。")
            return redirect(PAGE, row.pk)
        return _page(request, row, giving_back=back)
    form = ConfirmForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: writing.hand_in(row, by=by, rights=form.cleaned_data["rights"])
    ):
        messages.success(request, f"已投稿，编号 {row.number}。编辑处理后会通知您。")
        return redirect(PAGE, row.pk)
    return _page(request, row, confirming=form)


def _done(
    request: HttpRequest, row: Submission, door: Callable[[], object], said: str
) -> HttpResponse:
    try:
        door()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE, row.pk)
