from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def keyboard(request: HttpRequest) -> HttpResponse:
    """The same list as the dialog that ? opens, for browsers without a script and for printing."""
    return render(request, "public/keyboard.html")
