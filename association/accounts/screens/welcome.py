"""The other end of an invitation's link, whatever it is that the person is asked to act for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from association.accounts import invitations
from association.accounts.forms import NewPasswordForm
from association.accounts.models import PersonalInvitation, User
from association.accounts.screens.sign_in import sign_in
from association.base import identifiers
from association.base.errors import Refused
from association.base.forms import attempt

PAGE = "accounts/welcome.html"


@dataclass(frozen=True, slots=True)
class Door:
    """What an app knows of its invitations. ``accepted`` is what its ``accept`` has made."""

    look_up: Callable[[str], PersonalInvitation]
    accept: Callable[..., Any]
    told: Callable[[Any], Mapping[str, Any]]
    """For the page: ``house``, ``role``, ``does``, ``by``; optional ``house_word``."""
    home: Callable[[Any], str]
    """Where one is taken who has accepted."""
    enter: Callable[[HttpRequest, Any], None] = lambda request, accepted: None
    """What is noted in the session of who has accepted and is signed in."""


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str, door: Door) -> HttpResponse:
    """Opens to whoever holds the link: a password for a new account, a yes for one's own."""
    try:
        invitation = door.look_up(token)
    except Refused as refusal:
        return render(request, PAGE, {"state": "dead", "dead": refusal.message}, status=404)
    owner = invitations.account_of(invitation)
    if owner is None and not request.user.is_authenticated:
        return _newcomer(request, invitation, token, door)
    if owner is None or request.user != owner:
        state = "other" if request.user.is_authenticated else "sign_in"
        return _page(request, invitation, door, state=state)
    return _owner(request, invitation, token, door)


def _newcomer(
    request: HttpRequest, invitation: PersonalInvitation, token: str, door: Door
) -> HttpResponse:
    person = User(name=invitation.name, phone=identifiers.e164(invitation.mobile))
    form = NewPasswordForm(request.POST or None, user=person)
    done: list[Any] = []
    if form.is_valid() and attempt(
        form, lambda: done.append(door.accept(token, password=form.cleaned_data["password1"]))
    ):
        (accepted,) = done
        response = sign_in(request, accepted.user, to=door.home(accepted))
        door.enter(request, accepted)
        return response
    return _page(request, invitation, door, state="open", form=form)


def _owner(
    request: HttpRequest, invitation: PersonalInvitation, token: str, door: Door
) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, door, state="accept")
    try:
        accepted = door.accept(token, user=request.user)
    except Refused as refusal:
        return _page(request, invitation, door, state="accept", problem=refusal.message)
    door.enter(request, accepted)
    return HttpResponseRedirect(door.home(accepted))


def _page(
    request: HttpRequest, invitation: PersonalInvitation, door: Door, **context: Any
) -> HttpResponse:
    form = context.get("form")
    status = 422 if context.get("problem") or (form and form.is_bound) else 200
    told = {"invitation": invitation, **door.told(invitation), **context}
    return render(request, PAGE, told, status=status)
