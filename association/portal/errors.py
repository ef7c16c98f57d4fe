import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from association.base import context
from association.base.api import problems
from association.portal import outage

API = "/api/v1/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page had been open too long or in two windows: says so, and how to go on."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without request and context processors: what they ask may be the very thing that broke."""
    if outage.is_outage(sys.exception()):
        return outage.page()
    number = context.current().request_id
    if request.path.startswith(API):
        return JsonResponse(problems.broken(number), status=500)
    return HttpResponseServerError(render_to_string("500.html", {"request_id": number}))
