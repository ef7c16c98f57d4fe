from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from association.portal import readiness


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive. The nonce tells the launcher that this is the process it has just started."""
    return JsonResponse({"alive": True, "nonce": settings.LAUNCH_NONCE})


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to be sent people: 200, or 503. Ages and sizes are told to staff alone.

    Who is asking is looked up only where the database answers.
    """
    parts = readiness.parts()
    ready = readiness.ready(parts)
    inside = ready and request.user.is_authenticated and request.user.is_staff
    return JsonResponse(
        {"ready": ready, "parts": {part.name: _told(part, inside=inside) for part in parts}},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def _told(part: readiness.Part, *, inside: bool) -> object:
    return (
        {key: value for key, value in asdict(part).items() if key != "name"} if inside else part.ok
    )
