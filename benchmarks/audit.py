"""The audit's page at any depth of a million rows, by what the database says of itself."""

import json
import statistics

from django.db import connection

from association.base import paging
from association.base.models import AuditEntry
from benchmarks.meter import emit

ROWS = 1_000_000
KEYS = ("at", "pk")


def measure() -> None:
    _fill(ROWS)
    first = _milliseconds("")
    deep = _milliseconds(_token_at(900_000))
    emit("audit-first", f"audit of {ROWS:,} rows, first page: SQL", first, "ms", "≤ 1 ms")
    emit("audit-deep", "the same 900,000 rows down: SQL", deep, "ms", "≤ 1 ms")
    emit("audit-ratio", "deep page to first", round(deep / first, 2), "ratio", "≤ 1.5")


def _fill(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_auditentry (at, actor_name, action, object_type, object_id,"
            " object_label, about_type, about_id, before, after, reason, request_id)"
            " select now() - n * interval '1 second', '系统', '变更登记信息', 'members.member',"
            " n::text, '北京晨岭制品有限公司', 'members.member', mod(n, 1200)::text, '{}', '{}', '', ''"
            " from generate_series(1, %s) n",
            [rows],
        )
        cursor.execute("analyze base_auditentry")


def _token_at(depth: int) -> str:
    row = AuditEntry.objects.order_by("-at", "-pk")[depth]
    return paging.token(row, KEYS)


def _milliseconds(after: str) -> float:
    """What the page's own query takes in the database: the median of five."""
    with connection.cursor() as cursor:
        queries: list[tuple[str, object]] = []

        def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            queries.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            paging.page(AuditEntry.objects.all(), keys=KEYS, size=50, after=after, descending=True)
        sql, params = queries[0]
        times = []
        for _ in range(5):
            cursor.execute(f"explain (analyze, format json) {sql}", params)
            answer = cursor.fetchone()[0]
            plan = answer if isinstance(answer, list) else json.loads(answer)
            times.append(plan[0]["Execution Time"])
    return round(statistics.median(times), 2)
