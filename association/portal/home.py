from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from association.base import clock
from association.base.errors import Refused
from association.portal import cards
from association.portal.access import (
    at_home_with_a_team,
    at_home_with_reviews,
    at_home_with_writing,
)
from association.portal.context import doings
from bulletin.portal.todo import todo as notices_todo
from members.dues.statements import statement
from members.dues.tariff import standard_for
from members.enums import RepresentativeRole, Tier
from members.models import FeeStandard
from members.portal.access import (
    current_member,
    current_representation,
    member_required,
    vote_by,
)
from members.portal.needs_todo import todo as needs_todo
from members.register.standing import standing
from members.register.timeline import news
from members.relief import in_force, wording
from standardization.portal.todo import todo

RECENT = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what a year costs and why, and what is given back this year."""
    year = clock.today().year
    context: dict[str, Any] = {"year": year, "reliefs": _reliefs(year)}
    try:
        standard = standard_for(year)
    except Refused:
        return render(request, "public/home.html", context)
    lines = sorted(standard.lines.all(), key=lambda line: Tier.values.index(line.tier))
    context |= {
        "fee_lines": [{"tier": Tier(line.tier).label, "amount": line.amount} for line in lines],
        "fee_source": _source(standard),
    }
    return render(request, "public/home.html", context)


def _source(standard: FeeStandard) -> str:
    """The standard and who decided it; what nobody has compared with the original says so."""
    decision = standard.resolution
    if decision is None:
        return str(standard)
    doubt = "" if decision.verified else "（待核实）"
    return f"{standard}，{decision.get_body_display()}决议 {decision.number}{doubt}"


def _reliefs(year: int) -> list[dict[str, str]]:
    return [{"name": row.title, "text": wording.policy(row)} for row in in_force(year)]


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """One's own first page: a company's; a team's for who acts for a team alone."""
    if at_home_with_a_team(request):
        return redirect("training:teams")
    if there := at_home_with_reviews(request):
        return redirect(there)
    if at_home_with_writing(request):
        return redirect("bulletin:submissions")
    return _company(request)


@member_required
def _company(request: HttpRequest) -> HttpResponse:
    """What to do now, what membership gave, what has happened."""
    member = current_member(request)
    prefetch_related_objects([member], "organisation_types", "position_terms")
    account = statement(member)
    change = member.change_requests.first()
    orders = cards.open_orders(member)
    year = clock.today().year
    glance = cards.glance(member, year)
    applications = cards.applications(member)
    tasks = cards.tasks(
        member,
        account,
        change=change,
        finance_contact=glance.finance,
        orders=orders,
        applications=applications,
        slips=glance.slips,
        vote_by=vote_by(request),
    )
    acting = current_representation(request)
    heads = acting is not None and acting.role == RepresentativeRole.ADMIN
    if waiting := doings(request).offered:
        tasks.append(cards.employees_wrote(waiting))
    needs = needs_todo(glance.cards, glance.talks)
    asked = [*todo(member, heads=heads), *notices_todo(glance.asked), *needs]
    tasks = cards.by_day([*tasks, *(cards.Task(**each) for each in asked)])
    latest = account.years[0] if account.years else None
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "headline": cards.headline(tasks),
        "subline": "".join(cards.subline(tasks, account)),
        "tasks": tasks,
        "year": year,
        "saved": glance.saved,
        "cases": cards.cases(change, applications, glance.slips, orders),
        "services": latest.standard.basic_services if latest else "",
        "news": news(member, limit=RECENT),
    }
    return render(request, "portal/home.html", context)
