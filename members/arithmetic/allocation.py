"""A sum of money laid on what is owed, so that nothing of it is left over and nothing is invented."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Open:
    """A year of somebody's dues. ``left`` is what is still to be paid of it, in yuan."""

    key: int
    due_on: date
    left: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    key: int
    amount: Decimal


def oldest_first(amount: Decimal, owed: Iterable[Open]) -> list[Part]:
    """The amount laid on what was due first, of equal days in the order given.

    What is more than everything owed goes to the year due last: there it shows as overpaid until
    somebody carries it forward or pays it back. The parts add up to the amount, none is zero.
    Raises ValueError where nothing is there to lay it on, or the amount isn't above zero.
    """
    if amount <= ZERO:
        raise ValueError(f"{amount} is nothing to lay anywhere")
    lines = sorted(owed, key=lambda line: line.due_on)
    if not lines:
        raise ValueError("no year to lay the amount on")
    rest, parts = amount, {line.key: ZERO for line in lines}
    for line in lines:
        taken = min(rest, max(line.left, ZERO))
        parts[line.key] += taken
        rest -= taken
    parts[lines[-1].key] += rest
    return [Part(key, part) for key, part in parts.items() if part]


def unplaced(amount: Decimal, parts: Sequence[Part]) -> Decimal:
    """What chosen parts leave of the amount: 0 if they fit, negative if they are more than it.

    Raises ValueError for a part that isn't above zero, or a year that is named twice.
    """
    keys = [part.key for part in parts]
    if len(set(keys)) != len(keys):
        raise ValueError("a year is named twice")
    if any(part.amount <= ZERO for part in parts):
        raise ValueError("a part is above zero")
    return amount - sum((part.amount for part in parts), ZERO)
