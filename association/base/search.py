"""Chinese names by their reading: initials to find by, syllables to sort by."""

import re
import unicodedata
from functools import cache, lru_cache

# Where the dictionary's reading is not the one of company names, above all in and around Beijing.
_READINGS = {
    "朝阳": "chao yang",
    "朝阳门": "chao yang men",
    "支行": "zhi hang",
    "总行": "zong hang",
    "长阳": "chang yang",
    "长辛店": "chang xin dian",
    "长椿街": "chang chun jie",
    "长盛": "chang sheng",
    "长峰": "chang feng",
    "长丰": "chang feng",
    "长泰": "chang tai",
    "长隆": "chang long",
    "长信": "chang xin",
    "长源": "chang yuan",
    "长庆": "chang qing",
    "马家堡": "ma jia pu",
    "十里堡": "shi li pu",
    "大栅栏": "da shi lan",
    "什刹海": "shi cha hai",
    "新都": "xin du",
    "华厦": "hua xia",
    "呷哺": "xia bu",
    "给排水": "ji pai shui",
}
# A character that stands alone: 长 is "long" in a company's name, 会长 and 厂长 are words.
_ALONE = {"长": "chang", "都": "du"}

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")


def initials(name: str) -> str:
    """``北京安泰（集团）`` gives ``bjatjt``; letters and figures stay whole, signs are left out."""
    return "".join(sound if whole else sound[0] for sound, whole in _sounds(name))


def sort_key(name: str) -> str:
    """The reading syllable by syllable, ``bei jing an tai``, to be compared byte by byte.

    The spaces make 西安 (xi an) come before 先 (xian), as in a dictionary: a column that keeps the
    key needs the collation "C", others skip spaces.
    """
    return " ".join(sound for sound, _ in _sounds(name))


@lru_cache(maxsize=16_384)
def _sounds(name: str) -> tuple[tuple[str, bool], ...]:
    """The name's syllables, and for each whether it is a run of letters to be kept whole."""
    from pypinyin import lazy_pinyin

    _teach_readings()
    sounds: list[tuple[str, bool]] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", name).lower()):
        if run[0].isascii():
            sounds.append((run, True))
        else:
            sounds.extend((sound, False) for sound in lazy_pinyin(run))
    return tuple(sounds)


@cache
def _teach_readings() -> None:
    """Once in a process: the dictionary belongs to the library and is shared."""
    from pypinyin import load_phrases_dict, load_single_dict

    load_phrases_dict(
        {word: [[sound] for sound in reading.split()] for word, reading in _READINGS.items()}
    )
    load_single_dict({ord(character): reading for character, reading in _ALONE.items()})
