"""Pages outside the desk: companies, organisations, experts."""

from django.urls import URLPattern

app_name = "standardization"

urlpatterns: list[URLPattern] = []
