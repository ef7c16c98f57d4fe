from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import include, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from association.portal import audit, desk
from members.desk.access import only_looks


class PortalAdminSite(admin.AdminSite):
    site_title = "安联"
    site_header = "秘书处"
    index_title = "工作台"
    enable_nav_sidebar = False

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        admin.autodiscover()
        return super().urls

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return desk.index(request)

    def get_urls(self) -> list[Any]:
        """The screens of the apps come first; what they leave is the stock admin's."""
        return [
            path("bulletin/", include("bulletin.desk.urls")),
            path("notices/", include("bulletin.desk.notice_urls")),
            path("members/", include("members.desk.urls")),
            path("standardization/", include("standardization.desk.urls")),
            path("training/", include("training.desk.urls")),
            path("audit/", self.admin_view(audit.audit), name="audit"),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who holds nothing but permissions to look is refused whatever is sent, also where the
        stock admin would only have read it. Signing out is everybody's."""
        guarded = super().admin_view(view, cacheable)
        if view == self.logout:
            return guarded

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request) and only_looks(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Never checks a password: the portal's sign-in does, under its lock.

        Who is signed in and doesn't work here finds nothing; sending them to sign in again would
        go round in a circle.
        """
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            wanted = reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(wanted)
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("account_change_password")
