"""What everybody may read of reviews: who is published, who has reached which grade."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, context, paging, rates, reading
from association.base.forms import attempt
from standardization.enums import CaseState, Role
from standardization.forms import ObjectionForm
from standardization.grades import objecting, publicity, records
from standardization.models import CaseStandard, GradeRecord

SIZE = 50
MINUTE, OBJECTIONS = 60, 5
SECTIONS = (
    ("standardization:notices", "公示"),
    ("standardization:grades", "达标企业"),
)


def _sections(current: str) -> list[dict[str, object]]:
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in SECTIONS
    ]


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    rows = list(publicity.shown())
    held_by = {
        row.case_id: row.version
        for row in CaseStandard.objects.filter(
            case__in=[notice.case_id for notice in rows], role=Role.PRIMARY
        ).select_related("version__standard")
    }
    ends = publicity.last_days(rows)
    told = {
        "rows": [
            {"notice": row, "version": held_by.get(row.case_id), "until": ends.get(row.case_id)}
            for row in rows
        ],
        "views": _sections("standardization:notices"),
    }
    return render(request, "standardization/public/notices.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which anybody objects to what is published."""
    notice = get_object_or_404(publicity.shown(), pk=pk)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        address = context.current().address
        if not rates.within("objection", address, limit=OBJECTIONS, seconds=MINUTE):
            response = render(request, "429.html", status=429)
            response["Retry-After"] = str(MINUTE)
            return response
        if form.is_valid() and attempt(form, lambda: objecting.file(notice, **form.cleaned_data)):
            messages.success(request, "异议已收到。安全技术部核实后，按您留的手机答复。")
            return redirect("standardization:notices")
    return render(
        request,
        "standardization/public/objection.html",
        {"notice": notice, "form": form, "still": notice.case.state == CaseState.OBJECTION},
        status=422 if form.is_bound else 200,
    )


@require_safe
def grades(request: HttpRequest) -> HttpResponse:
    """Those in force and those that were, found by the company's name."""
    asked = request.GET.get("q", "").strip()[:60]
    found = GradeRecord.objects.select_related("member", "version__standard", "renewed_by")
    if asked:
        found = found.filter(member__name__icontains=reading.sought(asked))
    page = paging.page(
        found,
        keys=("start", "pk"),
        descending=True,
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    today = clock.today()
    rows: list[dict[str, Any]] = [
        {"record": row, "standing": records.public_standing(row, today)} for row in page.rows
    ]
    query = f"q={quote(asked)}&" if asked else ""
    told = {
        "rows": rows,
        "asked": asked,
        "total": f"共 {paging.capped_count(found):,} 家",
        "previous": f"?{query}before={page.preceding}" if page.preceding else "",
        "next": f"?{query}after={page.following}" if page.following else "",
        "views": _sections("standardization:grades"),
    }
    return render(request, "standardization/public/grades.html", told)
