"""Below /admin/standardization/."""

from django.urls import URLPattern, path

from standardization.desk import library, library_imports, library_versions

library_urls: list[URLPattern] = [
    path("standards/", library.standards, name="standardization_standards"),
    path("standards/register/", library.city, name="standardization_register"),
    path("standards/<int:pk>/", library.standard, name="standardization_standard"),
    path("standards/<int:pk>/amend/", library.amend, name="standardization_standard_amend"),
    path("imports/", library_imports.hand_in, name="standardization_imports"),
    path("imports/template/", library_imports.template, name="standardization_import_template"),
    path("imports/<int:pk>/", library_imports.report, name="standardization_import"),
    path("versions/<int:pk>/", library_versions.version, name="standardization_version"),
    path(
        "versions/<int:pk>/workbook/",
        library_versions.sheet,
        name="standardization_version_workbook",
    ),
    path(
        "versions/<int:pk>/publish/",
        library_versions.publish,
        name="standardization_version_publish",
    ),
    path(
        "versions/<int:pk>/abolish/",
        library_versions.abolish,
        name="standardization_version_abolish",
    ),
    path(
        "versions/<int:pk>/discard/",
        library_versions.discard,
        name="standardization_version_discard",
    ),
]

urlpatterns: list[URLPattern] = [*library_urls]
