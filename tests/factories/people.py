"""Numbers and codes of people and organisations that don't exist."""

from itertools import count

from association.base import identifiers

# 179 is the access code of IP telephony in the national numbering plan (17900, 17909, 17911 …): a
# mobile number that begins so can't be dialled, so none was ever given out. It passes every check
# of shape, as 1 followed by 3 to 9 and nine digits.
NEVER_GIVEN_OUT = "179"

_numbers = count(1)


def mobile() -> str:
    """A new mobile number of nobody's, as eleven digits."""
    return f"{NEVER_GIVEN_OUT}{next(_numbers):08d}"


def international(number: str) -> str:
    """The same number as ``User.phone`` keeps it: E.164."""
    return f"+86{number}"


def credit_code(head: str = "91110105") -> str:
    """A new valid code. Registries begin an organisation's number with digits or MA, never QQQ."""
    organisation = f"QQQ{next(_numbers):05d}"
    return identifiers.complete(head + organisation + identifiers.inner_digit(organisation))
