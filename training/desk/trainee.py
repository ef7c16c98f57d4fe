"""A person at the desk: the whole numbers for a reason, mended data, a new link."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.accounts.screens import shown_once
from association.base.forms import attempt
from members.desk.access import desk
from training.desk.people_forms import AmendForm, UnmaskForm
from training.models import Enrolment
from training.people import links, register
from training.people.register import Numbers
from training.rules import may_mend_people, may_run_classes, may_view_numbers


def _row(pk: int) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("trainee", "training_class"), pk=pk)


@desk(may_view_numbers)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for with a reason, shown on this page alone."""
    row = _row(pk)
    form = UnmaskForm(request.POST or None)
    shown: list[Numbers] = []
    if form.is_valid():
        attempt(
            form,
            lambda: shown.append(
                register.reveal(row.trainee, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            ),
        )
    told = {"row": row, "form": form, "numbers": shown[0] if shown else None}
    status = 422 if form.is_bound and not shown else 200
    return render(request, "training/desk/numbers.html", told, status=status)


@desk(may_mend_people)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    form = AmendForm(request.POST or None, trainee=row.trainee)
    if form.is_valid() and attempt(
        form,
        lambda: register.amend(
            row.trainee, by=request.user, reason=form.cleaned_data["reason"], **form.told()
        ),
    ):
        messages.success(request, "学员资料已更正。已发的证书不变，要换发请在证书页办理。")
        return redirect("admin:training_enrolment", pk)
    told = {
        "title": f"更正{row.trainee}的资料",
        "action": "保存",
        "form": form,
        "back": reverse("admin:training_enrolment", args=[pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/desk/person_form.html", told, status=status)


@desk(may_run_classes)
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Handed to the person by staff, who see it once."""
    row = _row(pk)
    page = reverse("admin:training_enrolment", args=[pk])
    made: list[str] = []
    if not attempt(
        form := Form(request.POST),
        lambda: made.append(links.new_link(row.trainee, by=request.user)),
    ):
        messages.error(request, form.non_field_errors()[0])
        return redirect(page)
    address = request.build_absolute_uri(reverse("training:me", args=made))
    once = shown_once.Link(address=address, whom=row.trainee.name, days=links.LIFE.days)
    return shown_once.hand_over(once, page=page)
