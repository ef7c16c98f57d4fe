"""Every door of the portal, by name. Apps are included, not imported."""

from django.contrib import admin
from django.urls import include, path

from association.portal import display, health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("display/", display.display, name="display"),
    path("account/", include("association.accounts.urls")),
    path("admin/", admin.site.urls),
    path("portal/", home.portal, name="portal"),
    path("", include("members.urls")),
]
