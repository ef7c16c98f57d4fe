import logging
import secrets
import time
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from association.base import context, logs

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("portal.request")
# Asked every few seconds, or a dozen at a time: worth a line only when they fail.
QUIET = ("/healthz", "/readyz", settings.STATIC_URL)


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


class NoNulls:
    """Whoever writes a NUL into an address is told that there is no such address: no text of the
    database holds one, and each page that looks for what stands there would fail of it.

    The API says itself, in its own form, what it can't take.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        written = "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", "")
        if written and not request.path.startswith("/api/"):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class RequestContext:
    """Carries the request's id and address to the audit and the log, and the id to the client.

    The outermost of all, so that every answer has an id and one line in the log, a redirect to
    https and a static file as well.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = secrets.token_hex(8)
        begin = time.monotonic()
        with context.acting(request_id=request_id, address=client_address(request)):
            response = self.get_response(request)
            _note(request, response, milliseconds=round((time.monotonic() - begin) * 1000))
        response.headers["X-Request-Id"] = request_id
        return response


def _note(request: HttpRequest, response: HttpResponse, *, milliseconds: int) -> None:
    status = response.status_code
    level = logging.WARNING if status >= 500 else logging.INFO
    if status < 400 and request.path.startswith(QUIET):
        level = logging.DEBUG
    logger.log(
        level,
        "request",
        extra={
            "facts": {
                "method": request.method,
                "path": logs.masked(request.path, request.resolver_match),
                "status": status,
                "ms": milliseconds,
                "user": _user(request),
                "address": context.current().address,
            }
        },
    )


def _user(request: HttpRequest) -> str | None:
    """Who it was, if the session was read anyway: a line in the log is worth no query."""
    loaded: dict[str, str] = vars(getattr(request, "session", None) or object).get(
        "_session_cache", {}
    )
    return loaded.get(SESSION_KEY)


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
