from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "association.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        post_migrate.connect(_migrated)


def _migrated(*, sender: AppConfig, **_: Any) -> None:
    """What writes reference data is imported after a migration, not by every process."""
    from association.portal import reference  # noqa: PLC0415

    reference.install_after_migrate(sender=sender)


class PortalAdminConfig(SimpleAdminConfig):
    """The stock admin on a site of ours: its first page is the 工作台, its sign-in the portal's.

    What the apps register comes when the site is looked at: a worker or a command that shows no page
    would import a third more.
    """

    default_site = "association.portal.site.PortalAdminSite"
