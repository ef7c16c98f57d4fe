"""Migrations: a column that was plain becomes a sealed one, and back."""

from typing import Any

from django.db.migrations import RunPython

from association.base import crypto
from association.base.encrypted import TAG


def seal_column(app: str, model: str, field: str, index: str) -> RunPython:
    """Seals what stands in the column, which by now is an ``EncryptedTextField``.

    In SQL, since the field itself would take the plain values for sealed ones. What an earlier,
    broken-off run has sealed already stays as it is.
    """
    context = f"{app}.{model}.{field}"

    def forwards(apps: Any, schema_editor: Any) -> None:
        def sealed(text: str) -> tuple[str, str]:
            filed = crypto.digest(text, context=context)
            return f"{filed[:TAG]}.{crypto.seal(text, context=context)}", filed

        _rewrite(schema_editor, apps, f"{column} <> '' and not {is_sealed}", sealed)

    def backwards(apps: Any, schema_editor: Any) -> None:
        def plain(text: str) -> tuple[str, None]:
            return crypto.unseal(text[TAG + 1 :], context=context), None

        _rewrite(schema_editor, apps, is_sealed, plain)

    def _rewrite(schema_editor: Any, apps: Any, where: str, change: Any) -> None:
        table = apps.get_model(app, model)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"select id, {column} from {table} where {where}")  # noqa: S608
            rows = [(*change(text), pk) for pk, text in cursor.fetchall()]
            cursor.executemany(
                f"update {table} set {column} = %s, {filing} = coalesce(%s, {filing}) where id = %s",  # noqa: S608
                rows,
            )

    column, filing = f'"{field}"', f'"{index}"'
    is_sealed = f"{column} like '_%._%._%'"
    return RunPython(forwards, backwards)
