"""Who gets through to a desk page: the secretariat, and of them whoever the rule allows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from members.rules import changes_something

View = Callable[..., HttpResponse]


def only_looks(request: HttpRequest) -> bool:
    """Sends something, and may change nothing anywhere."""
    return request.method not in {"GET", "HEAD", "OPTIONS"} and not changes_something(request.user)


def desk(rule: Callable[[Any], bool]) -> Callable[[View], View]:
    """Strangers sign in first; for a member's user there is nothing here; other staff are told."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff:
                raise Http404
            if not rule(request.user) or only_looks(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
