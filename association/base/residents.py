"""The number of a 居民身份证 (GB 11643-1999): what it says, and whether it can be one.

A sentence never repeats the number: it may end up in a log.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 91),
    )
    for code in range(first, last + 1)
)
PERMIT_HEADS = ("81", "82", "83")
"""Hong Kong, Macao, Taiwan: how the number of a 港澳台居民居住证 begins."""
_NOISE = re.compile(r"[\s\-‐-―−·.\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Identity:
    number: str
    born: date
    male: bool


def plain(text: str) -> str:
    """Half width, upper case, without spaces and dashes."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def resident(text: str, *, today: date) -> Identity:
    """What the number says. Raises ValueError with a sentence that names what to look at."""
    number = plain(text)
    if not number:
        raise ValueError("身份证号没有填写")
    if re.fullmatch(r"\d{15}", number):
        raise ValueError("这是 15 位的旧号码，请填写现在身份证上的 18 位号码")
    if len(number) != 18:
        raise ValueError(f"身份证号应为 18 位，现在是 {len(number)} 位，请核对是否漏抄或多抄")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise ValueError("身份证号前 17 位应为数字，最后一位是数字或 X")
    if number[:2] not in _PROVINCES:
        raise ValueError("身份证号开头两位不是任何省份的代码，请核对是否抄错")
    born = _born(number[6:14], today)
    if check(number[:17]) != number[17]:
        raise ValueError("身份证号的校验不通过，请逐位核对是否抄错")
    return Identity(number, born, male=int(number[16]) % 2 == 1)


def complete(first17: str) -> str:
    """The whole number from its first 17 digits, for demo data and tests."""
    return first17 + check(first17)


def check(first17: str) -> str:
    """The last character: ISO 7064 MOD 11-2 over the 17 digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def _born(digits: str, today: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError("身份证号第 7 至 14 位不是一个日期，请核对是否抄错") from None
    if born > today or born.year < 1900:
        raise ValueError("身份证号里的出生日期不可能，请核对第 7 至 14 位")
    return born


def masked(number: str) -> str:
    """The first four and the last four; nothing of a number that short that it would be told."""
    if len(number) < 12:
        return "*" * (len(number) - 2) + number[-2:]
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
