"""征稿启事, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bulletin import queries
from bulletin.enums import Kind


@require_safe
def call(request: HttpRequest) -> HttpResponse:
    context = {"calls": list(queries.open_calls()), "kinds": Kind.labels}
    return render(request, "bulletin/public/call.html", context)
