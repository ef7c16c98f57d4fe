"""The catalogue at the desk: services, their list prices by day, and who keeps them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base import audit, clock
from association.base.forms import attempt
from members.desk.access import desk
from members.desk.order_forms import PriceForm, ServiceForm
from members.models import Service
from members.orders import catalogue
from members.rules import may_keep_catalogue, may_view_catalogue


@desk(may_view_catalogue)
def services(request: HttpRequest) -> HttpResponse:
    context = {
        "services": catalogue.catalogue(),
        "may_keep": may_keep_catalogue(request.user),
    }
    return render(request, "members/desk/services.html", context)


@desk(may_keep_catalogue)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    form = ServiceForm(request.POST or None)
    made: list[Service] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(catalogue.enter(by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "服务已加入目录，请接着定价。")
        return redirect("admin:members_service", made[0].pk)
    return _form(request, form, title="增加服务", back=reverse("admin:members_services"))


@desk(may_view_catalogue)
@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service with every price it had. Whoever keeps the catalogue sets the next one here."""
    row = get_object_or_404(catalogue.catalogue(), pk=pk)
    may_keep = may_keep_catalogue(request.user)
    form = (
        PriceForm(request.POST or None, initial={"valid_from": clock.today}) if may_keep else None
    )
    if (
        form
        and form.is_valid()
        and attempt(form, lambda: catalogue.set_price(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "价格已登记。")
        return redirect("admin:members_service", pk)
    context = {
        "service": row,
        "prices": row.prices.select_related("set_by"),
        "today": clock.today(),
        "form": form,
        "entries": audit.listed(audit.timeline(row)),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "members/desk/service.html", context, status=status)


@desk(may_keep_catalogue)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Service, pk=pk)
    form = ServiceForm.of(row, request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: catalogue.amend(row, changes=form.cleaned_data, by=request.user)
    ):
        messages.success(request, "服务已修改。")
        return redirect("admin:members_service", pk)
    return _form(
        request, form, title=f"修改{row.name}", back=reverse("admin:members_service", args=[pk])
    )


def _form(request: HttpRequest, form: ServiceForm, *, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "action": "保存", "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "members/desk/form.html", context, status=status)
