"""What a check is: a function that answers a sentence for each thing that doesn't add up."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0.00")
Find = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` answers sentences for people; none if all is well. It reads and never writes."""

    code: str
    title: str
    find: Find
