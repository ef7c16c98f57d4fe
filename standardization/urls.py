"""Pages outside the desk: companies, organisations, experts."""

from django.urls import URLPattern

from standardization.expert.urls import visit_urls

app_name = "standardization"

urlpatterns: list[URLPattern] = [
    *visit_urls,
]
