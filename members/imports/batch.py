"""Rows of one run, written together: a statement for a thousand of them instead of one for each."""

from collections.abc import Iterable

from django.db.models import Model

_SIZE = 1000


class Batch:
    """What is to be added and altered. Alterations are written first: a seat ends before the next
    one begins. The transaction holds the members that the rows belong to."""

    def __init__(self) -> None:
        self.added: dict[type[Model], list[Model]] = {}
        self.altered: dict[tuple[type[Model], tuple[str, ...]], list[Model]] = {}

    def add(self, row: Model) -> None:
        """Its key is known once the batch is written."""
        self.added.setdefault(type(row), []).append(row)

    def alter(self, row: Model, fields: Iterable[str]) -> None:
        """These fields of a row that exists, and no others, will be as they are on the object."""
        self.altered.setdefault((type(row), tuple(sorted(fields))), []).append(row)

    def write(self) -> None:
        for (model, fields), rows in self.altered.items():
            # Django's bulk_update compares each row with each of its batch; this meets it by key.
            model._default_manager.bulk_create(
                rows,
                batch_size=_SIZE,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=fields,
            )
        for model, rows in self.added.items():
            model._default_manager.bulk_create(rows, batch_size=_SIZE)
        self.added, self.altered = {}, {}
