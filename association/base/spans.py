"""No two at once, kept by the database."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import F, Func, Q, Value


def one_at_a_time(
    *keys: Any, name: str, message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with equal ``keys`` whose days, ``start`` to ``end``, both included, overlap;
    without ``end`` a row goes on for ever.

    A key is the name of a column of bigint, or an expression of that type. It is compared as a
    range of one number: GiST knows ranges without any extension.
    """
    return ExclusionConstraint(
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
