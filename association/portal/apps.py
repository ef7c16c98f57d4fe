from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
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
    would import all of it for nothing.
    """

    default_site = "association.portal.site.PortalAdminSite"

    def ready(self) -> None:
        """As it is there, but that Django's checks would pass over a site that nobody looked at."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_desk, checks.Tags.admin)


def _check_desk(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    admin.autodiscover()
    return check_admin_app(app_configs, **options)
