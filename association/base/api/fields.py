"""Fields of an answer."""

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
