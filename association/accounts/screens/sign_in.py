"""Signing in and the way there, for screens above that aren't allauth's."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from association.accounts.models import User


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to this page; a POST can't be come back to."""
    login_url = resolve_url(settings.LOGIN_URL)
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path(), login_url)
    return HttpResponseRedirect(login_url)


def sign_in(request: HttpRequest, user: User, *, to: str | None = None) -> HttpResponse:
    """Signs in somebody who has just proved who they are, through all of allauth's stages."""
    response: HttpResponse = perform_login(request, user, redirect_url=to)
    request.session.set_expiry(0)
    return response
