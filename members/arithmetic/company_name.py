"""Whether two names of organisations may be the same one's, written differently."""

import re
import unicodedata
from difflib import SequenceMatcher
from fractions import Fraction

from association.base import search

_SIGNS = re.compile(r"[\W_]+")
_PLACES = ("北京市", "北京", "中国")
_FORMS = (
    "集团股份有限公司", "集团有限责任公司", "集团有限公司", "股份有限公司", "有限责任公司",
    "有限公司", "集团公司", "总公司", "分公司", "公司", "集团",
)  # fmt: skip
_CLOSE = Fraction(4, 5)  # our assumption, tried on the names of the demo: below it strangers meet


def core(name: str) -> str:
    """The part that tells one organisation from another: without place, legal form and signs.

    A name that has nothing else, such as 北京公司, stays whole.
    """
    whole = _SIGNS.sub("", unicodedata.normalize("NFKC", name)).lower()
    short = whole
    for place in _PLACES:
        short = short.replace(place, "")
    for form in _FORMS:
        if short.endswith(form):
            short = short.removesuffix(form)
            break
    return short if len(short) > 1 else whole


def alike(one: str, other: str) -> bool:
    """The same core, one within the other, nearly the same signs, or the same sound."""
    first, second = core(one), core(other)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 3 and shorter in longer:
        return True
    if len(first) == len(second) and search.sort_key(first) == search.sort_key(second):
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _CLOSE
