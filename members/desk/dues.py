"""A year's dues: what stands in the ledger, assessing it, moving its date."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base import clock
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.money import grouped
from members import dues
from members.desk.access import desk
from members.desk.forms import ExtensionForm, YearForm
from members.dues import extensions, tariff
from members.enums import Tier
from members.models import Assessment, AssessmentRun, Extension
from members.queries import totals
from members.rules import may_assess, may_extend, may_view_dues

SHOWN = 200


def _page(year: int) -> HttpResponse:
    return redirect(f"{reverse('admin:members_dues')}?year={year}")


@desk(may_view_dues)
def overview(request: HttpRequest) -> HttpResponse:
    form = YearForm(request.GET or None)
    year = form.cleaned_data["year"] if form.is_valid() else _latest_year()
    context: dict[str, Any] = {
        "year": year,
        "years": _years(year),
        "totals": totals(year),
        "tiers": _by_tier(year),
        "runs": AssessmentRun.objects.filter(year=year).select_related("started_by"),
        "extensions": Extension.objects.filter(year=year, member=None).select_related(
            "resolution", "granted_by"
        ),
        "may_assess": may_assess(request.user),
        "may_extend": may_extend(request.user),
    }
    try:
        context |= {"standard": tariff.standard_for(year), "due_on": extensions.due_on(year)}
    except Refused as refusal:
        context["obstacle"] = refusal.message
    return render(request, "members/desk/dues.html", context)


def _latest_year() -> int:
    return Assessment.objects.aggregate(year=Max("year"))["year"] or clock.today().year


def _years(chosen: int) -> list[dict[str, Any]]:
    known = set(Assessment.objects.values_list("year", flat=True).distinct())
    here = reverse("admin:members_dues")
    return [
        {"label": f"{year} 年度", "url": f"{here}?year={year}", "current": year == chosen}
        for year in sorted(known | {chosen, clock.today().year}, reverse=True)
    ]


def _by_tier(year: int) -> list[dict[str, Any]]:
    rows = (
        Assessment.objects.filter(year=year)
        .order_by()
        .values("tier")
        .annotate(members=Count("pk"), amount=Sum("amount"))
    )
    ladder = sorted(rows, key=lambda row: Tier.values.index(row["tier"]))
    return [row | {"tier": Tier(row["tier"]).label} for row in ladder]


@desk(may_assess)
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest) -> HttpResponse:
    """First what it would come to; confirmed, it is written."""
    form = YearForm(request.POST or request.GET or None)
    if not form.is_valid():
        messages.error(request, "请写明要核定的年度，如 2020。")
        return redirect("admin:members_dues")
    year = form.cleaned_data["year"]
    try:
        if request.method == "POST":
            outcome = dues.assess(year, by=request.user)
            messages.success(
                request,
                f"{year} 年度新核定 {outcome.assessed} 家，新增应缴 {grouped(outcome.added)} 元。"
                f"全年应缴 {grouped(outcome.total)} 元，减免 {grouped(outcome.relieved)} 元，"
                f"须缴 {grouped(outcome.payable)} 元。",
            )
            return _page(year)
        outcome = dues.preview(year)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:members_dues")
    context = {
        "year": year,
        "outcome": outcome,
        "owed": [(row, Tier(row.tier).label) for row in outcome.owed[:SHOWN]],
        "excluded": outcome.excluded[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "members/desk/assess.html", context)


@desk(may_extend)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, year: int) -> HttpResponse:
    form = ExtensionForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: extensions.extend(year=year, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{year} 年度会费缴费期限已延长。")
        return _page(year)
    context = {
        "form": form,
        "title": f"延长 {year} 年度缴费期限",
        "action": "延长",
        "back": f"{reverse('admin:members_dues')}?year={year}",
        "explained": "对本年度全体会员有效，原定日期仍会保留。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
