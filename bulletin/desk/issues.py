"""Issues at the desk: which there are, a new one, and what is printed round the pieces."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.forms import attempt
from bulletin.desk.issue_forms import AboutForm, BeginForm
from bulletin.enums import IssueState
from bulletin.issues import planning
from bulletin.models import Edition, Issue
from bulletin.rules import may_keep_issues, may_see_issues
from members.desk.access import desk

SHAPES = {IssueState.PLANNING: "run", IssueState.LOCKED: "due", IssueState.RELEASED: "ok"}
_MOST = 200


@desk(may_see_issues)
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    counted = Issue.objects.annotate(pieces=Count("items")).order_by("-year", "-number")
    rows = list(counted[:_MOST])
    for row in rows:
        row.shape = SHAPES[IssueState(row.state)]
    context = {"rows": rows, "keeps": may_keep_issues(request.user)}
    return render(request, "bulletin/desk/issues.html", context)


@desk(may_keep_issues)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.POST) if request.method == "POST" else BeginForm()
    made: list[Issue] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(planning.begin(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"{made[0]}已建立，可以编入稿件。")
        return redirect("admin:bulletin_issue", made[0].pk)
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/issue_begin.html", {"form": form}, status=status)


@desk(may_keep_issues)
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("masthead", "cover"), pk=pk)
    form = (
        AboutForm(request.POST, request.FILES)
        if request.method == "POST"
        else AboutForm(initial={name: getattr(issue, name) for name in planning.FIELDS})
    )
    if form.is_valid() and attempt(form, lambda: _change(issue, form.cleaned_data, request.user)):
        messages.success(request, "已保存。")
        return redirect("admin:bulletin_issue", issue.pk)
    context = {"issue": issue, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/desk/issue_about.html", context, status=status)


@transaction.atomic
def _change(issue: Issue, told: dict[str, Any], by: Any) -> None:
    cover, none = told.pop("cover"), told.pop("no_cover")
    planning.change(issue, fields=told, by=by)
    if cover or (none and issue.cover_id):
        planning.set_cover(issue, cover, by=by)


@desk(may_see_issues)
@require_safe
def edition(request: HttpRequest, pk: int, edition_pk: int) -> HttpResponseBase:
    row = get_object_or_404(
        Edition.objects.select_related("file"), pk=edition_pk, issue=pk, file__isnull=False
    )
    return files.respond(row.file)
