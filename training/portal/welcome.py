"""The other end of an invitation to act for a team."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from association.accounts.forms import NewPasswordForm
from association.accounts.models import User
from association.accounts.screens.sign_in import sign_in
from association.base import identifiers
from association.base.errors import Refused
from association.base.forms import attempt
from training.models import TeamContact, TeamInvitation
from training.teams import contacts

PAGE = "accounts/welcome.html"


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Opens to whoever holds the link: a password for a new account, a yes for one's own."""
    try:
        invitation = contacts.look_up(token)
    except Refused as refusal:
        return render(request, PAGE, {"state": "dead", "dead": refusal.message}, status=404)
    owner = contacts.account_of(invitation)
    if owner is None and not request.user.is_authenticated:
        return _newcomer(request, invitation, token)
    if owner is None or request.user != owner:
        state = "other" if request.user.is_authenticated else "sign_in"
        return _page(request, invitation, state=state)
    return _owner(request, invitation, token)


def _newcomer(request: HttpRequest, invitation: TeamInvitation, token: str) -> HttpResponse:
    person = User(name=invitation.name, phone=identifiers.e164(invitation.mobile))
    form = NewPasswordForm(request.POST or None, user=person)
    done: list[TeamContact] = []
    if form.is_valid() and attempt(
        form,
        lambda: done.append(contacts.accept(token, password=form.cleaned_data["password1"])),
    ):
        home = reverse("training:team_home", args=[invitation.team_id])
        return sign_in(request, done[0].user, to=home)
    return _page(request, invitation, state="open", form=form)


def _owner(request: HttpRequest, invitation: TeamInvitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, state="accept")
    try:
        contacts.accept(token, user=request.user)
    except Refused as refusal:
        return _page(request, invitation, state="accept", problem=refusal.message)
    return redirect("training:team_home", invitation.team_id)


def _page(request: HttpRequest, invitation: TeamInvitation, **context: Any) -> HttpResponse:
    inviter = invitation.invited_by
    form = context.get("form")
    told = {
        "invitation": invitation,
        "house": invitation.team.name,
        "house_word": "队伍",
        "role": "队伍联系人",
        "does": f"在{settings.ASSOCIATION_NAME}预留培训名额、替队伍报学员",
        "by": f"{settings.ASSOCIATION_NAME}教育培训部" if inviter.is_staff else str(inviter),
    }
    status = 422 if context.get("problem") or (form and form.is_bound) else 200
    return render(request, PAGE, {**told, **context}, status=status)
