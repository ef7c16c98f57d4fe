"""审核发放: who can go to the issuing body, who can't and why, and the sub-batches of a class."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import audit, files
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.sent import wholes
from members.desk.access import desk
from training.batches import composing, manifest, recording
from training.batches.states import BATCHES
from training.desk.batch_forms import ComposeForm, ReasonForm
from training.desk.tabs import tabs
from training.models import BatchLine, Enrolment, NationalNumber, SubBatch, TrainingClass
from training.rules import may_submit_batches, may_view_training

State, Outcome = SubBatch.State, BatchLine.Outcome
SHAPES = {
    State.DRAFT: "due",
    State.SUBMITTED: "run",
    State.ANSWERED: "run",
    State.CLOSED: "ok",
    State.DISCARDED: "none",
}
LINE_SHAPES = {
    Outcome.PENDING: "run",
    Outcome.APPROVED: "ok",
    Outcome.RETURNED: "stop",
    Outcome.DROPPED: "none",
}


@desk(may_view_training)
@require_http_methods(["GET", "POST"])
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    form = ComposeForm(request.POST or None)
    chosen = wholes(request.POST.getlist("enrolments"))
    made: list[SubBatch] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            composing.compose(
                row,
                Enrolment.objects.filter(pk__in=chosen, training_class=row),
                body=form.cleaned_data["body"],
                by=request.user,
            )
        ),
    ):
        messages.success(request, f"已编成批次 {made[0]}，核对后送审。")
        return redirect("admin:training_batch", made[0].pk)
    people = _candidates(row)
    ready = [line for line in people if not line["texts"]]
    for line in ready:
        line["picked"] = _picked(request, line, chosen)
    context = {
        "class": row,
        "tabs": tabs(row, "training_class_batches"),
        "form": form,
        "people": [*ready, *(line for line in people if line["texts"])],
        "ready": len(ready),
        "waiting": len(people) - len(ready),
        "batches": _batches(row),
        "may_submit": may_submit_batches(request.user) and row.state in composing.OPEN_CLASSES,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/class_batches.html", context, status=status)


def _candidates(of: TrainingClass) -> list[dict[str, Any]]:
    people = composing.candidates(of)
    missing, returned = composing.obstacles(people), composing.sent_back(people)
    return [
        {"row": row, "texts": missing.get(row.pk, []), "returned": returned.get(row.pk, "")}
        for row in people
    ]


def _picked(request: HttpRequest, line: dict[str, Any], chosen: set[int]) -> bool:
    """As it was sent, or as a link of the page asks. Else whoever is ready, but for those whom the
    issuing body returned: whether its reason is dealt with, only a person knows."""
    if request.method == "POST":
        return line["row"].pk in chosen
    asked = request.GET.get("pick")
    return asked == "all" if asked in ("all", "none") else not line["returned"]


def _batches(of: TrainingClass) -> list[SubBatch]:
    def among(**where: Any) -> Count:
        return Count("lines", filter=Q(**{f"lines__{name}": val for name, val in where.items()}))

    counted = of.batches.select_related("issuing_body").annotate(
        people=Count("lines", filter=~Q(lines__outcome=Outcome.DROPPED)),
        approved=among(outcome=Outcome.APPROVED),
        returned=among(outcome=Outcome.RETURNED),
        pending=among(outcome=Outcome.PENDING),
    )
    rows = list(counted.order_by("-pk"))
    for row in rows:
        row.shape = SHAPES[State(row.state)]
    return rows


def found(pk: int) -> SubBatch:
    rows = SubBatch.objects.select_related("training_class", "issuing_body", "manifest")
    return get_object_or_404(rows, pk=pk)


@desk(may_view_training)
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, found(pk))


def shown(
    request: HttpRequest, row: SubBatch, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    may, lines = may_submit_batches(request.user), _lines(row)
    context = {
        "batch": row,
        "shape": SHAPES[State(row.state)],
        "lines": lines,
        "follows": f"把 {len(lines)} 人交{row.issuing_body}审核。送审后清单封存，不能再增减人员，"
        "也不能撤销批次。",
        "unanswered": recording.unanswered(row) if row.submitted_at else 0,
        "verbs": {step.verb for step in BATCHES.open_to(row, request.user)},
        "may_submit": may,
        "may_answer": may and row.state in (State.SUBMITTED, State.ANSWERED),
        "answers": row.answers.select_related("file", "uploaded_by", "confirmed_by"),
        "discard": form or ReasonForm(),
        # It was composed as a step of its class, and goes on as its own.
        "entries": audit.listed(audit.timeline(row) | audit.done_to(row)),
    }
    return render(request, "training/desk/batch.html", context, status=status)


def _lines(row: SubBatch) -> list[BatchLine]:
    lines = list(manifest.lines(row).select_related("settlement"))
    numbers = NationalNumber.objects.filter(line__sub_batch=row, superseded_at__isnull=True)
    held = {number.line_id: number for number in numbers}
    for line in lines:
        line.shape = LINE_SHAPES[Outcome(line.outcome)]
        line.number = held.get(line.pk)
        line.open = line.outcome == Outcome.PENDING or (
            line.outcome == Outcome.APPROVED and line.number is None
        )
    return lines


def _step(request: HttpRequest, pk: int, door: Callable[[], object], said: str) -> HttpResponse:
    try:
        door()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("admin:training_batch", pk)


@desk(may_submit_batches)
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    said = "已送审，清单已封存，请下载后交发证单位。"
    return _step(request, pk, lambda: composing.submit(row, by=request.user), said)


@desk(may_submit_batches)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = found(pk), ReasonForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: composing.discard(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "批次已撤销，其中的人可以编入别的批次。")
        return redirect("admin:training_batch", pk)
    return shown(request, row, form=form, status=422)


@desk(may_submit_batches)
@require_POST
def drop(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    lines = BatchLine.objects.select_related("enrolment__trainee")
    line = get_object_or_404(lines, pk=line_pk, sub_batch=pk)
    said = f"已撤下{line.enrolment.trainee}。"
    return _step(request, pk, lambda: composing.drop(line, by=request.user), said)


@desk(may_submit_batches)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Whole numbers of documents stand in it: that somebody took it is written down."""
    row = get_object_or_404(SubBatch.objects.exclude(manifest=None), pk=pk)
    manifest.taken(row, by=request.user)
    return files.respond(row.manifest)
