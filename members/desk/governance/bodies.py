"""机构与届次: each body with its rule, its terms, and who sits in them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, clock
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.governance.forms import SeatEndForm, SeatForm, SignInForm, TermForm
from members.governance import seats
from members.governance.agenda import rule_in_words
from members.models import Body, BodyTerm, Seat
from members.rules import may_hold_meetings, may_keep_seats, may_view_meetings


@desk(may_view_meetings)
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    filled = Q(seats__start__lte=today) & (Q(seats__end=None) | Q(seats__end__gte=today))
    terms = BodyTerm.objects.annotate(filled=Count("seats", filter=filled))
    rows = list(Body.objects.prefetch_related(Prefetch("terms", terms.order_by("-start"))))
    for row in rows:
        row.words = rule_in_words(row)
    context = {"bodies": rows, "today": today, "may_keep": may_keep_seats(request.user)}
    return render(request, "members/desk/governance/bodies.html", context)


@desk(may_keep_seats)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(Body, pk=pk)
    form = TermForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: seats.begin(body, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已登记{body}的新一届。下面登记席位。")
        return redirect("admin:members_term", body.terms.order_by("-pk")[0].pk)
    return page(
        request,
        form,
        title=f"{body}新一届",
        action="登记",
        back=reverse("admin:members_bodies"),
        explained="上一届没有写结束日的，在新一届开始的前一天届满。",
    )


@desk(may_view_meetings)
@require_safe
def term(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BodyTerm.objects.select_related("body"), pk=pk)
    today = clock.today()
    held = list(row.seats.select_related("member", "user"))
    context = {
        "term": row,
        "words": rule_in_words(row.body),
        "seats": [seat for seat in held if not seat.end or seat.end >= today],
        "left": [seat for seat in held if seat.end and seat.end < today],
        "meetings": row.meetings.all()[:20],
        "entries": audit.listed(audit.timeline(row)),
        "may_keep": may_keep_seats(request.user),
        "may_hold": may_hold_meetings(request.user),
    }
    return render(request, "members/desk/governance/term.html", context)


@desk(may_keep_seats)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(BodyTerm.objects.select_related("body"), pk=pk)
    form = SeatForm(request.POST or None, initial={"start": row.start})
    if form.is_valid() and attempt(
        form, lambda: seats.enter(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已登记席位：{form.cleaned_data['name']}。")
        return redirect("admin:members_term", pk)
    return page(
        request,
        form,
        title="登记席位",
        action="登记",
        back=reverse("admin:members_term", args=[pk]),
        explained=str(row),
    )


@desk(may_keep_seats)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.select_related("term__body", "user"), pk=pk)
    form = SignInForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: seats.link(seat, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{seat}的登录账号已更新。")
        return redirect("admin:members_term", seat.term_id)
    return page(
        request,
        form,
        title=f"{seat}的登录账号",
        action="保存",
        back=reverse("admin:members_term", args=[seat.term_id]),
        explained=f"现为：{seat.user or '没有登录账号'}。代表用这个账号登录后投自己的票。",
    )


@desk(may_keep_seats)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.select_related("term__body"), pk=pk)
    form = SeatEndForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: seats.end(seat, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{seat}的任职已结束。")
        return redirect("admin:members_term", seat.term_id)
    return page(
        request,
        form,
        title=f"结束{seat}的任职",
        action="结束任职",
        stops=True,
        back=reverse("admin:members_term", args=[seat.term_id]),
        explained="这一天之后的会议不再列入应到；已经开过的会议不变。",
    )


def page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", {"form": form, **context}, status=status)
