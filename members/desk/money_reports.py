"""What was relieved and discounted, for the council; a year's dues made known to everybody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.money import asked_year, year_tabs
from members.desk.report_forms import PublicationForm
from members.models import PublishedAccounts
from members.money import council as reporting
from members.money import income, publishing
from members.money.enums import PublicationState
from members.rules import may_draft_accounts, may_publish_accounts, may_view_dues

PDF = "application/pdf"


@desk(may_view_dues)
@require_safe
def council(request: HttpRequest) -> HttpResponse:
    year = asked_year(request)
    years = [int(line.key) for line in income.years()]
    report = reporting.report(year)
    for row in report.applications:
        row.decision = reporting.decision(row)
    context = {
        "report": report,
        "tabs": year_tabs("admin:members_council_report", years, year),
        "relieved_url": f"{reverse('admin:members_income_list', args=[year])}?part=relieved",
    }
    return render(request, "members/desk/council_report.html", context)


@desk(may_view_dues)
@require_safe
def council_workbook(request: HttpRequest, year: int) -> HttpResponse:
    report = reporting.report(year)
    return files.as_download(
        ContentFile(reporting.workbook(report)),
        name=f"{reporting.title(report)}.xlsx",
        media_type=files.XLSX,
    )


@desk(may_view_dues)
@require_safe
def council_document(request: HttpRequest, year: int) -> HttpResponse:
    report = reporting.report(year)
    return files.as_download(
        ContentFile(reporting.document(report)),
        name=f"{reporting.title(report)}.pdf",
        media_type=PDF,
    )


@desk(may_view_dues)
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Every year with what was published of it, and what waits."""
    versions: dict[int, list[PublishedAccounts]] = {}
    for row in PublishedAccounts.objects.select_related("drafted_by", "published_by"):
        row.waits = row.state == PublicationState.DRAFT
        row.may_publish = (
            row.waits
            and may_publish_accounts(request.user)
            and row.drafted_by_id != request.user.pk
        )
        versions.setdefault(row.year, []).append(row)
    context = {
        "years": [
            {"line": line, "year": int(line.key), "versions": versions.get(int(line.key), [])}
            for line in income.years()
        ],
        "may_draft": may_draft_accounts(request.user),
    }
    return render(request, "members/desk/published.html", context)


@desk(may_draft_accounts)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, year: int) -> HttpResponse:
    last = PublishedAccounts.objects.filter(year=year).order_by("-version").first()
    form = PublicationForm(
        request.POST or None,
        corrects=last is not None and (last.version > 1 or last.published_on is not None),
        initial=_initial(last),
    )
    if form.is_valid() and attempt(
        form, lambda: publishing.draft(year, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已保存草稿，等另一位同事核对后公示。")
        return redirect("admin:members_published")
    context = {
        "form": form,
        "title": f"编制 {year} 年度会费收支公示",
        "action": "保存草稿",
        "back": reverse("admin:members_published"),
        "explained": "应缴、减免和实收取自会费明细，公示时定格；这里只填支出。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


def _initial(last: PublishedAccounts | None) -> dict[str, Any]:
    if last is None:
        return {}
    initial: dict[str, Any] = {"spent": last.spent, "purpose": last.purpose}
    return initial | ({"correction": last.correction} if last.published_on is None else {})


@desk(may_publish_accounts)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PublishedAccounts, pk=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: publishing.publish(row, by=request.user)):
        messages.success(request, f"{row.year} 年度会费收支已公示，任何人都能看到。")
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("admin:members_published")
