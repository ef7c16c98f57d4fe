"""Results in the portal: of a team's people for its contacts, of the company's teams for its users."""

from typing import Any

from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from association.base import files, paging
from association.base.errors import Refused
from members.portal.access import current_member, member_required
from training.assessment import slips
from training.assessment.results import of_many
from training.enums import EnrolmentState
from training.models import Enrolment, Team
from training.portal.access import team_required
from training.portal.tabs import tabs

SIZE = 50
SHAPES = {
    EnrolmentState.REGISTERED: "run",
    EnrolmentState.RETURNED: "due",
    EnrolmentState.REJECTED: "stop",
    EnrolmentState.FAILED: "due",
    EnrolmentState.SENT_BACK: "due",
    EnrolmentState.BARRED: "stop",
    EnrolmentState.WITHDRAWN: "none",
    EnrolmentState.COLLECTED: "ok",
    EnrolmentState.ARCHIVED: "ok",
}
"""Every other state is on its way."""


def _page(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = paging.page(
        rows.select_related("training_class", "trainee", "team"),
        keys=("pk",),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=True,
    )
    shown = of_many(page.rows)
    count = paging.capped_count(rows)
    return {
        "people": [
            {"shown": each, "s": SHAPES.get(EnrolmentState(each.enrolment.state), "run")}
            for each in shown
        ],
        "total": f"共 {count:,} 人次",
        **page.links(),
    }


@team_required
@require_safe
def team_results(request: HttpRequest, team: Team) -> HttpResponse:
    context = {
        "team": team,
        "tabs": tabs(team, "team_results"),
        **_page(request, Enrolment.objects.filter(team=team)),
    }
    return render(request, "training/portal/results.html", context)


@team_required
@require_safe
def team_slip(request: HttpRequest, team: Team, enrolment: int) -> HttpResponse:
    row = get_object_or_404(Enrolment.objects.select_related("trainee"), pk=enrolment, team=team)
    try:
        content = ContentFile(slips.of_enrolment(row))
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    name = f"准考证-{row.trainee}.pdf"
    return files.as_download(content, name=name, media_type="application/pdf")


@member_required
@require_safe
def company(request: HttpRequest) -> HttpResponse:
    """The people of the member's teams: class, state, results. No paper and no number of theirs."""
    member = current_member(request)
    context = {"member": member, **_page(request, Enrolment.objects.filter(team__member=member))}
    return render(request, "training/portal/company.html", context)
