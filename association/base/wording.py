"""A stored value in the words that people chose it by."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model

YES, NO = "是", "否"


def value(row: Model, field: "Field[Any, Any]") -> str:
    """The field's value on this row; nothing, where nothing is recorded."""
    stored = getattr(row, field.attname if field.is_relation else field.name)
    if isinstance(stored, bool):
        return YES if stored else NO
    if isinstance(field, ArrayField) and field.base_field.choices:
        labels = dict(field.base_field.flatchoices)
        return "、".join(str(labels.get(key, key)) for key in stored or [])
    if field.choices:
        stored = dict(field.flatchoices).get(stored, stored)
    elif field.is_relation:
        stored = getattr(row, field.name)
    return "" if stored is None else str(stored)
