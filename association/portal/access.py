"""Who is at home in the portal: a company's people, delegates, the contacts of rescue teams,
and whoever reviews."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from bulletin.portal.access import contributor
from members.portal.access import member_required, representations, sits
from standardization.expert.access import expert_of
from standardization.portal.access import acts_for_some
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


def at_home_with_reviews(request: HttpRequest) -> str | None:
    """The address of one's own first page, for who acts for a review organisation or an office, or
    is an expert, and has nothing else here."""
    user = request.user
    if not user.is_authenticated or representations(request) or sits(request):
        return None
    if acts_for_some(user):
        return "standardization:offices"
    return "standardization:expert_home" if expert_of(user) else None


def at_home_with_writing(request: HttpRequest) -> bool:
    """Writes for the bulletin as a company's employee, and acts for nobody."""
    user = request.user
    return (
        user.is_authenticated
        and not representations(request)
        and not sits(request)
        and contributor(user) is not None
    )


def reader_required(view: View) -> View:
    """Lets through whoever gets messages: as ``member_required``, the contacts of teams, and
    whoever reviews."""
    for_members = member_required(view)

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        at_home = user.is_authenticated and not representations(request)
        if at_home and (
            is_contact(user) or at_home_with_reviews(request) or at_home_with_writing(request)
        ):
            return view(request, *args, **kwargs)
        return for_members(request, *args, **kwargs)

    return guarded
