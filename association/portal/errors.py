import sys

from django.core.exceptions import DisallowedHost
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string

from association.base import context
from association.base.api import problems
from association.portal import outage

API = "/api/v1/"
FOREIGN = "这个域名不是本站的。\n"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page had been open too long or in two windows: says so, and how to go on."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was refused before any page looked at it. Who comes by another name is no visitor of this
    portal but a machine that tries addresses, or a probe: a line is enough."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest(FOREIGN, content_type="text/plain; charset=utf-8")
    if request.path.startswith(API):
        code, message = problems.CODES[400]
        return JsonResponse({"code": code, "message": message}, status=400)
    return HttpResponseBadRequest(render_to_string("400.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without request and context processors: what they ask may be the very thing that broke."""
    if outage.is_outage(sys.exception()):
        return outage.page()
    number = context.current().request_id
    if request.path.startswith(API):
        return JsonResponse(problems.broken(number), status=500)
    return HttpResponseServerError(render_to_string("500.html", {"request_id": number}))
