"""Days from ``start`` to ``end``: in that order, and no two at once. Kept by the database."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Func, Q, Value


class _EndsAfterStart(CheckConstraint):
    """Says what it says at the day that is wrong, as a form has a field for it."""

    def validate(self, *args: Any, **options: Any) -> None:
        try:
            super().validate(*args, **options)
        except ValidationError as error:
            raise ValidationError({"end": error}) from error

    def deconstruct(self) -> Any:
        """To a migration it is Django's own."""
        _, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs


class _OneAtATime(ExclusionConstraint):
    """Leaves days in the wrong order to the check above: PostgreSQL makes no range of them."""

    def validate(self, model: Any, instance: Any, *args: Any, **options: Any) -> None:
        if not (instance.start and instance.end and instance.end < instance.start):
            super().validate(model, instance, *args, **options)

    def deconstruct(self) -> Any:
        """To a migration it is Django's own."""
        _, args, kwargs = super().deconstruct()
        return "django.contrib.postgres.constraints.ExclusionConstraint", args, kwargs


def ends_after_start(*, name: str, message: str, open_ended: bool = True) -> CheckConstraint:
    """``end`` is ``start`` or later; ``open_ended`` says that it may be missing."""
    condition = Q(end__gte=F("start"))
    return _EndsAfterStart(
        condition=Q(end__isnull=True) | condition if open_ended else condition,
        name=name,
        violation_error_message=message,
    )


def one_at_a_time(
    *keys: Any, name: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with equal ``keys`` whose days, ``start`` to ``end``, both included, overlap;
    without ``end`` a row goes on for ever. The model has ``ends_after_start`` beside it.

    A key is the name of a column of bigint, or an expression of that type. It is compared as a
    range of one number: GiST knows ranges without any extension.
    """
    return _OneAtATime(
        name=name,
        expressions=[
            *((_range("int8range", key, key), "&&") for key in keys),
            (_range("daterange", "start", "end"), "&&"),
        ],
        condition=condition,
        violation_error_message=message,
    )


def _range(function: str, low: Any, high: Any) -> Func:
    ends = (F(end) if isinstance(end, str) else end for end in (low, high))
    return Func(*ends, Value("[]"), function=function)
