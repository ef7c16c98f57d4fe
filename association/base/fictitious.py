"""Numbers and codes of people and organisations that don't exist, for the demo and the tests.

They pass every check of shape and were never given out:

* Mobile numbers begin with 179. That is the access code of IP telephony in the national numbering
  plan (17900, 17909, 17911 …): no mobile number can begin so.
* Organisation numbers within a credit code begin with QQQ. Registries give digits, or MA and what
  follows it in order, and are decades away from QQQ.
* Numbers of 居民身份证 begin with 119900: no district has that code (GB/T 2260).
* National numbers of certificates have the province 00, which there isn't.
* Names of people and companies are made up; a likeness to real ones would be chance.
"""

from association.base import identifiers, residents

NEVER_GIVEN_OUT = "179"


def mobile(serial: int) -> str:
    """Eleven digits; another serial (below 100,000,000) is another number."""
    return f"{NEVER_GIVEN_OUT}{serial:08d}"


def credit_code(serial: int, head: str = "91110105") -> str:
    """A valid code. ``head``: who registered what, and in which district; serial below 100,000."""
    organisation = f"QQQ{serial:05d}"
    return identifiers.complete(head + organisation + identifiers.inner_digit(organisation))


def resident_number(serial: int, *, born: str = "19900101") -> str:
    """A valid number of a 居民身份证; serial below 1,000, odd for a man. Another birthday (eight
    digits) is another number."""
    return residents.complete(f"119900{born}{serial:03d}")


def qualification_number(serial: int, *, level: int, year: int) -> str:
    """Sixteen digits, as a national number of a 职业资格证书 has."""
    return f"{year % 100:02d}00000001{level}{serial:05d}"
