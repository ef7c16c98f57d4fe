"""The last character of a number, by which a slip of the pen is told (ISO 7064, MOD 37,36).

Of the two systems for letters and digits this is the one whose check character is itself a letter
or a digit: MOD 37-2 may ask for an asterisk, which no file name and no form likes. Every single
wrong character is found, and nearly every swap of two neighbours. It proves nothing else: anybody
can reckon it.
"""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(ALPHABET)
_CHECKED = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*-\d{4}-\d{5,}-([0-9A-Z])")


def of(number: str) -> str:
    """The check character of a number; its hyphens don't count. Raises ValueError at any sign
    that is neither a digit nor a capital letter."""
    product = _MODULUS
    for sign in number.replace("-", ""):
        total = (product + ALPHABET.index(sign)) % _MODULUS or _MODULUS
        product = total * 2 % (_MODULUS + 1)
    return ALPHABET[(_MODULUS + 1 - product) % _MODULUS]


def plain(text: str) -> str:
    """Without spaces, full width and capitals: how somebody copies it from paper is no matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def is_slip(number: str) -> bool:
    """Whether it ends on a check character, told by its shape, and on the wrong one."""
    number = plain(number)
    found = _CHECKED.fullmatch(number)
    return found is not None and of(number[:-2]) != found[1]
