"""The portal can't serve for a while: the database or the cache is away, or somebody works on it.

Then everybody is told so, with when to try again, instead of an error that nobody made.
"""

from collections.abc import Callable

import redis.exceptions
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 30
WORKING_SECONDS = 600
# What a watchman asks must be answered by the process itself.
ALWAYS = ("/healthz", "/readyz")

# SQLSTATE: the connection failed or was ended from the other side, or there is no room for one more.
# Everything else that Postgres says, it says because it is there.
_AWAY = ("08", "57P", "53300")


def is_outage(error: BaseException | None) -> bool:
    """Whether the error says that the database or the cache isn't there."""
    if isinstance(error, (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)):
        return True
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "pgcode", None)
    return state is None or state.startswith(_AWAY)


def page(*, retry_after: int = RETRY_SECONDS) -> HttpResponse:
    response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


class Maintenance:
    """With ``MAINTENANCE=1`` nobody gets in, and nothing below touches the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MAINTENANCE and request.path not in ALWAYS:
            return page(retry_after=WORKING_SECONDS)
        return self.get_response(request)
