"""The pool of experts at the desk: the list, one expert with jobs, ties and duties."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts import invitations
from association.accounts.screens import shown_once
from association.base import audit, clock, identifiers, paging
from association.base.forms import attempt
from members.desk.access import desk
from standardization.desk.look import ASSIGNMENT_SHAPES
from standardization.desk.people_forms import EmploymentForm, ExpertForm, RelationForm
from standardization.enums import AssignmentState, ExpertState
from standardization.models import Expert, ExpertInvitation
from standardization.people import experts as doors
from standardization.people import pool
from standardization.rules import may_keep_experts, may_view_experts

SIZE = 50
PAGE = "admin:standardization_expert"
LIST = "admin:standardization_experts"
FORM = "standardization/desk/form.html"
SHAPES = {ExpertState.ACTIVE: "ok", ExpertState.PAUSED: "due", ExpertState.LEFT: "none"}


@desk(may_view_experts)
@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    query, rows = request.GET.get("q", "").strip(), narrowed(request.GET)
    page = paging.page(
        rows, keys=("name", "pk"), size=SIZE,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    today = clock.today()
    for row in page.rows:
        row.shape = SHAPES[ExpertState(row.state)]
        row.lapsed = row.certificate_until < today
    kept = f"&q={quote(query)}" if query else ""
    context = {
        "experts": page.rows,
        "query": query,
        "total": f"共 {paging.capped_count(rows):,} 位",
        "next": f"?after={page.following}{kept}" if page.following else "",
        "previous": f"?before={page.preceding}{kept}" if page.preceding else "",
        "may_keep": may_keep_experts(request.user),
    }
    return render(request, "standardization/desk/experts.html", context)


def narrowed(params: QueryDict) -> QuerySet[Expert]:
    """The experts that the address asks for."""
    query, rows = params.get("q", "").strip(), pool.experts()
    if number := identifiers.mobile_or_none(query):
        return rows.filter(mobile=number)
    if query:
        rows = rows.filter(
            Q(name__icontains=query)
            | Q(certificate_number__icontains=query)
            | Q(skills__contains=[query])
        )
    return rows


@desk(may_keep_experts)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ExpertForm(request.POST or None)
    made: list[Expert] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(doors.enter(facts=form.cleaned_data, by=request.user))
    ):
        messages.success(request, f"{made[0]}已入库。请登记任职经历，再邀请本人开通账号。")
        return redirect(PAGE, made[0].pk)
    return _form(request, form, title="登记专家", back=reverse(LIST))


@desk(may_keep_experts)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Expert, pk=pk)
    initial = {name: getattr(row, name) for name in doors.FIELDS}
    form = ExpertForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, lambda: doors.amend(row, changes=form.cleaned_data, by=request.user)
    ):
        messages.success(request, "专家信息已修改。")
        return redirect(PAGE, pk)
    return _form(request, form, title=f"修改{row}", back=reverse(PAGE, args=[pk]))


@desk(may_view_experts)
@require_safe
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(pool.experts(), pk=pk))


def _page(
    request: HttpRequest,
    row: Expert,
    *,
    employment: forms.Form | None = None,
    relation: forms.Form | None = None,
) -> HttpResponse:
    link = shown_once.take(request)
    may_keep = may_keep_experts(request.user)
    assignments = list(row.assignments.select_related("case__member").order_by("-pk")[:50])
    for each in assignments:
        each.shape = ASSIGNMENT_SHAPES[AssignmentState(each.state)]
    context: dict[str, Any] = {
        "expert": row,
        "shape": SHAPES[ExpertState(row.state)],
        "lapsed": row.certificate_until < clock.today(),
        "employments": row.employments.select_related("organisation", "member"),
        "relations": row.relations.select_related("member"),
        "assignments": assignments,
        "waiting": doors.waiting(row),
        "may_keep": may_keep,
        "employment": (employment or EmploymentForm(prefix="job")) if may_keep else None,
        "relation": (relation or RelationForm(prefix="tie")) if may_keep else None,
        "link": link,
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if employment or relation else 200
    page = render(request, "standardization/desk/expert.html", context, status=status)
    return shown_once.forget(page, page=request.path) if link else page


@desk(may_keep_experts)
@require_POST
def employ(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(pool.experts(), pk=pk)
    form = EmploymentForm(request.POST, prefix="job")
    if form.is_valid() and attempt(
        form, lambda: doors.employ(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "任职经历已登记。")
        return redirect(PAGE, pk)
    return _page(request, row, employment=form)


@desk(may_keep_experts)
@require_POST
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(pool.experts(), pk=pk)
    form = RelationForm(request.POST, prefix="tie")
    if form.is_valid() and attempt(
        form, lambda: doors.relate(expert=row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "利害关系已登记。")
        return redirect(PAGE, pk)
    return _page(request, row, relation=form)


@desk(may_keep_experts)
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Expert, pk=pk)
    form = forms.Form(request.POST)
    made: list[tuple[ExpertInvitation, str]] = []
    if attempt(form, lambda: made.append(doors.invite(row, by=request.user))):
        invitation, token = made[0]
        there = reverse("standardization:expert_welcome", args=[token])
        link = shown_once.Link(
            address=request.build_absolute_uri(there),
            whom=invitation.name,
            days=invitations.LIFE.days,
        )
        return shown_once.hand_over(link, page=reverse(PAGE, args=[pk]))
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)


@desk(may_keep_experts)
@require_POST
def revoke(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    invitation = get_object_or_404(ExpertInvitation, pk=invitation_pk, expert=pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: doors.revoke(invitation, by=request.user)):
        messages.success(request, "邀请已撤回，链接不能再用。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)


def _form(request: HttpRequest, form: forms.Form, *, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "action": "保存", "up": "专家库",
               "up_url": reverse(LIST)}  # fmt: skip
    return render(request, FORM, context, status=422 if form.is_bound else 200)
