"""Amounts of money: yuan with two decimals, never a float, at most what ``Decimal(12,2)`` holds."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from association.base.reading import quoted

FEN = Decimal("0.01")
LARGEST = Decimal("9999999999.99")

_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿")
_AMOUNT = re.compile(
    r"(?:人民币|RMB)?[¥]?(?P<sign>-?)(?P<figures>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d*\.?\d+|\d+\.)"
    r"(?:元整?)?",
    re.ASCII,
)


def yuan(value: Decimal | int | str) -> Decimal:
    """The value rounded to the fen, half up (away from zero).

    Raises TypeError for a float, whose binary digits are not the amount that somebody wrote, and
    ValueError for what the ledger's ``Decimal(12,2)`` cannot hold.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"money is Decimal, int or str, not {type(value).__name__}")
    amount = Decimal(value)
    if not amount.is_finite():
        raise ValueError(f"{quoted(value)}不是金额")
    # Compared before rounding: quantize itself gives up beyond 28 digits.
    if abs(amount) >= LARGEST + FEN / 2:
        raise ValueError(f"金额太大，最多 {LARGEST:,}")
    rounded = amount.quantize(FEN, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no -0.00 on a bill


def grouped(amount: Decimal) -> str:
    """``12,000.00``"""
    return f"{yuan(amount):,}"


def in_words(amount: Decimal) -> str:
    """The amount in the figures of bills: ``壹万贰仟元整``, without the word 人民币 before it.

    Follows 正确填写票据和结算凭证的基本规定 (支付结算办法, annex 1):

    * 整 ends an amount of whole yuan. After 角 the rules leave it free, and we leave it out; after
      分 it must not stand.
    * One or several zeros between two figures of the yuan are one 零 (rule 4, 1 and 2). Where the
      rules leave a choice (rule 4, 3) we write it inside the yuan (107,000.53 is
      壹拾万零柒仟元伍角叁分) and not before 角 (1,680.32 is 壹仟陆佰捌拾元叁角贰分): both are
      among the forms that the rules print.
    * Where 角 is zero and 分 is not, 零 stands after 元 (rule 4, 4).

    The rules are silent on less than one yuan: it is written without 元 (伍角陆分), nothing at all
    is 零元整, and what is owed back begins with 负.
    """
    fen_total = int(yuan(amount) * 100)
    whole, rest = divmod(abs(fen_total), 100)
    jiao, fen = divmod(rest, 10)
    words = _whole_in_words(whole) + "元" if whole or not rest else ""
    if jiao:
        words += _FIGURES[jiao] + "角"
    elif fen and whole:
        words += "零"
    words += _FIGURES[fen] + "分" if fen else ""
    return ("负" if fen_total < 0 else "") + words + ("" if rest else "整")


def parse(value: object) -> Decimal:
    """An amount as it stands in a sheet: ``2,000``, ``２０００元``, ``¥2,000.00``, 2000 or 2000.0.

    A float is taken as the figures that the sheet shows for it, and only if they name whole fen.
    Raises ValueError with a Chinese sentence for anything else, negative amounts among them.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        raise ValueError("金额没有填写")
    match = _AMOUNT.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", _plain(value))))
    if not match:
        raise ValueError(f"{quoted(value)}不是金额，请写成 2000 或 2,000.00 的样子")
    if match["sign"]:
        raise ValueError("金额不能是负数")
    exact = Decimal(match["figures"].replace(",", ""))
    amount = yuan(exact)
    if amount != exact:
        raise ValueError(f"金额最多两位小数，现在是{quoted(value)}")
    return amount


def _plain(value: object) -> str:
    """A number in plain figures: ``str`` would give 1E+3 for some decimals, 1e+16 for floats."""
    if isinstance(value, float | Decimal | int) and not isinstance(value, bool):
        return f"{Decimal(str(value)):f}"
    return str(value)


def _whole_in_words(whole: int) -> str:
    """Whole yuan, four figures at a time. A 零 waits until another figure follows it."""
    if whole == 0:
        return "零"
    words, zero_waits = "", False
    digits = str(whole)
    for index, digit in enumerate(digits):
        section, place = divmod(len(digits) - 1 - index, 4)
        if digit == "0":
            zero_waits = True
        else:
            words += ("零" if zero_waits else "") + _FIGURES[int(digit)] + _PLACES[place]
            zero_waits = False
        if place == 0 and whole // 10 ** (4 * section) % 10_000:
            words += _SECTIONS[section]
    return words
