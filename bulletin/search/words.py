"""Text cut into words, each with the place of its first character.

The dictionary knows everyday Chinese; the words of the house are added: its columns, its members'
names, its terms. A process learns them when it first looks for something, so a new one is known to
all of them after a restart; ``manage.py reindex_articles`` cuts what lies there anew.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from bulletin.models import Column
from members.models import Member

TERMS = (
    "应急救援员", "有限空间", "三级教育", "双重预防", "安全生产月", "标准化评审", "安全生产标准化",
    "隐患排查", "风险分级管控", "特种作业", "动火作业", "高处作业", "盲板抽堵", "班前会", "专家组",
    "应急预案", "安全生产责任制", "危险化学品", "防汛", "复工复产", "会员风采", "市安联", "安联",
)  # fmt: skip
_FREQUENCY = 20_000
"""Above that of the parts that such a word could be cut into."""
_LEGAL = re.compile(r"(?:股份|集团)?(?:有限)?(?:责任)?公司$|集团$")
_PLACE = re.compile(r"^(?:北京市?|中国)")
_WORD = re.compile(r"\w")


def plain(text: str) -> str:
    """As long as the text: full-width letters and digits, and capitals, read like the usual ones."""
    return "".join(_plain(one) for one in text)


def _plain(one: str) -> str:
    if one < "\u0080":
        return one.lower()
    usual = unicodedata.normalize("NFKC", one) if "\uff00" <= one <= "\uffef" else one
    return usual.lower() if len(usual) == 1 and usual.isascii() else one


def placed(text: str) -> Iterator[tuple[str, int]]:
    """Every word, and the shorter ones within a long one, with its place."""
    for word, begin, _ in _cutter().tokenize(plain(text), "search"):
        if _WORD.search(word):
            yield word, begin


def asked(text: str) -> list[tuple[str, int]]:
    """The words of what is asked for, none twice over another."""
    found = _cutter().tokenize(plain(text))
    return [(word, begin) for word, begin, _ in found if _WORD.search(word)]


def parts(word: str) -> list[str]:
    """How the dictionary alone cuts a word of the house: so it lies there if it was unknown then."""
    import rjieba

    return [part for part in rjieba.cut(word) if _WORD.search(part)]


@cache
def _cutter() -> Any:
    import rjieba

    cutter = rjieba.Jieba()
    for word in {*TERMS, *_names()}:
        cutter.add_word(word, _FREQUENCY, "n")
    return cutter


def _names() -> Iterable[str]:
    yield from Column.objects.values_list("name", flat=True)
    for name in Member.objects.values_list("name", flat=True):
        short = _LEGAL.sub("", _PLACE.sub("", name))
        if 2 <= len(short) <= 8:
            yield plain(short)
