"""Reference data: what an empty portal already knows. Written through one idempotent function.

``post_migrate`` calls it, and so does a test that has emptied the tables; never a data migration.
What staff have changed since is left alone.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from association.accounts import departments, roles
from association.base import workdays
from association.credentials import keys, qr_key
from bulletin import reference as bulletin_reference
from members import reference as members_reference
from standardization import reference as standardization_reference
from training import reference as training_reference


def install_reference_data() -> None:
    workdays.install()
    departments.install()
    roles.install()
    members_reference.install()
    standardization_reference.install()
    training_reference.install()
    bulletin_reference.install()


def install_after_migrate(*, sender: AppConfig, **_: Any) -> None:
    """Once, after the last app's permissions exist, and only if every migration is applied:
    halfway up or down there may be no table to write to."""
    if sender is not [config for config in apps.get_app_configs() if config.models_module][-1]:
        return
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        install_reference_data()
        keys.set_up()
        qr_key.prepare()
