"""Every door of the portal, by name. Apps are included, not imported."""

from django.contrib import admin
from django.urls import include, path

from association.portal import api, display, health, home, keyboard, messages, style

handler400 = "association.portal.errors.bad_request"
handler500 = "association.portal.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("display/", display.display, name="display"),
    path("help/keyboard/", keyboard.keyboard, name="keyboard"),
    path("style/", style.style, name="style"),
    path("account/", include("association.accounts.urls")),
    path("admin/", admin.site.urls),
    path("portal/", home.portal, name="portal"),
    path("portal/messages/", messages.messages, name="portal_messages"),
    path("portal/messages/read/", messages.read_all, name="portal_messages_read"),
    path("portal/messages/<int:pk>/", messages.message, name="portal_message"),
    path("api/", api.page, name="api"),
    path("api/v1/openapi.json", api.schema, name="api_schema"),
    path("api/v1/", include("members.api.urls")),
    path("api/v1/", include("training.api.urls")),
    path("api/v1/", include("standardization.api.urls")),
    path("api/<path:elsewhere>", api.nothing_here),
    path("", include("association.credentials.urls")),
    path("", include("bulletin.urls")),
    path("", include("members.urls")),
    path("", include("standardization.urls")),
    path("", include("training.urls")),
]
