"""What members ask to have changed: the queue, and one decision after the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base import files
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.forms import DecisionForm
from members.enums import ChangeState
from members.models import ChangeRequest, OrganisationTypeRecord
from members.register import changes
from members.rules import may_decide_change, may_view_register

SHOWN = 50
STATES = {
    ChangeState.PENDING: "run",
    ChangeState.APPROVED: "ok",
    ChangeState.REJECTED: "stop",
    ChangeState.WITHDRAWN: "none",
}


@desk(may_decide_change)
def queue(request: HttpRequest) -> HttpResponse:
    """Pending ones first, the oldest on top: it has waited longest."""
    rows = ChangeRequest.objects.select_related("member", "requested_by")
    pending = list(rows.filter(state=ChangeState.PENDING).order_by("requested_at"))
    decided = list(rows.exclude(state=ChangeState.PENDING)[:SHOWN])
    for row in [*pending, *decided]:
        row.shape = STATES[ChangeState(row.state)]
        row.described = changes.described(row)
    return render(request, "members/desk/changes.html", {"pending": pending, "decided": decided})


@desk(may_decide_change)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        ChangeRequest.objects.select_related("member", "requested_by", "evidence"), pk=pk
    )
    form = DecisionForm(request.POST or None, asks_type="organisation_type" in row.changes)
    if form.is_valid():
        approve = "approve" in request.POST
        door = changes.approve if approve else changes.reject
        if attempt(form, lambda: door(row, by=request.user, **form.facts(approve=approve))):
            messages.success(
                request, "已采纳并更新登记。" if approve else "已记为不采纳，单位会看到您的意见。"
            )
            return redirect("admin:members_changerequest_changelist")
    context = {
        "request_row": row,
        "described": changes.described(row),
        "doubts": changes.doubts(row),
        "shape": STATES[ChangeState(row.state)],
        "form": form,
        "open": row.state == ChangeState.PENDING,
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/change.html", context, status=status)


@desk(may_decide_change)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ChangeRequest.objects.exclude(evidence=None), pk=pk)
    return files.respond(row.evidence)


@desk(may_view_register)
def type_evidence(request: HttpRequest, pk: int, type_pk: int) -> HttpResponse:
    row = get_object_or_404(
        OrganisationTypeRecord.objects.exclude(evidence=None), pk=type_pk, member=pk
    )
    return files.respond(row.evidence)
