"""One step of an application's chain, finished with an opinion."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from members.desk.access import desk
from members.joining import steps
from members.joining.steps import Stage
from members.models import JoiningApplication, JoiningStep
from members.rules import may_finish_step, may_view_joining


class OpinionForm(forms.Form):
    opinion = forms.CharField(
        label="意见",
        max_length=500,
        help_text="留在申请的经过里，申请人看不到。代其他部门登记的，写明谁在哪天办的。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def shown(row: JoiningApplication, user: Any) -> list[dict[str, Any]]:
    """The chain as the record tells it; ``finish`` where this person can finish the step now."""
    return [
        {
            "stage": stage,
            "shape": _shape(stage),
            "word": _word(stage),
            "finish": stage.under_way and may_finish_step(user, stage.step),
        }
        for stage in steps.of(row)
    ]


def _shape(stage: Stage) -> str:
    if stage.done:
        return "ok"
    if stage.overdue:
        return "stop"
    return "run" if stage.under_way else "none"


def _word(stage: Stage) -> str:
    if stage.done:
        return "逾期办结" if stage.late else "已办结"
    if stage.overdue:
        return "逾期"
    return "办理中" if stage.under_way else "未开始"


@desk(may_view_joining)
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    row = get_object_or_404(JoiningApplication.objects.exclude(submitted_at=None), pk=pk)
    step = get_object_or_404(JoiningStep.objects.select_related("department"), pk=step_pk)
    user: Any = request.user
    if not may_finish_step(user, step):
        raise PermissionDenied
    form = OpinionForm(request.POST or None)
    back = reverse("admin:members_joiningapplication_change", args=[pk])
    if form.is_valid() and attempt(
        form, lambda: steps.finish(row, step, by=user, **form.cleaned_data)
    ):
        messages.success(request, f"“{step}”已办结。")
        return redirect(back)
    told = {
        "title": f"办结{step}",
        "action": "办结",
        "form": form,
        "back": back,
        "explained": f"{row}，责任部门：{step.department}。办结后不能改。",
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", told, status=status)
