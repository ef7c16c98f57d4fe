"""综合评审 at the desk: the panel, its declarations, and the sheet of marks."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.assessment import panel, standards
from training.assessment.arithmetic import MARKED, Written, parse
from training.assessment.sittings import day_of
from training.desk.assessment import form_page, found_sitting
from training.desk.assessment_forms import DeclarationForm, ExaminerForm, RecusalForm
from training.desk.marks import SHORT, full_of
from training.enums import ExamPart, Outcome
from training.models import PanelMember, Sitting
from training.rules import may_enter_marks, may_run_classes, may_view_training


def _review(pk: int) -> Sitting:
    row = found_sitting(pk)
    if row.part != ExamPart.REVIEW:
        raise Http404
    return row


@desk(may_view_training)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Candidates stand on it only once everybody has declared."""
    row = _review(pk)
    obstacle = panel.obstacle(row)
    members = list(row.panel.prefetch_related("recusals__place__enrolment__trainee"))
    grid = [] if obstacle else _grid(row, members, request)
    problems: list[dict[str, str]] = []
    if request.method == "POST" and not obstacle and _save(request, row, grid, problems):
        return redirect("admin:training_panel", pk)
    context = {
        "row": row,
        "class": row.training_class,
        "members": members,
        "obstacle": obstacle,
        "grid": grid,
        "problems": problems,
        "rule": standards.panel_rule(day_of(row)),
        "full": full_of(row),
        "may_run": may_run_classes(request.user) and not row.locked_at,
        "may_enter": may_enter_marks(request.user) and not row.locked_at,
    }
    status = 422 if problems else 200
    return render(request, "training/desk/panel.html", context, status=status)


def _grid(row: Sitting, members: list[PanelMember], request: HttpRequest) -> list[dict[str, Any]]:
    places = row.places.select_related("enrolment__trainee", "enrolment__team").prefetch_related(
        "panel_marks", "recusals"
    )
    found = []
    for place in places:
        given = {each.member_id: each.mark for each in place.panel_marks.all()}
        away = {each.member_id: each for each in place.recusals.all()}
        noted = Outcome(place.outcome) if place.outcome not in (None, Outcome.MARKED) else None
        cells = []
        for member in members:
            key = f"m-{place.pk}-{member.pk}"
            known = "" if member.pk not in given else f"{given[member.pk]}"
            cells.append(
                {
                    "member": member,
                    "recusal": away.get(member.pk),
                    "key": key,
                    "value": request.POST.get(key, known),
                }
            )
        instead = SHORT[noted] if noted else ""
        found.append(
            {
                "place": place,
                "cells": cells,
                "instead": request.POST.get(f"i-{place.pk}", instead),
                "note": request.POST.get(f"n-{place.pk}", place.note),
            }
        )
    return found


def _save(
    request: HttpRequest, row: Sitting, grid: list[dict[str, Any]], problems: list[dict[str, str]]
) -> bool:
    given: dict[panel.Key, Decimal | None] = {}
    notes: dict[int, Written | None] = {}
    full = full_of(row)
    for line in grid:
        place = line["place"]
        notes[place.pk] = _instead(line, full, problems)
        for cell in line["cells"]:
            if not cell["recusal"]:
                mark = _mark(cell, place, full, problems)
                given[cell["member"].pk, place.pk] = mark
    if problems:
        return False
    try:
        changed = panel.give(row, given, notes=notes, by=request.user)
    except Refused as refusal:
        problems.append({"text": refusal.message})
        return False
    messages.success(request, f"已保存，改动 {changed} 处。")
    return True


def _mark(
    cell: dict[str, Any], place: Any, full: Decimal, problems: list[dict[str, str]]
) -> Decimal | None:
    if not cell["value"].strip():
        return None
    try:
        written = parse(cell["value"], full=full)
        if written.outcome != MARKED:
            raise ValueError("缺、弊、缓请填在“未评分”一栏")
    except ValueError as error:
        text, cell["wrong"] = f"{place}，{cell['member'].name}：{error}", True
        problems.append({"text": text, "anchor": cell["key"]})
        return None
    return written.mark


def _instead(line: dict[str, Any], full: Decimal, problems: list[dict[str, str]]) -> Written | None:
    if not line["instead"].strip():
        return None
    try:
        written = parse(line["instead"], full=full, note=line["note"][:500])
        if written.outcome == MARKED:
            raise ValueError("“未评分”一栏只填 缺、弊、缓")
    except ValueError as error:
        anchor, line["wrong"] = f"i-{line['place'].pk}", True
        problems.append({"text": f"{line['place']}：{error}", "anchor": anchor})
        return None
    return written


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    row = _review(pk)
    form = ExaminerForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: panel.add(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已加入评审组。请登记回避声明。")
        return redirect("admin:training_panel", pk)
    back = reverse("admin:training_panel", args=[pk])
    return form_page(request, form, title="加入评审员", action="加入", back=back)


def _member(pk: int) -> PanelMember:
    return get_object_or_404(PanelMember.objects.select_related("sitting__training_class"), pk=pk)


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    form = DeclarationForm(request.POST or None)
    # An empty declaration is one as well, so that an empty POST is bound by its method.
    if request.method == "POST":
        form = DeclarationForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: panel.declare(member, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{member.name}的声明已登记。")
        return redirect("admin:training_panel", member.sitting_id)
    back = reverse("admin:training_panel", args=[member.sitting_id])
    return form_page(request, form, title=f"回避声明：{member}", action="登记声明", back=back)


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    member = _member(pk)
    if panel.obstacle(member.sitting):
        return redirect("admin:training_panel", member.sitting_id)
    form = RecusalForm(request.POST or None, sitting=member.sitting)
    if form.is_valid() and attempt(
        form, lambda: panel.recuse(member, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "回避已登记。")
        return redirect("admin:training_panel", member.sitting_id)
    back = reverse("admin:training_panel", args=[member.sitting_id])
    return form_page(request, form, title=f"登记回避：{member}", action="登记", back=back)
