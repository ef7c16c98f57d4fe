"""One issue at the desk: its pieces in their order, what it lacks, what was made of it."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base import audit
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.reading import half_width
from association.base.sent import saves, whole
from bulletin import body
from bulletin.desk.issue_forms import AddForm, ColumnForm, ReasonForm
from bulletin.desk.issues import SHAPES
from bulletin.editions import contents, making
from bulletin.enums import EditionKind, EditionState, IssueState, Severity
from bulletin.issues import locking, ordering, preflight
from bulletin.issues.states import ISSUES, locked_by
from bulletin.models import Issue, IssueColumn, IssueItem
from bulletin.rules import may_keep_issues, may_see_issues
from members.desk.access import desk

_EDITIONS = {EditionState.WAITING: "run", EditionState.DONE: "ok", EditionState.FAILED: "stop"}
_SEVERITY = {Severity.BLOCK: "stop", Severity.WARN: "due", Severity.SUGGEST: "none"}
_MISSING = "这一项已经不在本期里了，请刷新页面。"
DONE = {
    "add": "已编入本期。", "column": "栏目已加上。", "lock": "已锁定，版本和栏目名已固定。",
    "unlock": "已解除锁定。", "release": "本期已发布，作者会收到通知。",
}  # fmt: skip


@desk(may_see_issues)
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("masthead", "call", "cover"), pk=pk)
    if "job" in request.GET:
        return _progress(request, issue)
    act = request.POST.get("act", "")
    form = _form(request, issue, act)
    if form and form.is_valid() and attempt(form, _door(request, issue, act, form)):
        if act in DONE:
            messages.success(request, DONE[act])
        return redirect("admin:bulletin_issue", issue.pk)
    return _page(request, issue, act, form)


def _progress(request: HttpRequest, issue: Issue) -> HttpResponse:
    asked = request.GET["job"]
    rows = issue.editions.select_related("job").filter(job__isnull=False)
    row = get_object_or_404(rows, pk=whole(asked))
    return render(request, "ui/job.html", {"job": row.job, "url": request.get_full_path()})


@desk(may_keep_issues)
@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole order, as a page moved it: answered with the count that the next one has to name."""
    issue = get_object_or_404(Issue, pk=pk)
    try:
        told = json.loads(request.body)
        wanted = [(int(column), [int(item) for item in items]) for column, items in told["order"]]
        saves = int(told["saves"])
    except (ValueError, TypeError, KeyError, OverflowError):
        return JsonResponse({"said": "次序没有读懂，请刷新页面再试。"}, status=400)
    try:
        ordering.order(issue, wanted, saves=saves, by=request.user)
    except Refused as refusal:
        return JsonResponse({"said": refusal.message}, status=409)
    return JsonResponse({"saves": issue.saves})


# --- What is done --------------------------------------------------------------------------------
def _form(request: HttpRequest, issue: Issue, act: str) -> forms.Form | None:
    if act == "add":
        return AddForm(request.POST, issue=issue)
    if act == "column":
        return ColumnForm(request.POST, issue=issue)
    if act == "unlock":
        return ReasonForm(request.POST)
    return forms.Form(request.POST) if act in {*_PIECE, *_COLUMN, *_WHOLE} else None


def _door(request: HttpRequest, issue: Issue, act: str, form: forms.Form) -> Callable[[], object]:
    by, told = request.user, form.cleaned_data
    if act == "add":
        return lambda: ordering.add(issue, told["article"], under=told["under"], by=by)
    if act == "column":
        return lambda: ordering.add_column(issue, told["column"], by=by)
    if act == "unlock":
        return lambda: locking.unlock(issue, reason=told["reason"], by=by)
    if act in _WHOLE:
        return lambda: _WHOLE[act](issue, by)
    return lambda: _small(request, issue, act)


def _small(request: HttpRequest, issue: Issue, act: str) -> object:
    """A button beside a piece or a column."""
    name, rows = ("item", issue.items) if act in _PIECE else ("column", issue.columns)
    asked = request.POST.get(name, "")
    row: Any = rows.filter(pk=whole(asked)).first()
    if row is None:
        raise Refused(_MISSING)
    doors: Any = _PIECE if act in _PIECE else _COLUMN
    return doors[act](row, request)


def _pages(request: HttpRequest) -> int | None:
    told = request.POST.get("pages", "").strip()
    pages = whole(half_width(told), least=1, most=200)
    if told and pages is None:
        raise Refused("计划页数请写 1 至 200 的整数，不限的空着。")
    return pages


_PIECE: dict[str, Callable[[IssueItem, HttpRequest], object]] = {
    "up": lambda row, asked: ordering.step(
        row, ordering.UP, saves=saves(asked.POST), by=asked.user
    ),
    "down": lambda row, asked: ordering.step(
        row, ordering.DOWN, saves=saves(asked.POST), by=asked.user
    ),
    "take_out": lambda row, asked: ordering.take_out(row, by=asked.user),
    "new_page": lambda row, asked: ordering.new_page(row, on=not row.new_page, by=asked.user),
}
_COLUMN: dict[str, Callable[[IssueColumn, HttpRequest], object]] = {
    "column_up": lambda row, asked: ordering.step_column(
        row, ordering.UP, saves=saves(asked.POST), by=asked.user
    ),
    "column_down": lambda row, asked: ordering.step_column(
        row, ordering.DOWN, saves=saves(asked.POST), by=asked.user
    ),
    "column_out": lambda row, asked: ordering.take_out_column(row, by=asked.user),
    "pages": lambda row, asked: ordering.budget(row, pages=_pages(asked), by=asked.user),
}
_WHOLE: dict[str, Callable[[Issue, Any], object]] = {
    "lock": lambda issue, by: locking.lock(issue, by=by),
    "release": lambda issue, by: locking.release(issue, by=by),
    "screen": lambda issue, by: making.ask_for(issue, EditionKind.SCREEN, by=by),
    "print": lambda issue, by: making.ask_for(issue, EditionKind.PRINT, by=by),
}


# --- What is shown -------------------------------------------------------------------------------
def _page(request: HttpRequest, issue: Issue, act: str, failed: forms.Form | None) -> HttpResponse:
    if failed:
        issue.refresh_from_db()
    verbs = {step.verb for step in ISSUES.open_to(issue, request.user)}
    plans = may_keep_issues(request.user) and issue.state == IssueState.PLANNING
    if "release" in verbs and locked_by(issue) == request.user.pk:
        verbs.discard("release")
    columns, characters = _columns(issue)
    lacks = preflight.run(issue)
    current = preflight.current(issue, EditionKind.SCREEN)
    context = {
        "issue": issue,
        "shape": SHAPES[IssueState(issue.state)],
        "columns": columns,
        "pieces": sum(len(each["items"]) for each in columns),
        "characters": characters,
        "facts": current.facts if current else {},
        "to_fill": preflight.to_fill(current.facts["pages"]) if current else 0,
        "lacks": [(_SEVERITY[lack.severity], lack) for lack in lacks],
        "blocked": sum(lack.severity == Severity.BLOCK for lack in lacks),
        "editions": _editions(issue),
        "plans": plans,
        "verbs": verbs,
        "problem": failed,
        "failed": act if failed else "",
        "add": failed if act == "add" and failed else AddForm(issue=issue) if plans else None,
        "column": failed if act == "column" and failed else ColumnForm(issue=issue),
        "reason": failed if act == "unlock" and failed else ReasonForm(),
        "entries": audit.listed(audit.timeline(issue)),
    }
    return render(request, "bulletin/desk/issue.html", context, status=422 if failed else 200)


def _columns(issue: Issue) -> tuple[list[dict[str, Any]], int]:
    told: dict[int, dict[str, Any]] = {
        row.pk: {"row": row, "items": [], "characters": 0}
        for row in issue.columns.select_related("column").order_by("position", "pk")
    }
    items = issue.items.select_related("article__approved", "version")
    for item in items.order_by("position", "pk"):
        version = item.version or item.article.approved
        item.characters = (
            version.characters if version else body.characters(body.from_json(item.article.body))
        )
        item.ready = item.version is not None or item.article.stage in preflight.PASSED
        told[item.under_id]["items"].append(item)
        told[item.under_id]["characters"] += item.characters
    for each in told.values():
        each["pages"] = preflight.pages(each["row"], each["items"])
    return list(told.values()), sum(each["characters"] for each in told.values())


def _editions(issue: Issue) -> list[dict[str, Any]]:
    told = contents.contents(issue)
    current = {kind: contents.digest(told, kind) for kind in making.PDF}
    rows = issue.editions.filter(kind__in=making.PDF).select_related("file", "job")[:12]
    return [
        {
            "row": row,
            "shape": _EDITIONS[EditionState(row.state)],
            "current": row.of == current[EditionKind(row.kind)],
            "running": row.job if row.job and row.job.is_open else None,
            "url": f"{reverse('admin:bulletin_issue', args=[issue.pk])}?job={row.pk}",
            "megabytes": f"{row.facts.get('bytes', 0) / 1_000_000:.1f}",
        }
        for row in rows
    ]
