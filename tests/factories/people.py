"""New numbers and codes of nobody's, one after the other (``association.base.fictitious``)."""

from itertools import count

from association.base import fictitious

# Above whatever the demo counts, so that both may live in one database.
_numbers = count(60_001)


def mobile() -> str:
    """A mobile number, as eleven digits."""
    return fictitious.mobile(next(_numbers))


def international(number: str) -> str:
    """The same number as ``User.phone`` keeps it: E.164."""
    return f"+86{number}"


def credit_code(head: str = "91110105") -> str:
    return fictitious.credit_code(next(_numbers), head)


def resident_number(born: str = "19900101") -> str:
    """A number of a 居民身份证: 1,000 people a birthday."""
    return fictitious.resident_number(next(_numbers) % 1000, born=born)
