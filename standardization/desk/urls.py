"""Below /admin/standardization/."""

from django.urls import URLPattern

from standardization.desk.visit_urls import visit_urls

urlpatterns: list[URLPattern] = [
    *visit_urls,
]
