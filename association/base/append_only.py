"""Tables to which rows are only ever added. The database itself refuses everything else."""

from django.db.migrations import RunSQL

_FUNCTION = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% 只能追加，不能修改、删除或清空。请另记一笔更正。', tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$
"""


def protect(table: str) -> list[RunSQL]:
    """Migration operations that refuse update, delete and truncate of the table.

    A test's flush must set ``session_replication_role = replica``: triggers then sleep.
    """
    return [
        RunSQL(_FUNCTION, RunSQL.noop),
        RunSQL(
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each row execute function refuse_change()",
            f"drop trigger {table}_append_only on {table}",
        ),
        RunSQL(
            f"create trigger {table}_no_truncate before truncate on {table} "
            "for each statement execute function refuse_change()",
            f"drop trigger {table}_no_truncate on {table}",
        ),
    ]
