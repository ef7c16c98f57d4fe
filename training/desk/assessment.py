"""鉴定 at the desk: the class's sittings and who lacks what, one sitting, its seats and slips."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, files
from association.base.errors import Refused
from association.base.forms import attempt
from members.desk.access import desk
from training.assessment import marks, publishing, seating, sittings, slips, standards
from training.assessment.results import of_many
from training.assessment.sittings import day_of
from training.desk import next_step
from training.desk.assessment_forms import SeatForm, SittingChangeForm, SittingForm
from training.desk.tabs import tabs
from training.enums import GONE, EnrolmentState, ExamPart, Outcome, Verdict
from training.models import Correction, Place, Sitting, TrainingClass
from training.rules import (
    may_enter_marks,
    may_publish_results,
    may_run_classes,
    may_settle_marks,
    may_view_training,
)

PAGE = "training_class_assessment"


@desk(may_view_training)
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    found = publishing.preview(row)
    published = row.enrolments.filter(results__isnull=False).distinct()
    shown = of_many(published.select_related("trainee", "team", "training_class"))
    corrections = Correction.objects.filter(
        result__enrolment__training_class=row, granted__isnull=True
    )
    held = list(_sittings(row))
    lacking = {part: _lacking(row, part) for part in standards.required(row.level)}
    context = {
        "row": row,
        "tabs": tabs(row, PAGE),
        "sittings": [_progress(each) for each in held],
        "lacking": list(lacking.values()),
        "next": next_step.of_assessment(
            row,
            found=found,
            held=held,
            waiting={part: len(each["ready"]) for part, each in lacking.items()},
            user=request.user,
        ),
        "bars": _bars(row),
        "preview": found,
        "counts": [
            {"n": sum(each[2] == verdict for each in found.ready), "label": verdict.label}
            for verdict in publishing.VERBS
            if verdict != Verdict.OPEN
        ],
        "published": shown,
        "corrections": corrections.select_related("result__enrolment__trainee", "asked_by"),
        "may_run": may_run_classes(request.user) and row.state not in sittings.NOT_NOW,
        "may_publish": may_publish_results(request.user),
        "failed": EnrolmentState.FAILED,
    }
    return render(request, "training/desk/assessment.html", context)


def _sittings(row: TrainingClass) -> Any:
    first = Q(places__entries__turn=1)
    second = Q(places__entries__turn=2)
    return row.sittings.annotate(
        people=Count("places", distinct=True),
        once=Count("places", filter=first, distinct=True),
        twice=Count("places", filter=second, distinct=True),
        decided=Count("places", filter=Q(places__outcome__isnull=False), distinct=True),
    ).order_by("at", "pk")


def _progress(row: Any) -> dict[str, Any]:
    """How far the entry is, in one word and its shape."""
    differing = row.twice - row.decided
    if row.locked_at:
        s, word = "ok", "已锁定"
    elif not row.people:
        s, word = "due", "待排座"
    elif row.part != ExamPart.REVIEW and differing > 0:
        s, word = "stop", f"{differing} 人两遍不一致"
    elif row.decided == row.people:
        s, word = "due", "待锁定"
    elif row.once:
        s, word = "run", f"第一遍 {row.once}/{row.people}，第二遍 {row.twice}/{row.people}"
    else:
        s, word = "run", "已排座"
    return {"row": row, "s": s, "word": word}


def _lacking(row: TrainingClass, part: str) -> dict[str, Any]:
    found = seating.candidates(row, part)
    return {
        "part": ExamPart(part).label,
        "ready": [each for each in found if not each.obstacle],
        "blocked": [each for each in found if each.obstacle],
    }


def _bars(row: TrainingClass) -> list[dict[str, Any]]:
    known = standards.PassMarks()
    return [
        {"part": ExamPart(part).label, "bar": known.on(row.level, part, row.ends_on)}
        for part in standards.required(row.level)
    ]


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    form = SittingForm(request.POST or None, of=row)
    made: list[Sitting] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(sittings.arrange(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "场次已安排。下面排座。")
        return redirect("admin:training_sitting", made[0].pk)
    back = reverse(f"admin:{PAGE}", args=[pk])
    return form_page(request, form, title=f"安排鉴定场次：{row.title}", action="安排", back=back)


def form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", {"form": form, **context}, status=status)


def found_sitting(pk: int) -> Sitting:
    return get_object_or_404(Sitting.objects.select_related("training_class"), pk=pk)


def found_place(pk: int) -> Place:
    rows = Place.objects.select_related("sitting__training_class", "enrolment__trainee")
    return get_object_or_404(rows, pk=pk)


@desk(may_view_training)
@require_safe
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    review = row.part == ExamPart.REVIEW
    waiting = [
        each for each in seating.candidates(row.training_class, row.part) if not each.obstacle
    ]
    enters = may_enter_marks(request.user) and not row.locked_at
    lines = marks.lines(row, request.user)
    context = {
        "row": row,
        "class": row.training_class,
        "lines": lines,
        "bar": standards.pass_mark(row.training_class.level, row.part, day_of(row)),
        "review": review,
        "waiting": waiting,
        "differing": sum(line.turn == marks.Turn.DIFFER for line in lines),
        "may_run": may_run_classes(request.user) and not row.locked_at,
        "may_enter": enters and lines,
        "may_lock": enters and lines and (review or all(line.place.outcome for line in lines)),
        "may_settle": may_settle_marks(request.user) and not row.locked_at,
        "gone": GONE,
        "marked": Outcome.MARKED,
        "entries": audit.listed(
            audit.timeline(row.training_class).filter(
                object_type=row._meta.label_lower, object_id=str(row.pk)
            )
        ),
    }
    return render(request, "training/desk/sitting.html", context)


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    form = SittingChangeForm(request.POST or None, sitting=row)
    if form.is_valid() and attempt(
        form, lambda: sittings.change(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "场次已改动，请重新打印准考证。")
        return redirect("admin:training_sitting", pk)
    back = reverse("admin:training_sitting", args=[pk])
    return form_page(request, form, title=f"改动场次：{row}", action="保存", back=back)


@desk(may_run_classes)
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    try:
        placed = seating.seat_all(row, by=request.user)
        messages.success(request, f"已给 {len(placed)} 人排座。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:training_sitting", pk)


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    place = found_place(pk)
    form = SeatForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: seating.move(place, form.cleaned_data["seat"], by=request.user)
    ):
        messages.success(request, f"{place}已调到 {form.cleaned_data['seat']} 号座位。")
        return redirect("admin:training_sitting", place.sitting_id)
    back = reverse("admin:training_sitting", args=[place.sitting_id])
    title = f"调整座位：{place}（现在 {place.seat} 号）"
    return form_page(request, form, title=title, action="调整", back=back)


@desk(may_enter_marks)
@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    try:
        marks.lock(row, by=request.user)
        messages.success(request, "成绩已锁定，可以公布了。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("admin:training_sitting", pk)


@desk(may_view_training)
@require_safe
def sitting_slips(request: HttpRequest, pk: int) -> HttpResponse:
    row = found_sitting(pk)
    try:
        return paper(slips.of_sitting(row), f"准考证-{row.training_class.code}-{row.part}.pdf")
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:training_sitting", pk)


@desk(may_view_training)
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    place = found_place(pk)
    try:
        return paper(slips.of_place(place), f"准考证-{place.number}.pdf")
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:training_sitting", place.sitting_id)


def paper(document: bytes, name: str) -> HttpResponse:
    return files.as_download(ContentFile(document), name=name, media_type="application/pdf")
