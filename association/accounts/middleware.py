"""What holds for every request of somebody signed in: sessions end, staff have a second factor."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from association.accounts import second_factor, sign_ins
from association.accounts.models import SignIn, User

Handler = Callable[[HttpRequest], HttpResponse]


def _signed_in(request: HttpRequest) -> User | None:
    """Without a cookie nobody is asked for: a public page stays free of the session."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        return request.user
    return None


class SessionEnds:
    """After so long without a click, and so long after signing in, a session is over."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = None
        if user := _signed_in(request):
            if why := sign_ins.overdue(user, request.session):
                return self._end(request, user, why)
            sign_ins.note_click(request.session)
            key = request.session.session_key
        response = self.get_response(request)
        pk = request.session.get(sign_ins.ROW) if key else None
        if pk and request.session.session_key not in {key, None}:
            sign_ins.moved(pk, session_key=request.session.session_key)
        return response

    @staticmethod
    def _end(request: HttpRequest, user: User, why: str) -> HttpResponse:
        pk = request.session.get(sign_ins.ROW, 0)
        if row := SignIn.objects.filter(pk=pk, user=user).first():
            sign_ins.end(row, by=None, how=why)
        logout(request)
        messages.info(request, f"{why}，已自动退出。请重新登录。")
        came_back_to = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        return redirect_to_login(came_back_to, resolve_url(settings.LOGIN_URL))


class SecondFactor:
    """No page of the desk for staff who haven't proved a second factor in this session.

    Whoever has none is led to setting one up, whoever has one proves it. What is sent along with
    a POST is refused, never kept for later.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = self._lacking(request)
        if user is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied("请先完成第二重验证，再办理。")
        wanted = urlencode({"next": request.get_full_path()})
        page = "mfa_reauthenticate" if second_factor.is_set_up(user) else "mfa_index"
        return HttpResponseRedirect(f"{reverse(page)}?{wanted}")

    @staticmethod
    def _lacking(request: HttpRequest) -> User | None:
        """Who wants to the desk and has to prove something first."""
        desk = reverse("admin:index")
        if not request.path.startswith(desk) or request.path == reverse("admin:logout"):
            return None
        user = _signed_in(request)
        if user is None or not second_factor.required_of(user) or proved(request):
            return None
        return user


def proved(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this very session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)
