"""The visits of whoever holds the phone: today's first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base import clock
from standardization.expert.access import expert_required
from standardization.models import Expert, Visit
from standardization.visits.duties import OVER, coming, visits_of


@expert_required
@require_safe
def visits(request: HttpRequest, expert: Expert) -> HttpResponse:
    assert expert.user is not None
    rows, today = visits_of(expert.user), clock.today()
    ahead = coming(rows)
    context = {
        "today": today,
        "now": [row for row in ahead if row.on == today],
        "late": [row for row in ahead if row.on < today],
        "coming": sorted((row for row in ahead if row.on > today), key=lambda row: row.on),
        "over": _over(rows),
    }
    return render(request, "standardization/expert/visits.html", context)


def _over(rows: list[Visit]) -> list[Visit]:
    return [row for row in rows if row.state in OVER][:20]
