"""What everybody may know: a year's dues, and every charge with its basis."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base import clock
from members.money import charges as charging
from members.money import publishing


@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    return render(request, "members/public/dues.html", {"years": publishing.published()})


@require_safe
def charges(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    context = {"charges": charging.charges(today), "today": today}
    return render(request, "members/public/charges.html", context)
