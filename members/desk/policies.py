"""Relief policies at the desk: what one says in words, what it would cost, bringing it into force."""

from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base import audit, files, sheets
from association.base.errors import Refused
from association.base.forms import attempt
from association.base.money import grouped
from members import relief
from members.desk.access import desk
from members.desk.forms import ActivationForm, AsOfForm
from members.dues import extensions
from members.enums import OrganisationType, PolicyMode, PolicyState, Tier
from members.forms.colleagues import ReasonForm
from members.models import ReliefPolicy
from members.relief import simulation, wording
from members.rules import may_activate_policy, may_view_policies

SHOWN = 50
STATES = {PolicyState.DRAFT: "none", PolicyState.ACTIVE: "ok", PolicyState.ENDED: "none"}


@desk(may_view_policies)
def policies(request: HttpRequest) -> HttpResponse:
    rows = list(ReliefPolicy.objects.select_related("resolution"))
    for row in rows:
        row.words, row.shape = wording.policy(row), STATES[PolicyState(row.state)]
    return render(request, "members/desk/policies.html", {"policies": rows})


@desk(may_view_policies)
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """The simulator: whom and how much, by type and by tier, before anybody decides."""
    row = get_object_or_404(ReliefPolicy.objects.select_related("resolution"), pk=pk)
    form = AsOfForm(request.GET or {"as_of": row.reference_date})
    as_of = form.cleaned_data["as_of"] if form.is_valid() else None
    context: dict[str, Any] = {
        "policy": row,
        "words": wording.policy(row),
        "shape": STATES[PolicyState(row.state)],
        "form": form,
        "entries": audit.listed(audit.timeline(row)),
        "may_change": row.state == PolicyState.DRAFT
        and request.user.has_perm("members.change_reliefpolicy"),
        "may_end": row.state == PolicyState.ACTIVE and may_activate_policy(request.user),
        "may_activate": row.state == PolicyState.DRAFT and may_activate_policy(request.user),
    }
    try:
        preview = simulation.preview(row, as_of=as_of)
    except Refused as refusal:
        context |= {"obstacle": refusal.message, "faulty": bool(simulation.faults(row))}
    else:
        context |= {"preview": preview, "matrix": _matrix(preview), "shown": preview.rows[:SHOWN]}
    return render(request, "members/desk/policy.html", context)


def _matrix(preview: simulation.Preview) -> dict[str, Any]:
    """Rows by type, columns by tier, both in the order of their enums, with sums at the edges."""
    types = [label for label in [*OrganisationType.labels, "未登记"] if label in preview.by_type]
    tiers = [label for label in Tier.labels if label in preview.by_tier]
    empty = simulation.Share()
    return {
        "tiers": tiers,
        "rows": [
            {
                "label": label,
                "cells": [(tier, preview.cells.get((label, tier), empty)) for tier in tiers],
                "sum": preview.by_type[label],
            }
            for label in types
        ],
        "sums": [(tier, preview.by_tier[tier]) for tier in tiers],
    }


@desk(may_view_policies)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The simulation's members as a workbook, for the meeting's papers."""
    row = get_object_or_404(ReliefPolicy, pk=pk)
    try:
        preview = simulation.preview(row)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:members_policy", pk)
    content = sheets.write(
        [
            "会员编号",
            "单位名称",
            "统一社会信用代码",
            "单位类型",
            "会费档次",
            "应缴（元）",
            "减免（元）",
        ],
        (
            [
                line.member.number,
                line.member.name,
                line.member.credit_code,
                OrganisationType(line.organisation_type).label if line.organisation_type else "",
                Tier(line.tier).label,
                line.assessed,
                line.relieved,
            ]
            for line in preview.rows
        ),
        title=f"{row.code} {row.title}：试算，认定基准日 {preview.as_of}",
    )
    return files.as_download(
        ContentFile(content), name=f"{row.code} 减免试算.xlsx", media_type=files.XLSX
    )


@desk(may_activate_policy)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReliefPolicy, pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: relief.end(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"政策“{row.code}”已结束。")
        return redirect("admin:members_policy", pk)
    context = {
        "form": form,
        "title": f"结束 {row.code}",
        "action": "结束",
        "stops": True,
        "back": reverse("admin:members_policy", args=[pk]),
        "explained": "以后核定的会员不再适用；已经入账的减免不变。",
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


@desk(may_activate_policy)
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ReliefPolicy, pk=pk)
    form = ActivationForm(request.POST or None)
    done: list[relief.Activated] = []
    if form.is_valid() and attempt(
        form,
        lambda: done.append(relief.activate(row, by=request.user, **form.cleaned_data)),
    ):
        messages.success(
            request, f"政策“{row.code}”已执行，{done[0].relieved} 家会员的减免已入账。"
        )
        _say_until(request, row, done[0])
        resolution = form.cleaned_data["resolution"]
        if not resolution.verified:
            messages.warning(
                request,
                f"决议 {resolution.number} 还没有与原件核对，会员看到的页面会写明“待核实”。"
                "请核对后在决议里勾选“已与原件核对”。",
            )
        return redirect("admin:members_policy", pk)
    context = {
        "form": form,
        "title": f"执行 {row.code}",
        "action": "执行并入账",
        "back": reverse("admin:members_policy", args=[pk]),
        "explained": _foreseen(row),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


def _foreseen(row: ReliefPolicy) -> str:
    """What activating will do, in figures: it is never undone. The door says why it can't be."""
    words = [f"{row.title}。执行后不能再改，也不能撤回"]
    try:
        preview = simulation.preview(row)
        now = extensions.due_on(row.year)
    except Refused as refusal:
        return f"{words[0]}。{refusal.message}"
    if row.mode == PolicyMode.AUTOMATIC:
        words.append(
            f"按现在的登记，将减免 {preview.members} 家会员，合计 {grouped(preview.total)} 元"
            "（已核定的立即入账，尚未核定的在核定时入账），以后核定的同样适用"
        )
    else:
        words.append("依申请适用，执行时不入账")
    if row.extend_due_to and row.extend_due_to > now:
        words.append(f"{row.year} 年度的缴费期限由 {now} 延至 {row.extend_due_to}（含当日）")
    elif row.extend_due_to:
        words.append(f"{row.year} 年度的缴费期限现在已是 {now}，不再改动")
    return "；".join(words) + "。"


def _say_until(request: HttpRequest, row: ReliefPolicy, done: relief.Activated) -> None:
    """What the resolution says of the date and what became of it may differ: never in silence."""
    if done.moved:
        messages.success(request, f"{row.year} 年度的缴费期限延至 {done.due_on}（含当日）。")
    elif done.due_on:
        messages.warning(
            request,
            f"{row.year} 年度的缴费期限没有改动：现在已是 {done.due_on}，"
            f"不早于政策写的 {row.extend_due_to}。",
        )
