"""The classes that anybody may read about before enrolling."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base import clock
from training.classes import lists
from training.portal.access import is_contact
from training.portal.sections import sections


@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    context = {
        "classes": lists.announced(),
        "today": clock.today(),
        "views": sections("training:classes"),
        # Nobody signed in may turn out to be one; for any other the team's page isn't there.
        "contact": not request.user.is_authenticated or is_contact(request.user),
    }
    return render(request, "training/classes.html", context)
