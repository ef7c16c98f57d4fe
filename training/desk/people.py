"""名单 of a class: who is in it, where each stands, what still holds them up."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import paging
from association.base.forms import attempt
from members.desk.access import desk
from training import gates
from training.desk.people_forms import DeskRosterForm, Narrowed
from training.desk.tabs import tabs
from training.enrolment import sheet, uploads
from training.enums import EnrolmentState
from training.models import Enrolment, RosterUpload, TrainingClass
from training.portal.me import SHAPES
from training.portal.people import as_sheet, entered, sheet_back
from training.rules import may_run_classes, may_view_training

SIZE = 50


@desk(may_view_training)
@require_safe
def class_people(request: HttpRequest, pk: int) -> HttpResponse:
    training_class = get_object_or_404(TrainingClass, pk=pk)
    form = Narrowed(request.GET)
    form.is_valid()
    told = form.cleaned_data
    rows = _narrowed(training_class, told)
    page = paging.page(
        rows,
        keys=("pk",),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    kept = {name: told.get(name) for name in ("q", "state") if told.get(name)}
    context = {
        "row": training_class,
        "tabs": tabs(training_class, "training_class_people"),
        "people": shown(page.rows),
        "views": _views(training_class, told),
        "query": told.get("q", ""),
        "state": told.get("state", ""),
        "total": f"共 {paging.capped_count(rows):,} 人",
        "previous": _link(kept, before=page.preceding) if page.preceding else "",
        "next": _link(kept, after=page.following) if page.following else "",
        "runs": may_run_classes(request.user),
    }
    return render(request, "training/desk/class_people.html", context)


def shown(rows: list[Enrolment]) -> list[dict[str, Any]]:
    """With shape and gates, in as many queries for a page as for one."""
    closed = gates.gates(rows)
    return [
        {"row": row, "shape": SHAPES[EnrolmentState(row.state)], "gates": closed[row.pk]}
        for row in rows
    ]


def _narrowed(training_class: TrainingClass, told: dict[str, Any]) -> QuerySet[Enrolment]:
    """By state, and by a part of the name or the team's; a whole number finds its owner."""
    rows = training_class.enrolments.select_related("trainee", "team", "training_class")
    if told.get("state"):
        rows = rows.filter(state=told["state"])
    if query := told.get("q", "").strip():
        rows = rows.filter(
            Q(trainee__name__icontains=query)
            | Q(team__name__icontains=query)
            | Q(trainee__id_number=query.upper())
            | Q(trainee__mobile=query)
        )
    return rows


def _views(training_class: TrainingClass, told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every state that somebody stands in."""
    counted = dict(
        training_class.enrolments.order_by().values_list("state").annotate(people=Count("pk"))
    )
    query = {"q": told["q"]} if told.get("q") else {}
    current = told.get("state", "")
    views = [
        {
            "label": "全部",
            "url": _link(query),
            "count": sum(counted.values()),
            "current": not current,
        }
    ]
    return views + [
        {
            "label": state.label,
            "url": _link(query | {"state": state.value}),
            "count": counted[state],
            "current": current == state,
        }
        for state in EnrolmentState
        if state in counted
    ]


def _link(asked: dict[str, Any], **more: Any) -> str:
    return f"?{urlencode({**asked, **more})}"


@desk(may_run_classes)
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """A team's roster that came by other ways, uploaded for it."""
    training_class = get_object_or_404(TrainingClass, pk=pk)
    form = DeskRosterForm(request.POST or None, request.FILES or None)
    made: list[RosterUpload] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            uploads.hand_in(
                training_class,
                form.cleaned_data["team"],
                form.cleaned_data["file"],
                by=request.user,
            )
        ),
    ):
        return redirect("admin:training_roster_upload", made[0].pk)
    told = {
        "row": training_class,
        "tabs": tabs(training_class, "training_class_people"),
        "form": form,
        "most": sheet.MOST_ROWS,
        "recent": training_class.rosters.select_related("team", "file", "uploaded_by")[:10],
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/roster.html", told, status=status)


@desk(may_run_classes)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    return as_sheet(sheet.template(), "花名册模板.xlsx")


@desk(may_run_classes)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    row = _upload(pk)
    if request.method == "POST":
        entered(request, row, lambda: uploads.enter(row, by=request.user))
        return redirect("admin:training_roster_upload", pk)
    told = {
        "upload": row,
        "row": row.training_class,
        "report": row.report,
        "tabs": tabs(row.training_class, "training_class_people"),
    }
    return render(request, "training/desk/roster_upload.html", told)


@desk(may_run_classes)
@require_safe
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    return sheet_back(_upload(pk))


def _upload(pk: int) -> RosterUpload:
    rows = RosterUpload.objects.select_related("training_class", "team", "file")
    return get_object_or_404(rows.filter(file__erased_at=None), pk=pk)
