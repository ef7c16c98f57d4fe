"""A recorded type or seat put right, ended or taken away: a slip need not stay in the register."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from members.desk.access import desk
from members.desk.forms import SeatCorrectionForm, SeatEndForm, TypeCorrectionForm
from members.models import Member, OrganisationTypeRecord, PositionTerm
from members.register import corrections
from members.rules import may_amend

_STANDS = "已核定的年度会费和已入账的减免不变；要改的，请由财务管理中心办理。"


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def correct_type(request: HttpRequest, pk: int, type_pk: int) -> HttpResponse:
    row = get_object_or_404(
        OrganisationTypeRecord.objects.select_related("member"), pk=type_pk, member=pk
    )
    form = TypeCorrectionForm(request.POST or None, initial=TypeCorrectionForm.initial_of(row))
    return _worked(
        request,
        row.member,
        form,
        door=lambda: corrections.correct_type(row, by=request.user, **form.cleaned_data),
        removal=lambda reason: corrections.remove(row, reason=reason, by=request.user),
        title="更正单位类型",
        explained=f"{row}。登记有误时在这里改；单位类型真的变了，请返回后“登记单位类型”。{_STANDS}",
    )


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def correct_seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    row = _term(pk, seat_pk)
    form = SeatCorrectionForm(request.POST or None, initial=SeatCorrectionForm.initial_of(row))
    return _worked(
        request,
        row.member,
        form,
        door=lambda: corrections.correct_seat(row, by=request.user, **form.facts()),
        removal=lambda reason: corrections.remove(row, reason=reason, by=request.user),
        title="更正职务",
        explained=f"{row}。登记有误时在这里改；换了职务，请返回后“登记职务”。{_STANDS}",
    )


@desk(may_amend)
@require_http_methods(["GET", "POST"])
def end_seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    row = _term(pk, seat_pk)
    form = SeatEndForm(request.POST or None)
    return _worked(
        request,
        row.member,
        form,
        door=lambda: corrections.end_seat(row, by=request.user, **form.cleaned_data),
        title="结束职务",
        explained=f"{row}。这一天之后是会员单位，会员证书随着换发。{_STANDS}",
    )


def _term(pk: int, seat_pk: int) -> PositionTerm:
    rows = PositionTerm.objects.select_related("member", "resolution")
    return get_object_or_404(rows, pk=seat_pk, member=pk)


def _worked(
    request: HttpRequest,
    member: Member,
    form: forms.Form,
    *,
    door: Callable[[], object],
    title: str,
    explained: str,
    removal: Callable[[str], object] | None = None,
) -> HttpResponse:
    """The page of one correction. To take a row away its reason alone has to be right."""
    removes = removal is not None and "remove" in request.POST
    reason = form["reason"].value() if removes else ""
    ready = bool(reason and reason.strip()) if removes else form.is_valid()
    done = (lambda: removal(reason)) if removal and removes else door
    if ready and attempt(form, done):
        messages.success(request, "这条登记已删去。" if removes else f"已{title}。")
        return redirect("admin:members_member_change", member.pk)
    context: dict[str, Any] = {
        "member": member,
        "form": form,
        "title": title,
        "action": "保存" if removal else title,
        "explained": explained,
        "removable": removal is not None,
        "removes": "删去这条登记",
        "stops": removal is None,
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)
