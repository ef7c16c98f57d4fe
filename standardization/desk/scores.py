"""评分 of a case: every score as it was frozen, with its vetoes, and how far the recheck is apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.desk.access import desk
from standardization.desk.look import shape
from standardization.desk.one_case import found
from standardization.desk.tabs import tabs
from standardization.enums import ReportKind
from standardization.models import Case, ScoreSnapshot
from standardization.reports import apart, marks, stage
from standardization.rules import may_view_cases

Line = dict[str, object]


@desk(may_view_cases)
@require_safe
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    recheck = stage.held(row, ReportKind.RECHECK, row.round)
    context = {
        "case": row,
        "shape": shape(row.state),
        "tabs": tabs(row, "standardization_case_scores"),
        "scores": [
            _score(each, row) for each in row.snapshots.select_related("taken_by").order_by("-pk")
        ],
        "apart": apart.told(row, recheck, row.round) if recheck else None,
    }
    return render(request, "standardization/desk/scores.html", context)


def _score(of: ScoreSnapshot, case: Case) -> Line:
    """Whatever was vetoed stands beside the score, which a veto never lowers."""
    parts = marks.scored(of, case)
    return {
        "of": of,
        "told": marks.told(of),
        "elements": marks.elements(parts),
        "vetoes": marks.vetoes(parts),
    }
