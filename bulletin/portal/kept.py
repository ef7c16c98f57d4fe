"""Pages for readers, kept whole in the shared cache and served to whoever isn't signed in.

A page is kept under its address, the size of its type, the day and the mark that changes when
something appears (``bulletin.readers.freshness``). Mark and page come in one question. What belongs
to one visitor alone, the token of the form in the bar, is put in at every answer.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from redis.exceptions import RedisError

from association.base import clock
from bulletin.readers import freshness

View = Callable[..., HttpResponse]
SECONDS = 300
"""What changes without a door, as a column that is renamed in the stock admin, is seen after that."""
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")')
_MARK = b"@@token@@"


class Kept(NamedTuple):
    mark: str
    content: bytes
    content_type: str
    etag: str


def kept(*parameters: str) -> Callable[[View], View]:
    """``parameters`` are those of the query that the page knows; with another one it isn't kept."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _shared(request, parameters):
                return view(request, *args, **kwargs)
            mark, found = _look_up(key := _key(request))
            if found is None:
                response = view(request, *args, **kwargs)
                if response.status_code != 200 or response.streaming:
                    return response
                found = _keep(key, mark, response)
                return _answer(request, found, response.content)
            return _answer(request, found, _with_token(request, found.content))

        return answered

    return decorate


def _shared(request: HttpRequest, parameters: tuple[str, ...]) -> bool:
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    return (
        request.method in {"GET", "HEAD"}
        and own.isdisjoint(request.COOKIES)
        and set(request.GET) <= set(parameters)
    )


def _key(request: HttpRequest) -> str:
    size = request.COOKIES.get("size") == "large"
    told = f"{request.get_host()}|{request.get_full_path()}|{size}|{clock.today()}"
    return f"bulletin:page:{hashlib.sha256(told.encode()).hexdigest()}"


def _look_up(key: str) -> tuple[str, Kept | None]:
    """Where the cache is gone pages are drawn anew."""
    try:
        found = cache.get_many([freshness.KEY, key])
        mark = found.get(freshness.KEY) or freshness.begun()
    except (RedisError, OSError):
        return "", None
    page = Kept(*found[key]) if key in found else None
    return mark, page if page and page.mark == mark else None


def _keep(key: str, mark: str, response: HttpResponse) -> Kept:
    content = _TOKEN.sub(_MARK, response.content)
    etag = f"W/{quote_etag(hashlib.sha256(content).hexdigest()[:32])}"
    page = Kept(mark, content, response.headers["Content-Type"], etag)
    try:
        if mark:
            cache.set(key, tuple(page), timeout=SECONDS)
    except (RedisError, OSError):
        pass
    return page


def _with_token(request: HttpRequest, content: bytes) -> bytes:
    return content.replace(_MARK, get_token(request).encode()) if _MARK in content else content


def _answer(request: HttpRequest, page: Kept, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=page.content_type)
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=page.etag, response=response)
