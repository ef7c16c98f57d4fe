"""Standards at the desk: the list, one standard with its versions, the register of 百项地标."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, clock, paging
from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.library_forms import AmendForm, Narrowed
from standardization.enums import (
    RegisterRegion,
    RegisterState,
    StandardFamily,
    VersionState,
)
from standardization.library import register
from standardization.models import RegisterFigure, Standard, StandardVersion
from standardization.rules import may_import_standards, may_view_library

SIZE = 50


@desk(may_view_library)
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    form = Narrowed(request.GET)
    form.is_valid()
    told = {name: value for name, value in form.cleaned_data.items() if value}
    rows = _narrowed(told)
    page = paging.page(
        rows.annotate(held=Count("versions")),
        keys=("code", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "standards": page.rows,
        "query": told.get("q", ""),
        "hidden": {name: told[name] for name in told if name != "q"},
        "views": _views(told),
        "filters": _filters(told),
        "total": f"共 {paging.capped_count(rows):,} 项标准",
        "next": _link(told, after=page.following) if page.following else "",
        "previous": _link(told, before=page.preceding) if page.preceding else "",
        "may_import": may_import_standards(request.user),
    }
    return render(request, "standardization/desk/library.html", context)


def _narrowed(told: dict[str, Any]) -> QuerySet[Standard]:
    rows = Standard.objects.filter(
        **{name: told[name] for name in ("family", "state", "region") if name in told}
    )
    if told.get("ours"):
        rows = rows.filter(versions__isnull=False).distinct()
    if query := told.get("q", "").strip():
        rows = rows.filter(
            Q(code__icontains=query) | Q(title__icontains=query) | Q(industry__icontains=query)
        )
    return rows


def _views(told: dict[str, Any]) -> list[dict[str, Any]]:
    """All of them, and those of which the house holds a version."""
    kept = {name: value for name, value in told.items() if name != "ours"}
    return [
        {"label": "全部", "url": _link(kept), "current": "ours" not in told},
        {"label": "有评分内容的", "url": _link(kept, ours="on"), "current": "ours" in told},
    ]


def _filters(told: dict[str, Any]) -> list[dict[str, Any]]:
    named = (
        ("family", "类别", StandardFamily),
        ("state", "状态", RegisterState),
        ("region", "适用地区", RegisterRegion),
    )
    found = []
    for name, title, kinds in named:
        kept = {key: value for key, value in told.items() if key != name}
        current = told.get(name, "")
        choices = [{"label": "不限", "url": _link(kept), "current": not current}]
        choices += [
            {
                "label": kind.label,
                "url": _link(kept, **{name: kind.value}),
                "current": current == kind.value,
            }
            for kind in kinds
        ]
        word = kinds(current).label if current else ""
        found.append({"title": title, "choices": choices, "set": word})
    return found


def _link(told: dict[str, Any], **more: Any) -> str:
    asked = {name: "on" if value is True else value for name, value in {**told, **more}.items()}
    return f"?{urlencode(asked)}"


@desk(may_view_library)
@require_safe
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Standard, pk=pk)
    versions = row.versions.annotate(
        elements_count=Count("elements", distinct=True), items_count=Count("items", distinct=True)
    ).order_by("-start", "-pk")
    context = {
        "row": row,
        "unknown": unknown(row),
        "versions": [{"row": each, "shape": shape(each)} for each in versions],
        "entries": audit.listed(audit.timeline(row)),
        "may_import": may_import_standards(request.user),
    }
    return render(request, "standardization/desk/library_standard.html", context)


def unknown(row: Standard) -> bool:
    """Something of it has still to be looked up."""
    return row.family != StandardFamily.OWN and (
        row.state == RegisterState.UNKNOWN
        or row.region == RegisterRegion.UNKNOWN
        or "待核实" in row.code
    )


def shape(version: StandardVersion) -> dict[str, str]:
    """Whether it is in force is told by its days."""
    today = clock.today()
    if version.state == VersionState.DRAFT:
        return {"s": "due", "word": "草稿"}
    if version.state == VersionState.ABOLISHED:
        return {"s": "stop", "word": "已废止"}
    if version.start > today:
        return {"s": "run", "word": "待实施"}
    if version.end and version.end < today:
        return {"s": "none", "word": "已被替代"}
    return {"s": "ok", "word": "现行有效"}


@desk(may_import_standards)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Standard, pk=pk)
    form = AmendForm(request.POST or None, instance=get_object_or_404(Standard, pk=pk))
    if form.is_valid():
        changes, reason = form.changes()
        if attempt(
            form, lambda: register.amend(row, changes=changes, reason=reason, by=request.user)
        ):
            messages.success(request, "登记已更新。")
            return redirect("admin:standardization_standard", pk)
    context = {"row": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/desk/library_amend.html", context, status=status)


@desk(may_view_library)
@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """百项地标: the totals as the source tells them, beside what is known here by name."""
    rows = list(Standard.objects.filter(code__startswith=register.SERIES))
    context = {
        "figures": RegisterFigure.objects.all(),
        "rows": [{"row": row, "unknown": unknown(row)} for row in rows],
        "open": sum(1 for row in rows if unknown(row)),
        "may_import": may_import_standards(request.user),
    }
    return render(request, "standardization/desk/library_register.html", context)
