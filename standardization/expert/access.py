"""For whom the person with the phone looks at a case: an expert's pages are fetched through this."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from association.accounts.screens.sign_in import to_sign_in
from standardization.enums import AssignmentState
from standardization.models import Assignment, Expert

ExpertView = Callable[..., HttpResponse]


def expert_of(user: Any) -> Expert | None:
    """Who of the pool this user is; also one who has left it, whose duties may still run."""
    return Expert.objects.filter(user_id=user.pk).first()


def duty_of(expert: Expert, **where: Any) -> Assignment:
    """Accepted, in the round that its case is in. Raises Http404."""
    rows = Assignment.objects.filter(expert=expert, state=AssignmentState.ACCEPTED, **where)
    found = rows.select_related("case__member").filter(round=F("case__round")).first()
    if found is None:
        raise Http404
    return found


def expert_required(view: ExpertView) -> ExpertView:
    """Calls ``view(request, expert, …)``; for everybody else there is nothing here."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        found = expert_of(request.user)
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return guarded
