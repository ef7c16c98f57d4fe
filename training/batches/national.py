"""National numbers of occupational certificates: what one says, and whether it can be this one's.

A number is only ever read here, never made: whoever issues gives it. The schemes are data. Where
they come from, and that nobody has compared them with an official text yet (待核实), is said in
this package's README.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate

_NOISE = re.compile(r"[\s\-‐-―−·.\u200b-\u200f\ufeff]+")
_DIGITS = "0123456789"
CENTURY = 2000
"""Years are told by two digits; the occupation is younger than the century."""
YEAR, LEVEL = "年份", "级别"


@dataclass(frozen=True, slots=True)
class Part:
    """So many characters, each one of ``allowed``."""

    name: str
    width: int
    allowed: str = _DIGITS


@dataclass(frozen=True, slots=True)
class Scheme:
    code: str
    title: str
    shape: str
    parts: tuple[Part, ...]

    @property
    def length(self) -> int:
        return sum(part.width for part in self.parts)

    def span(self, name: str) -> tuple[int, int]:
        """First and last position of a part, counted from 1 as people count."""
        ends = accumulate(part.width for part in self.parts)
        for part, end in zip(self.parts, ends, strict=True):
            if part.name == name:
                return end - part.width + 1, end
        raise KeyError(name)


QUALIFICATION = Scheme(
    "qualification",
    "职业资格证书",
    "16 位数字",
    (
        Part(YEAR, 2),
        Part("省份或行业", 2),
        Part("地市", 2),
        Part("机构类别", 1, "01234"),
        Part("机构序号", 3),
        Part(LEVEL, 1, "12345"),
        Part("流水号", 5),
    ),
)
SKILL_LEVEL = Scheme(
    "skill_level",
    "职业技能等级证书",
    "字母 Y 或 S 加 21 位数字",
    (
        Part("机构种类", 1, "YS"),
        Part("机构代码", 4),
        Part("省份", 2),
        Part("机构序号", 6),
        Part(YEAR, 2),
        Part(LEVEL, 1, "12345"),
        Part("流水号", 6),
    ),
)
SCHEMES = {scheme.code: scheme for scheme in (QUALIFICATION, SKILL_LEVEL)}


@dataclass(frozen=True, slots=True)
class National:
    text: str
    scheme: Scheme
    year: int
    level: int


def plain(text: str) -> str:
    """Half width, upper case, without spaces and dashes."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def fitting(text: str, schemes: Iterable[str]) -> Scheme:
    """The one of these schemes that has this length. Raises ValueError with a sentence."""
    number, known = plain(text), [SCHEMES[code] for code in schemes]
    if not number:
        raise ValueError("证书编号没有填写")
    for scheme in known:
        if scheme.length == len(number):
            return scheme
    shapes = "，或".join(f"{scheme.title} {scheme.shape}" for scheme in known)
    raise ValueError(f"证书编号是 {len(number)} 位，应为{shapes}，请核对是否漏抄或多抄")


def parse(text: str, scheme: Scheme) -> National:
    """What the number says. Raises ValueError with a sentence that names the wrong position."""
    number = plain(text)
    if len(number) != scheme.length:
        raise ValueError(
            f"证书编号是 {len(number)} 位，{scheme.title}应为{scheme.shape}，请核对是否漏抄或多抄"
        )
    said, at = {}, 0
    for part in scheme.parts:
        piece = number[at : at + part.width]
        for offset, sign in enumerate(piece):
            if sign not in part.allowed:
                raise ValueError(_stray(part, at + offset + 1, sign))
        said[part.name] = piece
        at += part.width
    return National(number, scheme, CENTURY + int(said[YEAR]), int(said[LEVEL]))


def _stray(part: Part, position: int, sign: str) -> str:
    allowed = "数字" if part.allowed == _DIGITS else "、".join(part.allowed)
    return f"证书编号第 {position} 位（{part.name}）应为{allowed}，现在是“{sign}”"


def check(text: str, schemes: Iterable[str], *, level: int, years: Collection[int]) -> National:
    """A number of one of these schemes, for this level, of one of these years.

    Raises ValueError with everything that is wrong in one sentence.
    """
    found = parse(text, fitting(text, schemes))
    wrong = []
    if found.level != level:
        first, _ = found.scheme.span(LEVEL)
        wrong.append(f"证书编号第 {first} 位的级别是 {found.level}，此人申报的是 {level} 级")
    if found.year not in years:
        first, last = found.scheme.span(YEAR)
        wrong.append(f"证书编号第 {first} 至 {last} 位的年份是 {found.year}，应为{_years(years)}")
    if wrong:
        raise ValueError("；".join(wrong))
    return found


def _years(years: Collection[int]) -> str:
    first, last = min(years), max(years)
    return f" {first} 年" if first == last else f" {first} 至 {last} 年"
