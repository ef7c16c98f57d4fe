from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "association.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from association.portal.reference import install_after_migrate  # noqa: PLC0415 - app ready

        post_migrate.connect(install_after_migrate)


class PortalAdminConfig(AdminConfig):
    """The stock admin on a site of ours: its first page is the 工作台, its sign-in the portal's."""

    default_site = "association.portal.site.PortalAdminSite"
