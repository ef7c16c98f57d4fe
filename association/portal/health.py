from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive. The nonce tells the launcher that this is the process it has just started."""
    return JsonResponse({"alive": True, "nonce": settings.LAUNCH_NONCE})
