"""Marks at the desk: the grid that two people fill in, the same as a file, and what differs."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.assessment import mark_sheets, marks, standards
from training.assessment.arithmetic import Written, parse
from training.assessment.marks import Entered, Line, Turn
from training.assessment.sittings import day_of
from training.desk.assessment import form_page, found_place, found_sitting
from training.desk.assessment_forms import MarkForm, UploadForm
from training.enums import ExamPart, Outcome
from training.models import Sitting
from training.rules import may_enter_marks, may_settle_marks

SHORT = {Outcome.ABSENT: "缺", Outcome.CHEATED: "弊", Outcome.POSTPONED: "缓"}
TURNS = {Turn.FIRST: "第一遍", Turn.SECOND: "第二遍", Turn.OWN: "已登录，可改"}


def full_of(row: Sitting) -> Any:
    return standards.pass_mark(row.training_class.level, row.part, day_of(row)).full


@desk(may_enter_marks)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    if row.part == ExamPart.REVIEW or row.locked_at:
        return redirect(
            "admin:training_panel" if not row.locked_at else "admin:training_sitting", pk
        )
    lines, full = marks.lines(row, request.user), full_of(row)
    cells = [_cell(line, request) for line in lines]
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        written = _read(cells, full, problems)
        if not problems and _enter(request, row, written, problems):
            return redirect("admin:training_sitting_entry", pk)
    context = {
        "row": row,
        "class": row.training_class,
        "cells": cells,
        "full": full,
        "problems": problems,
        "open": sum(cell["line"].writable for cell in cells),
        "turn": _which(lines),
    }
    status = 422 if problems else 200
    return render(request, "training/desk/entry.html", context, status=status)


def _which(lines: list[Line]) -> str:
    """What this person is doing here, in one sentence; never a number of the other's."""
    turns = {line.turn for line in lines}
    if Turn.SECOND in turns:
        return "您在登录第二遍：看不到第一遍的成绩，请照试卷或评分表登录。"
    if Turn.FIRST in turns or Turn.OWN in turns:
        return "您在登录第一遍。第二遍请另一位同事登录；在那之前，您可以改动自己登录的。"
    return "这一场两遍都已登录。"


def _cell(line: Line, request: HttpRequest) -> dict[str, Any]:
    """One row of the grid, with what was typed or, of one's own, what was written."""
    own = line.own if line.turn == Turn.OWN else None
    mark = _typed(own.outcome, own.mark) if own else ""
    note = own.note if own else ""
    key = line.place.pk
    return {
        "line": line,
        "mark": request.POST.get(f"m-{key}", mark),
        "note": request.POST.get(f"n-{key}", note),
        "word": TURNS.get(line.turn, ""),
        "wrong": False,
    }


def _typed(outcome: str, mark: Any) -> str:
    return f"{mark}" if mark is not None else SHORT[Outcome(outcome)]


def _read(
    cells: list[dict[str, Any]], full: Any, problems: list[dict[str, str]]
) -> dict[int, Written]:
    """What is filled in and still open to this person; an empty field is left for later."""
    written = {}
    for cell in cells:
        place = cell["line"].place
        if not cell["line"].writable or not cell["mark"].strip():
            continue
        try:
            written[place.pk] = parse(cell["mark"], full=full, note=cell["note"][:500])
        except ValueError as error:
            cell["wrong"] = True
            problems.append({"text": f"{place}：{error}", "anchor": f"m-{place.pk}"})
    return written


def _enter(
    request: HttpRequest, row: Sitting, written: dict[int, Written], problems: list[dict[str, str]]
) -> bool:
    if not written:
        problems.append({"text": "还没有填成绩。至少填一个人的，再保存。"})
        return False
    try:
        said(request, marks.enter(row, written, by=request.user))
    except Refused as refusal:
        problems.append({"text": refusal.message})
        return False
    return True


def said(request: HttpRequest, entered: Entered) -> None:
    if entered.differing:
        messages.warning(
            request,
            f"{entered.differing} 人两遍不一致，请第三位同事裁定；一致 {entered.agreed} 人。",
        )
    elif entered.agreed:
        messages.success(request, f"第二遍已登录，{entered.agreed} 人一致。")
    else:
        messages.success(request, f"第一遍已登录 {entered.first} 人。")


@desk(may_enter_marks)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    content = ContentFile(mark_sheets.template(row))
    name = f"成绩登录表-{row.training_class.code}-{row.get_part_display()}.xlsx"
    return files.as_download(content, name=name, media_type=files.XLSX)


@desk(may_enter_marks)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole file or nothing: each wrong row is named, and the file is mended and sent again."""
    row = found_sitting(pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    taken = form.is_valid() and attempt(form, lambda: _take(request, row, form, problems))
    if taken and not problems:
        return redirect("admin:training_sitting_entry", pk)
    context = {"row": row, "class": row.training_class, "form": form, "problems": problems}
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/entry_upload.html", context, status=status)


def _take(request: HttpRequest, row: Sitting, form: UploadForm, problems: list[Any]) -> None:
    places = {
        line.place.number: line.place for line in marks.lines(row, request.user) if line.writable
    }
    if not places:
        raise Refused("这一场没有等您登录的成绩。", field="file")
    found = mark_sheets.read(form.cleaned_data["file"], places, full=full_of(row))
    problems += [{"text": each} for each in found.problems]
    if not problems:
        said(request, marks.enter(row, found.written, by=request.user))


@desk(may_settle_marks)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Both entries side by side, for the third person."""
    place = found_place(pk)
    if place.outcome is not None or place.entries.count() < 2:
        messages.error(request, f"{place}没有不一致的成绩，不用裁定。")
        return redirect("admin:training_sitting", place.sitting_id)
    form = MarkForm(request.POST or None, full=full_of(place.sitting))
    if form.is_valid() and attempt(
        form,
        lambda: marks.settle(
            place, form.written, by=request.user, reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, f"{place}的成绩已裁定。")
        return redirect("admin:training_sitting", place.sitting_id)
    told = "；".join(
        f"第{'一二'[each.turn - 1]}遍 {marks.worded(each)}（{each.entered_by}{'，' + each.note if each.note else ''}）"
        for each in place.entries.select_related("entered_by")
    )
    return form_page(
        request,
        form,
        title=f"裁定成绩：{place}",
        action="裁定",
        back=reverse("admin:training_sitting", args=[place.sitting_id]),
        explained=f"{told}。请看试卷或评分表原件。",
    )
