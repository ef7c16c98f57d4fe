"""Submissions at the desk: the inbox, one of them as it reads, and what is done with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, clock, files, paging, workdays
from association.base.forms import attempt
from bulletin import queries, showing
from bulletin.articles import beginning
from bulletin.desk.forms import MailedForm, MoveForm, ReasonForm, RevisedForm, SignForm
from bulletin.enums import FileKind, SubmissionState
from bulletin.models import Article, Submission, SubmissionFile
from bulletin.rules import may_edit, may_sort
from bulletin.submissions import attaching, sorting, writing
from bulletin.submissions.states import SUBMISSIONS
from members.desk.access import desk

SIZE = 50
S = SubmissionState
SEEN = (S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.DECLINED, S.WITHDRAWN)
WORDS = {S.SUBMITTED: "待分拣"}
TERM = 5
"""Working days in which a piece is sorted."""
DONE = {
    "accept": "已采用，作者会收到通知。",
    "send_back": "已退回，作者会收到您的意见。",
    "decline": "已登记不采用，作者会收到理由。",
    "move": "已转栏目。",
    "sign": "署名已补充。",
    "adopt": "已转为稿件。",
    "revise": "改好的稿件已上传，正在读取 Word 文件。",
    "hand_in": "已重新收稿，可以分拣。",
    "withdraw": "已撤稿。",
}
BY_MAIL = {
    "accept": "已采用。请用邮件告诉作者。",
    "send_back": "已退回。请把意见用邮件告诉作者，收到改好的稿件后在这里上传。",
    "decline": "已登记不采用。请把理由用邮件告诉作者。",
}
"""What came by mail has nobody here who could be told."""


@desk(may_sort)
@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("state", S.SUBMITTED)
    chosen = chosen if chosen in SEEN else S.SUBMITTED
    rows = queries.handed_in().filter(state=chosen).select_related("wish", "member")
    page = paging.page(
        rows, keys=("since", "pk"), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""), descending=chosen != S.SUBMITTED,
    )  # fmt: skip
    if chosen == S.SUBMITTED:
        _timed(page.rows)
    counts = dict(queries.handed_in().order_by().values_list("state").annotate(n=Count("pk")))
    here = f"?state={chosen}"
    context = {
        "rows": page.rows,
        "waiting": chosen == S.SUBMITTED,
        "total": f"共 {paging.capped_count(rows):,} 篇",
        "views": [
            {
                "label": WORDS.get(each, each.label), "url": f"?state={each}",
                "count": counts.get(each, 0), "current": each == chosen,
            }
            for each in SEEN
        ],
        **page.links(f"{here}&"),
    }  # fmt: skip
    return render(request, "bulletin/desk/submissions.html", context)


def _timed(rows: list[Submission]) -> None:
    """Until when each has to be sorted, and how many working days that leaves; negative once over."""
    today, calendar = clock.today(), workdays.calendar()
    for row in rows:
        row.due_on = calendar.after(row.since.astimezone(clock.TZ).date(), TERM)
        row.left = calendar.between(today, row.due_on) - calendar.between(row.due_on, today)


@desk(may_sort)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = MailedForm(request.POST or None, request.FILES or None)
    made: list[Submission] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(sorting.enter_mailed(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"已登记为 {made[0].number}，正在读取 Word 文件。")
        return redirect("admin:bulletin_submission", made[0].pk)
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/enter.html", {"form": form}, status=status)


@desk(may_sort)
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    rows = queries.handed_in().select_related("member", "wish", "call", "submitter")
    row = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    form = _form(request, row, act)
    if form and form.is_valid() and attempt(form, _door(row, act, form, request.user)):
        messages.success(request, (BY_MAIL if row.by_mail else {}).get(act, DONE[act]))
        if act == "adopt":
            return redirect("admin:bulletin_article", row.article.pk)
        return redirect("admin:bulletin_submission", row.pk)
    return _page(request, row, act, form)


def _form(request: HttpRequest, row: Submission, act: str) -> forms.Form | None:
    kinds: dict[str, type[forms.Form]] = {
        "accept": forms.Form, "send_back": ReasonForm, "decline": ReasonForm, "move": MoveForm,
        "sign": SignForm, "adopt": MoveForm, "hand_in": forms.Form, "withdraw": forms.Form,
    }  # fmt: skip
    if act == "revise":
        return RevisedForm(request.POST, request.FILES, auto_id="revise-%s")
    return kinds[act](request.POST, auto_id=f"{act}-%s") if act in kinds else None


def _door(row: Submission, act: str, form: forms.Form, by: Any) -> Callable[[], object]:
    doors: dict[str, Callable[..., object]] = {
        "accept": sorting.accept, "send_back": sorting.send_back, "decline": sorting.decline,
        "move": sorting.move, "sign": sorting.sign, "adopt": beginning.adopt,
        "withdraw": writing.withdraw, "hand_in": partial(writing.hand_in, rights=False),
        "revise": partial(attaching.add_file, kind=FileKind.WORD, replace=True),
    }  # fmt: skip
    return lambda: doors[act](row, by=by, **form.cleaned_data)


def _page(
    request: HttpRequest, row: Submission, act: str, failed: forms.Form | None
) -> HttpResponse:
    if failed:
        row.refresh_from_db()
    verbs = {step.verb for step in SUBMISSIONS.open_to(row, request.user)}
    given = {act: failed} if failed else {}
    signing = {"unit": row.unit, "authors": row.authors, "source": row.source}
    context = {
        "row": row,
        "shape": showing.SHAPES[S(row.state)],
        "word": WORDS.get(S(row.state), row.get_state_display()),
        "shown": showing.shown(row, address=_address),
        "problem": failed,
        "failed": act if failed else "",
        "sorts": "accept" in verbs,
        "send_back": given.get("send_back", ReasonForm(auto_id="send_back-%s")),
        "decline": given.get("decline", ReasonForm(auto_id="decline-%s")),
        "move": given.get("move", MoveForm(auto_id="move-%s", initial={"column": row.wish_id})),
        "sign": given.get("sign", SignForm(auto_id="sign-%s", initial=signing))
        if row.by_mail and row.state == S.SUBMITTED
        else None,
        "adopt": given.get("adopt", MoveForm(auto_id="adopt-%s", initial={"column": row.wish_id}))
        if row.state == S.ACCEPTED and may_edit(request.user)
        else None,
        "revise": given.get("revise", RevisedForm(auto_id="revise-%s"))
        if row.by_mail and row.state == S.RETURNED
        else None,
        "article": Article.objects.filter(submission=row).first(),
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if failed else 200
    return render(request, "bulletin/desk/submission.html", context, status=status)


def _address(row: SubmissionFile) -> str:
    return reverse("admin:bulletin_submission_file", args=[row.submission_id, row.pk])


@desk(may_sort)
@require_safe
def submission_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    row = get_object_or_404(
        SubmissionFile.objects.select_related("file"),
        pk=file_pk,
        submission__in=queries.handed_in().filter(pk=pk),
    )
    return files.respond(row.file)
