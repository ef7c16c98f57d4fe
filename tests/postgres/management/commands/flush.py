"""Django's ``flush`` as tests need it, many times a run: nobody is asked, and what a migrated database
knows is put back by the database itself (``tests/postgres/pristine.sql``) instead of by
``post_migrate``, which writes it row by row."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        name = options["database"]
        with transaction.atomic(using=name), connections[name].cursor() as cursor:
            # The tables' own triggers would refuse. "local" ends with this transaction: no test ever
            # runs without them, those that hold the foreign keys among them.
            cursor.execute("set local session_replication_role = replica")
            cursor.execute("select pristine.again()")
