"""通知: what a company was told, what it still has to hand in, and what it handed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, files
from association.questionnaires.models import ResponseFile
from bulletin import body, showing
from bulletin.forms import reporting
from bulletin.forms.reporting import Report
from bulletin.models import Due, Notice
from bulletin.notices import audience, standing
from members.portal.access import current_member, member_required

MOST = 200


def _own(request: HttpRequest, pk: int) -> Notice:
    found: Notice = get_object_or_404(audience.for_member(current_member(request)), pk=pk)
    return found


def _due(request: HttpRequest, pk: int, due_pk: int) -> Due:
    rows = Due.objects.select_related("form__notice", "form__questionnaire")
    return get_object_or_404(rows, pk=due_pk, form__notice=_own(request, pk))


@member_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    rows = list(audience.for_member(member)[:MOST])
    owed = standing.owed(member, rows)
    still = [each for each in owed if each.open]
    counts = {row.pk: 0 for row in rows}
    for each in still:
        counts[each.due.form.notice_id] += 1
    context = {"owed": still, "rows": [(row, counts[row.pk]) for row in rows]}
    return render(request, "bulletin/portal/notices.html", context)


@member_required
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    owed = standing.owed(current_member(request), [row])
    context = {
        "row": row,
        "first": next((each.due.pk for each in owed if each.open), None),
        "text": showing.html(body.from_json(row.body), {}),
        "files": row.files.select_related("file"),
        "owed": owed,
    }
    return render(request, "bulletin/portal/notice.html", context)


@member_required
@require_safe
def notice_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    rows = _own(request, pk).files.select_related("file")
    return files.respond(get_object_or_404(rows, pk=file_pk).file)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, due_pk: int) -> HttpResponse:
    due, member = _due(request, pk, due_pk), current_member(request)
    if request.method != "POST":
        return _page(request, reporting.shown(due, member))
    found = reporting.handle(due, member, by=request.user, data=request.POST, files=request.FILES)
    if found.said:
        messages.success(request, found.said)
        return redirect("bulletin:report", pk, due_pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Report) -> HttpResponse:
    context = {
        "report": found,
        "due": found.due,
        "notice": found.due.form.notice,
        "entries": audit.listed(audit.timeline(found.row)) if found.row else [],
    }
    return render(request, "bulletin/portal/report.html", context, status=found.status)


@member_required
@require_safe
def report_file(request: HttpRequest, pk: int, due_pk: int, file_pk: int) -> HttpResponseBase:
    due = _due(request, pk, due_pk)
    rows = ResponseFile.objects.select_related("file")
    wanted = rows.filter(
        response__in=due.returns.filter(member=current_member(request)).values("response")
    )
    return files.respond(get_object_or_404(wanted, pk=file_pk).file)
