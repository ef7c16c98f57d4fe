"""What a member owes for the year in which it joined."""

from datetime import date
from decimal import Decimal

from association.base.money import yuan

# How many months one part of the year has; a part that was begun counts whole.
_MONTHS = {"none": 12, "month": 1, "quarter": 3, "half": 6}
RULES = tuple(_MONTHS)


def first_year_dues(amount: Decimal, *, rule: str, joined_on: date | None, year: int) -> Decimal:
    """The year's dues in yuan, reduced by the parts of the year that were over on joining.

    The rule belongs to the fee standard: ``none`` (always the whole year), ``month``, ``quarter``
    or ``half``. The part in which the member joined counts, and half a fen is rounded up. Who
    joined in an earlier year, or on a day nobody knows, owes the whole year. Raises ValueError for
    one who joined later.
    """
    if rule not in _MONTHS:
        raise ValueError(f"没有“{rule}”这种首年会费规则")
    if joined_on is not None and joined_on.year > year:
        raise ValueError(f"入会日期 {joined_on.isoformat()} 晚于 {year} 年度")
    whole = yuan(amount)
    if joined_on is None or joined_on.year < year:
        return whole
    parts = 12 // _MONTHS[rule]
    over = (joined_on.month - 1) // _MONTHS[rule]
    return yuan(whole * (parts - over) / parts)
