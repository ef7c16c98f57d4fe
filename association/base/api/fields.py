"""Fields of an answer, and rows that are made of them in one go."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers


class Label(serializers.CharField):
    """The Chinese word of a code that stands beside it."""

    def __init__(self, choices: type[TextChoices], **options: Any) -> None:
        self.words = dict(choices.choices)
        super().__init__(**options)

    def to_representation(self, value: Any) -> str:
        return str(self.words.get(value, value))


class Money(serializers.DecimalField):
    """Yuan with two places, as a string: a float would lose a fen somewhere."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **options)

    def to_representation(self, value: Any) -> str:
        return f"{value:.2f}"


# Plain fields alone, so that a row of ``.values()`` is one pass over a list made once: DRF looks
# up, per row and field, what never changes. No docstring: the schema would hand it on.
class FlatRow(serializers.Serializer[Any]):
    _columns: list[tuple[str, str, Callable[[Any], Any]]]

    def to_representation(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, dict):
            return super().to_representation(row)
        cls = type(self)
        if "_columns" not in vars(cls):
            cls._columns = [
                (name, field.source, field.to_representation) for name, field in self.fields.items()
            ]
        return {
            name: None if row[source] is None else shown(row[source])
            for name, source, shown in cls._columns
        }
