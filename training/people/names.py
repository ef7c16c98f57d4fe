"""Names of people as their papers write them: every character that is one, however rare."""

import unicodedata

from association.base import reading
from association.base.errors import Refused
from training.enums import IdType

SHORTEST, LONGEST = 2, 60
DOT = "·"
_LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,'-")
_CHINESE_ONLY = (IdType.RESIDENT, IdType.RESIDENCE_PERMIT)


def plain(text: str, *, id_type: str) -> str:
    """The name in its one stored form (NFC, no stray spaces, one kind of dot).

    Raises Refused: half of a surrogate pair and private-use characters can't be printed on a
    certificate; digits and signs are no name; Latin letters only where the paper has them.
    """
    if any(unicodedata.category(one) == "Cs" for one in text):
        raise _refused("有一个字没有传完整，请重新输入")
    name = reading.tidy(text)
    if any(unicodedata.category(one) == "Co" for one in name):
        raise _refused("有一个自造字，别的电脑上显示不出来，请用手写输入法重新输入这个字")
    if not SHORTEST <= len(name) <= LONGEST:
        raise _refused(f"应为 {SHORTEST} 到 {LONGEST} 个字，请填写证件上的全名")
    latin = id_type not in _CHINESE_ONLY
    for one in name:
        if not (_is_chinese(one) or one == DOT or (latin and one in _LATIN)):
            allowed = "汉字、间隔号“·”和字母" if latin else "汉字和间隔号“·”"
            raise _refused(f"里的“{one}”不能用，这类证件的姓名只有{allowed}")
    if name.startswith(DOT) or name.endswith(DOT) or DOT * 2 in name:
        raise _refused("的间隔号“·”应在两个字之间，请核对")
    return name


def _is_chinese(one: str) -> bool:
    """A Han character of any block, assigned after this Python's tables or not; 〇 is written so."""
    code = ord(one)
    return (
        0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x323AF
        or one == "〇"
    )


def _refused(problem: str) -> Refused:
    return Refused(f"姓名{problem}。", field="name")
