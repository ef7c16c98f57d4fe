"""A secret, a link or a token, on its way to the one page that shows it.

It travels in a signed cookie that only this page receives and then deletes. The server keeps
nothing; loading the page anew no longer shows it, and makes no second one either.
"""

from dataclasses import asdict, dataclass
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

COOKIE = "once"
PATIENCE = 120  # seconds, for a redirect on a bad line


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    whom: str
    days: int
    """How long it serves."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    name: str


Secret = TypeVar("Secret", Link, Token)


def hand_over(secret: Link | Token, *, page: str) -> HttpResponse:
    """Redirects to ``page`` (a path of ours), which will ``take`` the secret."""
    response = HttpResponseRedirect(page)
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(secret), salt=page),
        max_age=PATIENCE,
        path=page,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def take(request: HttpRequest, kind: type[Secret] = Link) -> Secret | None:  # type: ignore[assignment]
    """What was handed over to this page, if there is something."""
    try:
        return kind(
            **signing.loads(request.COOKIES.get(COOKIE, ""), salt=request.path, max_age=PATIENCE)
        )
    except signing.BadSignature:
        return None


def forget(response: HttpResponse, *, page: str) -> HttpResponse:
    """Makes this showing the last one; the browser keeps no copy of the page either."""
    response.delete_cookie(COOKIE, path=page, samesite="Strict")
    response["Cache-Control"] = "no-store"
    return response
