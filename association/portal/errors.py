from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page had been open too long or in two windows: says so, and how to go on."""
    return render(request, "403_csrf.html", status=403)
