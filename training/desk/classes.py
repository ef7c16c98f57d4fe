"""Classes at the desk: the list by state, a new one, an amended one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base import paging
from association.base.forms import attempt
from association.base.sent import whole
from members.desk.access import desk
from training.classes import keeping, lists
from training.desk.class_forms import AmendForm, ClassForm
from training.enums import ClassState, Direction, Level
from training.models import TrainingClass
from training.rules import may_run_classes, may_view_training

SIZE = 50
OPEN = "open"
SHAPES = {
    ClassState.DRAFT: "due",
    ClassState.ENROLLING: "run",
    ClassState.TRAINING: "run",
    ClassState.EXAMINING: "run",
    ClassState.ISSUING: "run",
    ClassState.COLLECTING: "run",
    ClassState.ARCHIVED: "none",
    ClassState.CANCELLED: "none",
}
_KEPT = ("state", "level", "direction", "year", "waits")
_BACK = "admin:training_classes"


@desk(may_view_training)
def classes(request: HttpRequest) -> HttpResponse:
    rows = narrowed(request.GET)
    page = paging.page(
        lists.counted(rows),
        keys=("starts_on", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=True,
    )
    for row in page.rows:
        row.shape = SHAPES[ClassState(row.state)]
    context = {
        "classes": page.rows,
        "total": f"共 {paging.capped_count(rows):,} 个班次",
        "tabs": list(_tabs(request.GET)),
        "chips": list(_chips(request.GET)),
        "query": request.GET.get("q", ""),
        "kept": [(name, request.GET[name]) for name in _KEPT if request.GET.get(name)],
        "next": paging.link(request.GET, after=page.following) if page.following else "",
        "previous": paging.link(request.GET, before=page.preceding) if page.preceding else "",
        "may_run": may_run_classes(request.user),
    }
    return render(request, "training/desk/classes.html", context)


def narrowed(params: QueryDict, *, but: str = "") -> QuerySet[TrainingClass]:
    """The classes that the address asks for; ``but`` leaves one condition out."""
    rows = lists.searched(TrainingClass.objects.all(), params.get("q", ""))
    state = params.get("state", OPEN)
    if but != "state":
        rows = (
            rows.filter(state=state)
            if state in ClassState.values
            else rows.exclude(state__in=lists.OVER)
        )
    if (level := params.get("level", "")) in map(str, Level.values):
        rows = rows.filter(level=level)
    if (direction := params.get("direction")) in Direction.values:
        rows = rows.filter(direction=direction)
    if params.get("waits"):
        rows = rows.filter(pk__in=lists.stuck().values("pk"))
    if year := whole(params.get("year"), least=1000, most=9998):
        rows = rows.filter(starts_on__year=year)
    return rows


def _tabs(current: QueryDict) -> Iterator[dict[str, Any]]:
    rows = narrowed(current, but="state").order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("pk")))
    chosen = current.get("state", OPEN)
    under_way = sum(n for state, n in counts.items() if state not in lists.OVER)
    for tab in (OPEN, *ClassState):
        yield {
            "label": "在办" if tab == OPEN else ClassState(tab).label,
            "url": paging.link(current, state=str(tab)),
            "count": under_way if tab == OPEN else counts.get(tab, 0),
            "current": chosen == tab,
        }


def _chips(current: QueryDict) -> Iterator[dict[str, Any]]:
    years = TrainingClass.objects.order_by().annotate(year=ExtractYear("starts_on"))
    found = sorted(set(years.values_list("year", flat=True)), reverse=True)
    for name, title, choices in (
        ("level", "级别", [(str(value), label) for value, label in Level.choices]),
        ("direction", "方向", Direction.choices),
        ("year", "年份", [(str(year), f"{year} 年") for year in found]),
        ("waits", "候补", [("1", "有空位，候补受名额限制")]),
    ):
        chosen = current.get(name, "")
        yield {
            "title": title,
            "set": dict(choices).get(chosen, ""),
            "choices": [
                {
                    "label": label,
                    "url": paging.link(current, **{name: value}),
                    "current": value == chosen,
                }
                for value, label in [("", "不限"), *choices]
            ],
        }


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ClassForm(request.POST or None)
    made: list[TrainingClass] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(keeping.draft(facts=form.cleaned_data, by=request.user))
    ):
        messages.success(request, f"{made[0].code} 已建好，是草拟。核对后点“开放报名”。")
        return redirect("admin:training_class", made[0].pk)
    return _form(request, form, title="新开班次", back=reverse(_BACK))


@desk(may_run_classes)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(TrainingClass, pk=pk)
    initial = {name: getattr(row, name) for name in keeping.FIELDS}
    form = AmendForm(request.POST or None, initial=initial)
    if form.is_valid():
        changes = dict(form.cleaned_data)
        reason = changes.pop("reason")
        if attempt(
            form, lambda: keeping.amend(row, changes=changes, reason=reason, by=request.user)
        ):
            messages.success(request, "班次已修改。")
            return redirect("admin:training_class", pk)
    return _form(
        request, form, title="修改班次", row=row, back=reverse("admin:training_class", args=[pk])
    )


def _form(
    request: HttpRequest,
    form: ClassForm,
    *,
    title: str,
    back: str,
    row: TrainingClass | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "row": row, "action": "保存"}
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/form.html", context, status=status)
