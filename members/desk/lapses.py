"""长期未缴会费: who may be proposed to a body, and what the bodies have said."""

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base.forms import attempt
from association.base.sent import wholes
from members.desk.access import desk
from members.enums import LapseState, MotionState
from members.forms.joining import MeetingForm, ReasonForm
from members.joining import lapses
from members.models import LapseProposal, Member
from members.rules import may_move_membership, may_propose_lapse

SHAPES = {MotionState.OPEN: "run", MotionState.CARRIED: "due"}  # carried: to be carried out
SHOWN = 50


@desk(may_propose_lapse)
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None)
    if form.is_valid():
        chosen = wholes(request.POST.getlist("member"))
        members = list(Member.objects.filter(pk__in=chosen).order_by("number"))
        meeting = form.cleaned_data["meeting"]
        if attempt(form, lambda: lapses.propose(members, meeting, by=request.user)):
            messages.success(request, f"已向“{meeting}”提请 {len(members)} 家，会籍暂不变。")
            return redirect("admin:members_lapses")
    rows = LapseProposal.objects.select_related("member", "motion__meeting", "motion__resolution")
    open_rows = list(rows.filter(state=LapseState.PROPOSED).order_by("proposed_at"))
    for row in open_rows:
        row.carried = row.motion.state == MotionState.CARRIED
        row.decided = row.motion.state != MotionState.OPEN
        row.shape = SHAPES.get(MotionState(row.motion.state), "none")
    told = {
        "candidates": lapses.candidates(),
        "years": settings.LAPSE_AFTER_YEARS,
        "open": open_rows,
        "done": rows.exclude(state=LapseState.PROPOSED)[:SHOWN],
        "form": form,
        "moves": may_move_membership(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/lapses.html", told, status=status)


@desk(may_move_membership)
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LapseProposal.objects.select_related("member"), pk=pk)
    form = Form(request.POST)
    if attempt(form, lambda: lapses.carry_out(row, by=request.user)):
        messages.success(request, f"{row.member}的会籍已按决议终止。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect("admin:members_lapses")


@desk(may_propose_lapse)
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LapseProposal.objects.select_related("member"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: lapses.drop(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{row.member}不再提请，会籍不变。")
        return redirect("admin:members_lapses")
    told = {
        "title": "不再提请终止会籍",
        "action": "不再提请",
        "form": form,
        "back": reverse("admin:members_lapses"),
        "explained": f"{row.member}。会籍不变；以后仍欠缴的，可以再提请。",
    }
    return render(request, "members/desk/form.html", told, status=422 if form.is_bound else 200)
