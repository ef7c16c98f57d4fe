"""Within the admin site's names: ``admin:training_…``."""

from django.urls import path

from training.desk import certificates

certificate_urls = [
    path(
        "classes/<int:pk>/certificates/",
        certificates.certificates,
        name="training_class_certificates",
    ),
    path(
        "classes/<int:pk>/certificates/issue/",
        certificates.issue,
        name="training_certificates_issue",
    ),
    path(
        "classes/<int:pk>/certificates/runs/<int:run>/",
        certificates.progress,
        name="training_print_run",
    ),
    path(
        "classes/<int:pk>/certificates/runs/<int:run>/resume/",
        certificates.resume,
        name="training_print_run_resume",
    ),
    path(
        "classes/<int:pk>/certificates/bundles/<int:bundle>/",
        certificates.bundle,
        name="training_bundle",
    ),
    path(
        "classes/<int:pk>/certificates/<int:certificate>/",
        certificates.document,
        name="training_certificate_file",
    ),
    path(
        "classes/<int:pk>/certificates/<int:certificate>/<slug:verb>/",
        certificates.step,
        name="training_certificate_step",
    ),
]

urlpatterns = [*certificate_urls]
