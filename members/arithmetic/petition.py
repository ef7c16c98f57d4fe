"""What a member asks to be relieved of, in yuan, and how much may be relieved at all."""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


def asked(assessed: Decimal, *, percent: Decimal | None, amount: Decimal | None) -> Decimal:
    """In yuan: the amount as it was written, or the part of what was assessed, half up to the fen.

    Raises ValueError unless exactly one of the two is given, above 0 and no more than the whole.
    """
    if (percent is None) == (amount is None):
        raise ValueError("either a percentage or an amount")
    if amount is not None:
        if not ZERO < amount <= assessed:
            raise ValueError("more than was assessed, or nothing")
        return amount
    assert percent is not None
    if not 0 < percent <= 100:
        raise ValueError("a percentage is above 0 and at most 100")
    return (assessed * percent / 100).quantize(FEN, rounding=ROUND_HALF_UP)


def room(assessed: Decimal, relieved: Decimal) -> Decimal:
    """What is left to be relieved of. What was paid doesn't count: it comes back as credit."""
    return max(assessed - relieved, ZERO)
