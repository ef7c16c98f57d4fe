"""For which team the person at the screen acts: a team's pages are fetched through this."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from association.accounts.screens.sign_in import to_sign_in
from training.models import Team, TeamContact

TeamView = Callable[..., HttpResponse]


def teams_of(user: Any) -> QuerySet[Team]:
    """The teams that this user enrols people for now, also those that no longer take part: their
    people's certificates may still wait to be collected."""
    return Team.objects.filter(contacts__user=user, contacts__ended_at__isnull=True).order_by(
        "name"
    )


def team_required(view: TeamView) -> TeamView:
    """Calls ``view(request, team, …)`` for the team named by ``team`` in the address; a team that
    isn't one's own is not found."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, team: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        found = teams_of(request.user).filter(pk=team).select_related("member").first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return guarded


def is_contact(user: Any) -> bool:
    """Acts for some team now."""
    return TeamContact.objects.filter(user_id=user.pk, ended_at__isnull=True).exists()
