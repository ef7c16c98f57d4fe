"""申报条件自查: for which level may I apply, by which condition, and what do I still lack? Open to
everybody; what is typed is judged and forgotten."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from association.base import clock
from training import application, explaining
from training.forms import Sheet
from training.portal.sections import sections


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest) -> HttpResponse:
    version = application.in_force(clock.today())
    sheet = Sheet(version.rules)
    told: dict[str, Any] = {
        "sheet": sheet,
        "rule_set": version.row,
        "views": sections("training:eligibility"),
    }
    if "more" in request.POST:
        sheet.reopen(request.POST, more=request.POST["more"])
    elif request.method == "POST":
        if not sheet.read(request.POST):
            return render(request, "training/eligibility.html", told, status=422)
        (verdict,) = application.judged([sheet.applicant()])
        told["verdict"] = explaining.shown(
            verdict, application.in_force(verdict.applicant.apply_on)
        )
    return render(request, "training/eligibility.html", told)
