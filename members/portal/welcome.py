"""The other end of an invitation's link."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
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
from members.models import Invitation, Representative
from members.portal.access import act_for
from members.register import representatives

PAGE = "accounts/welcome.html"


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Opens to whoever holds the link: a password for a new account, a yes for one's own."""
    try:
        invitation = representatives.look_up(token)
    except Refused as refusal:
        return render(request, PAGE, {"state": "dead", "dead": refusal.message}, status=404)
    owner = representatives.account_of(invitation)
    if owner is None and not request.user.is_authenticated:
        return _newcomer(request, invitation, token)
    if owner is None or request.user != owner:
        state = "other" if request.user.is_authenticated else "sign_in"
        return _page(request, invitation, state=state)
    return _owner(request, invitation, token)


def _newcomer(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    person = User(name=invitation.name, phone=identifiers.e164(invitation.mobile))
    form = NewPasswordForm(request.POST or None, user=person)
    done: list[Representative] = []
    if form.is_valid() and attempt(
        form,
        lambda: done.append(representatives.accept(token, password=form.cleaned_data["password1"])),
    ):
        response = sign_in(request, done[0].user, to=reverse("portal"))
        act_for(request, done[0].member)
        return response
    return _page(request, invitation, state="open", form=form)


def _owner(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, invitation, state="accept")
    try:
        representative = representatives.accept(token, user=request.user)
    except Refused as refusal:
        return _page(request, invitation, state="accept", problem=refusal.message)
    act_for(request, representative.member)
    return HttpResponseRedirect(reverse("portal"))


def _page(request: HttpRequest, invitation: Invitation, **context: Any) -> HttpResponse:
    inviter = invitation.invited_by
    by = f"{settings.ASSOCIATION_NAME}秘书处" if inviter.is_staff else str(inviter)
    form = context.get("form")
    status = 422 if context.get("problem") or (form and form.is_bound) else 200
    told = {
        "invitation": invitation,
        "house": invitation.member.name,
        "role": invitation.get_role_display(),
        "does": f"在{settings.ASSOCIATION_NAME}的会员门户替单位办理",
        "by": by,
    }
    return render(request, PAGE, {**told, **context}, status=status)
