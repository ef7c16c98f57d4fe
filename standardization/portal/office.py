"""What an office of the bureau, and a review organisation, see and do by their own sign-in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from association.accounts.screens.sign_in import to_sign_in
from association.base import files
from association.base.forms import attempt
from association.credentials import issuing
from standardization.cases import acts, clocks, documents, guards
from standardization.desk.case_forms import ActForm
from standardization.desk.look import ASSIGNMENT_SHAPES
from standardization.desk.visit_forms import RosterForm
from standardization.enums import (
    CLOSED,
    AssignmentState,
    CaseState,
    LetterKind,
    ReportKind,
    VisitKind,
    VisitState,
)
from standardization.grades import publicity
from standardization.models import Case, Organisation, Visit
from standardization.people.independence import FIRST_REVIEW
from standardization.portal.access import office_required, offices_of, visible
from standardization.reports import stage
from standardization.rules import is_technical_head
from standardization.visits import readiness

S, Kind = CaseState, Organisation.Kind
PAGE = "standardization:office_case"
BUREAU_TURN = (S.AUTHORITY_CONFIRM, S.PUBLICITY, S.OBJECTION)
REVIEW_TURN = (S.REVIEW_PLANNED, S.REVIEWING, S.VERIFYING, S.REPORTING)
LETTERS = {
    Kind.REVIEW: (LetterKind.DELEGATION, LetterKind.RECTIFICATION, LetterKind.RECHECK),
    Kind.BUREAU: tuple(LetterKind),
}
INSIDE = (S.RECHECK_SELECTION, S.PANEL, S.CONCLUDED)
"""A review organisation isn't told of the draw before it is drawn, nor of what is being weighed."""


@never_cache
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """For which of several one acts; straight on where there is one."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    rows = list(offices_of(request.user).order_by("name"))
    if not rows:
        raise Http404
    if len(rows) == 1:
        return redirect("standardization:office_home", rows[0].pk)
    return render(request, "standardization/office/offices.html", {"offices": rows})


@office_required
@require_safe
def home(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What waits for us first, then the rest."""
    turn = BUREAU_TURN if organisation.kind == Kind.BUREAU else REVIEW_TURN
    rows = list(visible(organisation).order_by("-since")[:200])
    for row in rows:
        row.turn = row.state in turn
        row.shape, row.words = _said(row, organisation, turn=row.turn)
        row.proposed = publicity.proposed(row)
    context = {
        "office": organisation,
        "waiting": [row for row in rows if row.turn],
        "others": [row for row in rows if not row.turn],
    }
    return render(request, "standardization/office/home.html", context)


def _said(row: Case, organisation: Organisation, *, turn: bool) -> tuple[str, str]:
    if row.state in CLOSED:
        return ("ok" if row.state == S.ANNOUNCED else "none"), row.get_state_display()
    if organisation.kind == Kind.REVIEW and row.state in INSIDE:
        return "run", "联合会正在审核"
    return ("due" if turn else "run"), row.get_state_display()


@office_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = get_object_or_404(visible(organisation), pk=pk)
    bureau = organisation.kind == Kind.BUREAU
    may_act = bureau and bool(acts.open_to(row))
    if request.method == "POST" and not may_act:
        raise Http404
    waits = _not_yet(row) if may_act else None
    # What is sent nevertheless is refused by the door, with its sentence.
    shows = may_act and (request.method == "POST" or not waits)
    form = ActForm(request.POST or None, case=row, by_staff=False) if shows else None
    if (
        form
        and form.is_valid()
        and attempt(
            form, lambda: acts.record(row, office=organisation, by=request.user, **form.facts())
        )
    ):
        row.refresh_from_db()
        messages.success(request, f"决定已记录。案件现在是“{row.get_state_display()}”。")
        return redirect("standardization:office_home", organisation.pk)
    turn = row.state in (BUREAU_TURN if bureau else REVIEW_TURN)
    shape, words = _said(row, organisation, turn=turn)
    context = {
        "office": organisation,
        "bureau": bureau,
        "case": row,
        "shape": shape,
        "words": words,
        "proposed": publicity.proposed(row),
        "waits": waits,
        "form": form,
        "clocks": clocks.standings(row.clocks.filter(done_on__isnull=True)),
        "standards": row.standards.select_related("version__standard"),
        "sites": row.sites.prefetch_related("key_areas"),
        "documents": documents.current(row),
        "letters": _letters(row, organisation),
        "panel": _panel(row),
        "roster": not bureau and _awaiting_roster(row),
        "reads_reports": not bureau and is_technical_head(request.user, organisation),
        "report": None if bureau else stage.report_of(row, ReportKind.REVIEW),
        "acts": row.acts.select_related("office", "entered_by") if bureau else [],
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "standardization/office/case.html", context, status=status)


def _not_yet(row: Case) -> str | None:
    """Why the bureau has nothing to decide while the publicity runs."""
    return guards.still_published(row) if row.state == S.PUBLICITY else None


def _awaiting_roster(row: Case) -> Visit | None:
    """The recheck that the organisation was told of and that its stamped list is asked for: before
    the letter it isn't told of the draw."""
    if not row.letters.filter(kind=LetterKind.RECHECK).exists():
        return None
    visit = row.visits.filter(kind=VisitKind.RECHECK, state=VisitState.PLANNED).first()
    return visit if visit and readiness.roster_rule(visit) else None


@office_required
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """The stamped list of those of its people who come along to a recheck."""
    row = get_object_or_404(visible(organisation), pk=pk)
    visit = _awaiting_roster(row) if organisation.kind == Kind.REVIEW else None
    if visit is None:
        raise Http404
    posted = request.method == "POST"
    form = RosterForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid() and attempt(
        form,
        lambda: readiness.hand_in_roster(visit, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
    ):
        messages.success(request, "盖章名单已提交，到场时按名单核对。")
        return redirect(PAGE, organisation.pk, pk)
    context = {"office": organisation, "case": row, "visit": visit, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/office/roster.html", context, status=status)


def _letters(row: Case, organisation: Organisation) -> Any:
    kinds = LETTERS.get(Kind(organisation.kind), ())
    return row.letters.filter(kind__in=kinds).select_related("credential")


def _panel(row: Case) -> list[Any]:
    rows = row.assignments.filter(round=row.round, duty__in=FIRST_REVIEW)
    found = list(rows.filter(state=AssignmentState.ACCEPTED).select_related("expert"))
    for each in found:
        each.shape = ASSIGNMENT_SHAPES[AssignmentState(each.state)]
    return found


@office_required
@require_safe
def document(
    request: HttpRequest, organisation: Organisation, pk: int, document_pk: int
) -> HttpResponse:
    row = get_object_or_404(visible(organisation), pk=pk)
    found = get_object_or_404(row.documents.select_related("file"), pk=document_pk)
    return files.respond(found.file)


@office_required
@require_safe
def letter(
    request: HttpRequest, organisation: Organisation, pk: int, letter_pk: int
) -> HttpResponse:
    row = get_object_or_404(visible(organisation), pk=pk)
    found = get_object_or_404(_letters(row, organisation), pk=letter_pk)
    return files.respond(issuing.document(found.credential))
