"""Refuses a list without an order.

A model's own order counts for nothing where Django groups (``annotate(n=Count("items"))``): it leaves
it out without a word, and the rows come as the database happens to find them.
"""

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class SQLCompiler(compiler.SQLCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        told = super().as_sql(*args, **kwargs)
        query = self.query
        # Rows of the model: sums by something are looked up by it.
        whole = query.default_cols and not query.subquery
        if whole and query.group_by is not None and self._meta_ordering:
            raise AssertionError(f"This list of {query.model.__name__} needs its own order_by().")
        return told
