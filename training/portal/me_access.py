"""Whoever holds a person's signed link is that person."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from association.base import context, rates
from association.base.errors import Refused
from association.base.forms import attempt
from training.models import Enrolment, Trainee
from training.people import links

MINUTE = 60
LOOKS, DEAD = 600, 30
"""Of one address in a minute: a whole class sits behind one; whoever tries links doesn't."""

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Calls ``view(request, trainee, token, …)``; every link that opens nothing is told the same."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        address = context.current().address
        if not rates.within("training-me", address, limit=LOOKS, seconds=MINUTE):
            return _too_often(request)
        try:
            trainee = links.look_up(token)
        except Refused as refusal:
            if not rates.within("training-me-dead", address, limit=DEAD, seconds=MINUTE):
                return _too_often(request)
            told = {"dead": refusal.message}
            response = render(request, "training/person/dead.html", told, status=404)
        else:
            response = view(request, trainee, token, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def own(trainee: Trainee, pk: int) -> Enrolment:
    """An enrolment of this person; anybody else's isn't found."""
    rows = trainee.enrolments.select_related("training_class", "team", "trainee", "reservation")
    found: Enrolment = get_object_or_404(rows, pk=pk)
    return found


def done(
    request: HttpRequest, token: str, door: Callable[[], object], sentence: str, *, at: str = "me"
) -> HttpResponse:
    """Through the door and back, with a sentence either way."""
    if attempt(form := Form(request.POST), door):
        messages.success(request, sentence)
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect(f"training:{at}", token)


def not_erased(kept: Any) -> Any:
    if kept.erased_at:
        raise Http404
    return kept


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(MINUTE)
    return response
