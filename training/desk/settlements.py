"""培训经费: what each person in a sub-batch costs, for finance. No certificate waits for it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base import paging
from association.base.forms import attempt
from association.base.reading import half_width
from association.base.sent import wholes
from members.desk.access import desk
from training.batches import settling
from training.desk.batch_forms import ReasonForm, SettleForm
from training.models import SettlementLine
from training.rules import may_settle, may_view_settlements, may_view_training

SIZE = 50
State = SettlementLine.State
SHAPES = {State.DUE: "due", State.SETTLED: "ok", State.WAIVED: "none"}


@desk(may_view_settlements)
@require_http_methods(["GET", "POST"])
def settlements(request: HttpRequest) -> HttpResponse:
    form = SettleForm(request.POST or None)
    chosen = wholes(request.POST.getlist("lines"))
    if form.is_valid() and attempt(
        form,
        lambda: settling.settle(
            list(SettlementLine.objects.filter(pk__in=chosen)), by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, f"已结算 {len(chosen)} 人。")
        return redirect(request.get_full_path())
    state = request.GET.get("state", State.DUE)
    rows = _narrowed(request)
    page = paging.page(
        rows.filter(state=state) if state in State.values else rows,
        keys=("pk",),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    for row in page.rows:
        row.shape, row.picked = SHAPES[State(row.state)], row.pk in chosen
    context = {
        "rows": page.rows,
        "views": _views(request, state),
        "kept": [("state", state)] if state != State.DUE else [],
        "query": request.GET.get("q", ""),
        "form": form,
        "may_settle": may_settle(request.user),
        "may_look": may_view_training(request.user),
        "due": State.DUE,
        "next": _link(request, state=state, after=page.following) if page.following else "",
        "previous": _link(request, state=state, before=page.preceding) if page.preceding else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/settlements.html", context, status=status)


def _narrowed(request: HttpRequest) -> Any:
    rows = SettlementLine.objects.select_related(
        "line__enrolment__trainee", "line__sub_batch__training_class", "team", "member"
    )
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(line__sub_batch__number__icontains=half_width(text)) | rows.filter(
            team__name__icontains=text
        )
    return rows


def _link(request: HttpRequest, **changes: str) -> str:
    params = request.GET.copy()
    for name in ("after", "before"):
        params.pop(name, None)
    for name, value in changes.items():
        params[name] = value
    return f"?{params.urlencode()}"


def _views(request: HttpRequest, state: str) -> list[dict[str, Any]]:
    rows = _narrowed(request).order_by().values("state").annotate(n=Count("pk"), sum=Sum("amount"))
    counts = {row["state"]: row["n"] for row in rows}
    return [
        {
            "label": one.label,
            "url": _link(request, state=one.value),
            "count": counts.get(one.value, 0),
            "current": one == state,
        }
        for one in State
    ]


@desk(may_settle)
@require_http_methods(["GET", "POST"])
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    rows = SettlementLine.objects.select_related("line__enrolment__trainee", "line__sub_batch")
    row = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: settling.waive(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记不收。")
        return redirect("admin:training_settlements")
    context = {
        "form": form,
        "title": f"登记不收　{row.line.enrolment.trainee}",
        "action": "登记不收",
        "back": reverse("admin:training_settlements"),
        "explained": f"批次 {row.line.sub_batch}，{row.amount} 元。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
