"""Who is at home in the portal: a company's people, delegates, and the contacts of rescue teams."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from members.portal.access import member_required, representations, sits
from training.portal.access import is_contact

View = Callable[..., HttpResponse]


def at_home_with_a_team(request: HttpRequest) -> bool:
    """Acts for a team, and for nobody else: asks nothing more of a company's people."""
    user = request.user
    return (
        user.is_authenticated
        and not representations(request)
        and not sits(request)
        and is_contact(user)
    )


def reader_required(view: View) -> View:
    """Lets through whoever gets messages: as ``member_required``, and the contacts of teams."""
    for_members = member_required(view)

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not representations(request) and is_contact(user):
            return view(request, *args, **kwargs)
        return for_members(request, *args, **kwargs)

    return guarded
