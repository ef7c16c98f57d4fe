"""现场: the visits of a case, and one of them from its plan to the key that is handed back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from standardization.checklists.missing import missing
from standardization.desk import visit_forms
from standardization.desk.look import shape
from standardization.desk.tabs import tabs
from standardization.enums import IncidentKind, MeetingKind
from standardization.expert.forms import MeetingForm
from standardization.models import (
    Attendee,
    Case,
    Checklist,
    ReadinessRule,
    Told,
    VehicleRequest,
    Visit,
)
from standardization.rules import may_approve_vehicles, may_handle_visits, may_view_cases
from standardization.visits import incidents, meetings, planning, readiness, running, vehicle

CASE, VISIT = "admin:standardization_case_visits", "admin:standardization_visit"
VEHICLES = "admin:standardization_vehicles"
STEPS: dict[str, Callable[..., Visit]] = {
    "ready": running.make_ready,
    "begin": running.begin,
    "finish": running.finish,
}
INCIDENTS = {
    IncidentKind.CANNOT_BEGIN: ("不能进行", incidents.cannot_begin),
    IncidentKind.SYMPTOMS: ("出现症状，立即停止", incidents.symptoms),
}
Door = Callable[[dict[str, Any]], object]


def _visit(pk: int) -> Visit:
    rows = Visit.objects.select_related("case__member", "site", "liaison", "checklist")
    return get_object_or_404(rows, pk=pk)


@desk(may_view_cases)
@require_safe
def of_case(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Case.objects.select_related("member"), pk=pk)
    context = {
        "case": row,
        "shape": shape(row.state),
        "tabs": tabs(row, "standardization_case_visits"),
        "visits": row.visits.select_related("site", "liaison", "replaces"),
        "may": may_handle_visits(request.user) and not row.closed,
    }
    return render(request, "standardization/desk/visits.html", context)


@desk(may_view_cases)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    checklist = Checklist.objects.filter(visit=row).first()
    context = {
        "visit": row,
        "case": row.case,
        "tabs": tabs(row.case, "standardization_case_visits"),
        "lines": readiness.lines(row),
        "roster": readiness.ROSTER,
        "car": VehicleRequest.objects.filter(visit=row).first(),
        "car_rule": readiness.VEHICLE,
        "attendees": row.attendees.all(),
        "strangers": readiness.strangers(row),
        "meetings": row.meetings.prefetch_related("signs__attendee"),
        "meeting_kinds": MeetingKind.choices,
        "incidents": row.incidents.prefetch_related("told__by").select_related("raised_by"),
        "missing": missing(checklist) if checklist else None,
        "again": row.state in incidents.STOPPED and not hasattr(row, "replaced_by"),
        "open": row.state in planning.OPEN,
        "may": may_handle_visits(request.user),
    }
    return render(request, "standardization/desk/visit.html", context)


def _form(
    request: HttpRequest, form: forms.Form, door: Door, *, title: str, action: str, back: str,
    done: str, explained: str = "", stops: bool = False,
) -> HttpResponse:  # fmt: skip
    """A form of its own page; let through by the door, back where one came from."""
    if form.is_valid() and attempt(form, lambda: door(form.cleaned_data)):
        messages.success(request, done)
        return redirect(back)
    context = {
        "form": form,
        "title": title,
        "action": action,
        "back": back,
        "explained": explained,
        "stops": stops,
        "upload": form.is_multipart(),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Case, pk=pk)
    return _form(
        request, visit_forms.PlanForm(request.POST or None, case=row),
        lambda said: planning.plan(row, by=request.user, **said),
        title="安排现场工作", action="安排", back=reverse(CASE, args=[pk]), done="已安排。",
        explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in STEPS:
        raise Http404
    try:
        done = STEPS[verb](_visit(pk), by=request.user)
        messages.success(request, f"现在是“{done.get_state_display()}”。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, pk)


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = _visit(pk)
    if kind not in IncidentKind.values:
        raise Http404
    title, door = INCIDENTS[IncidentKind(kind)]
    return _form(
        request, visit_forms.IncidentForm(request.POST or None),
        lambda said: door(row, by=request.user, **said),
        title=title, action=title, back=reverse(VISIT, args=[pk]), stops=True,
        done="已登记。请逐一告知下列各方。", explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_POST
def told(request: HttpRequest, pk: int, told_pk: int) -> HttpResponse:
    row = get_object_or_404(Told, pk=told_pk, incident__visit=pk)
    try:
        incidents.told(row, how=request.POST.get("how", ""), by=request.user)
        messages.success(request, f"已登记告知{row.whom}。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, pk)


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    return _form(
        request, visit_forms.AgainForm(request.POST or None),
        lambda said: incidents.plan_again(row, by=request.user, **said),
        title="另行安排", action="安排", back=reverse(CASE, args=[row.case_id]),
        done="已另行安排。", explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: int, rule_pk: int, attendee_pk: int = 0) -> HttpResponse:
    row, rule = _visit(pk), get_object_or_404(ReadinessRule, pk=rule_pk)
    who = get_object_or_404(row.attendees, pk=attendee_pk) if attendee_pk else None
    form = visit_forms.RecordForm(
        request.POST or None, request.FILES or None, rule=rule, attendee=who
    )
    return _form(
        request, form,
        lambda said: readiness.record(row, rule, attendee=who, by=request.user, **said),
        title=rule.title, action="登记", back=reverse(VISIT, args=[pk]), done="已登记。",
        explained=f"{who or row}",
    )  # fmt: skip


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    return _form(
        request, visit_forms.RosterForm(request.POST or None, request.FILES or None),
        lambda said: readiness.hand_in_roster(row, by=request.user, **said),
        title="评审单位盖章名单", action="登记并核对", back=reverse(VISIT, args=[pk]),
        done="名单已登记，并与到场人员核对。", explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def attendee(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    return _form(
        request, visit_forms.AttendeeForm(request.POST or None),
        lambda said: planning.add(row, by=request.user, **said),
        title="增加参加人员", action="增加", back=reverse(VISIT, args=[pk]), done="已增加。",
        explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest, pk: int, attendee_pk: int) -> HttpResponse:
    who = get_object_or_404(Attendee.objects.select_related("visit"), pk=attendee_pk, visit=pk)
    return _form(
        request, visit_forms.AwayForm(request.POST or None),
        lambda said: planning.stay_away(who, by=request.user, **said),
        title="不能参加", action="登记", back=reverse(VISIT, args=[pk]), done="已登记。",
        explained=str(who), stops=True,
    )  # fmt: skip


@desk(may_handle_visits)
@require_POST
def travels(request: HttpRequest, pk: int, attendee_pk: int, how: str) -> HttpResponse:
    who = get_object_or_404(
        Attendee.objects.select_related("visit__case"), pk=attendee_pk, visit=pk
    )
    try:
        planning.travels(who, transport=how, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(VISIT, pk)


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = _visit(pk)
    if kind not in MeetingKind.values:
        raise Http404
    return _form(
        request, MeetingForm(request.POST or None, visit=row),
        lambda said: meetings.hold(
            row, kind=kind, present=[who.pk for who in said["present"]],
            guests=said["guests"], note=said["note"],
            by=request.user,
        ),
        title=MeetingKind(kind).label, action="登记签到", back=reverse(VISIT, args=[pk]),
        done="已登记签到。", explained=str(row),
    )  # fmt: skip


@desk(may_handle_visits)
@require_http_methods(["GET", "POST"])
def ask_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    row = _visit(pk)
    return _form(
        request, visit_forms.VehicleForm(request.POST or None),
        lambda said: vehicle.ask(row, by=request.user, **said),
        title="申请公务用车", action="提交审批", back=reverse(VISIT, args=[pk]),
        done="已提交综合办公室审批。", explained=str(row),
    )  # fmt: skip


@desk(may_approve_vehicles)
@require_safe
def vehicles(request: HttpRequest) -> HttpResponse:
    rows = VehicleRequest.objects.select_related("visit__case__member", "visit__site", "asked_by")
    context = {
        "waiting": rows.filter(granted=None).order_by("needed_at"),
        "done": rows.exclude(granted=None).select_related("decided_by")[:50],
    }
    return render(request, "standardization/desk/vehicles.html", context)


@desk(may_approve_vehicles)
@require_http_methods(["GET", "POST"])
def decide_vehicle(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(VehicleRequest.objects.select_related("visit__case__member"), pk=pk)
    return _form(
        request, visit_forms.DecideForm(request.POST or None),
        lambda said: vehicle.decide(row, by=request.user, **said),
        title="审批公务用车", action="确定", back=reverse(VEHICLES), done="已审批。",
        explained=f"{row.visit}，{row.people} 人，{row.purpose}",
    )  # fmt: skip
