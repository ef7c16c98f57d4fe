import secrets
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from association.base import context

Handler = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Content-Security-Policy in the form of Django 6's setting ``SECURE_CSP``, so that moving
    there is deleting this class; and no camera, place or microphone for pages that need none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = "; ".join(
            f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response


class RequestContext:
    """Carries the request's id and address to the audit, and the id back to the client."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        with context.acting(request_id=request_id, address=client_address(request)):
            response = self.get_response(request)
        response.headers["X-Request-Id"] = request_id
        return response


def client_address(request: HttpRequest) -> str | None:
    """The caller's address; behind n trusted proxies, the n-th from the right of the header.

    None if that is no address: a socket's caller has none, and a proxy may write "unknown".
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if count and len(hops) >= count and hops[-count]:
        return _address(hops[-count])
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    """Without the zone of a link-local address, which the database wouldn't take."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None
