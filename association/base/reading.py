"""What people write into the cells of a sheet, brought to one form."""

import datetime as dt
import re
import unicodedata

# Punctuation that a Chinese text rightly has in full width stays; letters, figures and the signs
# of company names do not. Brackets go the other way: names keep them in full width.
_KEPT = "！（），：；？～"
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "￥": "¥",
}
_HALF = str.maketrans(_WIDE)
_NAME = str.maketrans(
    {wide: half for wide, half in _WIDE.items() if wide not in _KEPT}
    | {"(": "（", ")": "）"}
    | dict.fromkeys("•‧・･∙", "·")
)
_WIDTHLESS = re.compile(r"[\u0000-\u0008\u000e-\u001b\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_RADICAL = re.compile(r"[\u2e80-\u2fdf]")
_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff（）]"
_NEEDLESS_SPACE = re.compile(rf"(?<={_CHINESE})\s+|\s+(?={_CHINESE})")

_DAY = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<m1>\d{1,2})(?P=mark)(?P<d1>\d{1,2})"
    r"|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]?"
    r"|(?P<m3>\d{2})(?P<d3>\d{2}))"
    r"(?:T?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?",
    re.ASCII,
)
_SERIAL_ZERO = dt.date(1899, 12, 30)
# 1927-05-18 to 2099-12-31: a bare 2019 is a year that lost its month, not a day in 1905.
_SERIALS = range(10_000, 73_051)


def half_width(text: str) -> str:
    """Full-width letters, figures, punctuation and spaces as half-width ones; the rest untouched"""
    return text.translate(_HALF)


def tidy(text: str) -> str:
    """A name written one way, so that two people's writing of it compares equal.

    Brackets are full width （）, letters and figures half width, spaces next to Chinese characters
    (张　三) and marks without width are gone, radicals copied from a PDF are the characters they
    look like. Not NFKC, which would also turn ① into 1 and ： into a colon. Idempotent.
    """
    text = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = unicodedata.normalize("NFC", _WIDTHLESS.sub("", text)).translate(_NAME)
    return _NEEDLESS_SPACE.sub("", " ".join(text.split()))


def sought(text: str) -> str:
    """What was typed into a search box, in the form that names and numbers are kept in."""
    return "".join(tidy(text).split())


def date(value: object) -> dt.date:
    """The day in a cell: a date, Excel's serial number, or text in the shapes offices use.

    Text may be 2018/12/06, 2018-12-06, 2018.12.06, 2019年5月26日 or 20191231, in full width or with
    a time after it. Serial numbers count in the 1900 system. Years outside 1900 to 2099 are taken
    for slips. Raises ValueError with a Chinese sentence.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError("日期没有填写")
    day = _day(value)
    if day is None or not 1900 <= day.year <= 2099:
        raise ValueError(f"{quoted(value)}不是有效日期，请写成 2019-01-31 的样子")
    return day


def quoted(value: object) -> str:
    """A cell's content as a sentence quotes it: on one line, cut after 20 characters."""
    text = value.date().isoformat() if isinstance(value, dt.datetime) else str(value)
    text = " ".join(text.split())
    return f"“{text[:20]}…”" if len(text) > 20 else f"“{text}”"


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return _from_number(int(value)) if abs(value) < 1e9 else None
    if isinstance(value, int):
        return _from_number(value)
    return _from_text(value) if isinstance(value, str) else None


def _from_number(number: int) -> dt.date | None:
    if number in _SERIALS:
        return _SERIAL_ZERO + dt.timedelta(days=number)
    return _from_text(str(number)) if 19_000_101 <= number <= 20_991_231 else None


def _from_text(text: str) -> dt.date | None:
    match = _DAY.fullmatch(re.sub(r"\s", "", half_width(text)))
    if not match:
        return None
    month = match["m1"] or match["m2"] or match["m3"]
    day = match["d1"] or match["d2"] or match["d3"]
    try:
        return dt.date(int(match["year"]), int(month), int(day))
    except ValueError:
        return None
