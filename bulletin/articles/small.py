"""Which change is so small that what three people let through is still what they read. Pure.

The rule is narrow on purpose: whoever is refused sends the text round again, and nothing is lost; a
figure that slipped through is printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bulletin import body
from bulletin.articles.comparing import changed_characters
from bulletin.body import Body, Heading, Picture

SHARE = 50
"""One sign in so many may be another one: 2 %."""
_FIGURES = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿两半％%‰壹贰叁肆伍陆柒捌玖拾]")
_NAMED = {"nr", "nrt", "nrfg", "ns", "nt", "nz", "eng"}
"""What the dictionary takes for a person, a place, a body, or another name."""
_BODIES = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:公司|集团|局|协会|联合会|委员会|学院|学校|医院|中心|工厂|煤矿|支队|大队)"
)


def why_not(old: tuple[Mapping[str, Any], Body], new: tuple[Mapping[str, Any], Body]) -> str | None:
    """None if it is a proof correction; else what forbids to call it one."""
    before, after = old[1], new[1]
    if dict(old[0]) != dict(new[0]):
        return "标题、署名和来源有改动"
    if _headings(before) != _headings(after):
        return "小标题有改动"
    if _pictures(before) != _pictures(after):
        return "图片或摄影署名有改动"
    if _links(before) != _links(after):
        return "链接有改动"
    one, other = body.text(before), body.text(after)
    if _FIGURES.findall(one) != _FIGURES.findall(other):
        return "数字有改动"
    if _names(one, old[0]) != _names(other, old[0]):
        return "人名、地名或单位名有改动"
    most = body.characters(before)
    changed = changed_characters(before, after)
    if changed * SHARE > most:
        return f"改动了 {changed} 字，超过全文 {most} 字的 2%"
    return None


def _headings(blocks: Body) -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in blocks if isinstance(each, Heading)]


def _pictures(blocks: Body) -> list[tuple[str, str]]:
    return [(each.key, each.credit) for each in blocks if isinstance(each, Picture)]


def _links(blocks: Body) -> list[str]:
    return re.findall(r"'link': '([^']*)'", repr(body.to_json(blocks)))


def _names(text: str, head: Mapping[str, Any]) -> Counter[str]:
    import rjieba

    found = Counter(word for word, kind in rjieba.tag(text) if kind in _NAMED)
    found.update(_BODIES.findall(text))
    for name in _signed(head):
        found[name] += text.count(name)
    return found


def _signed(head: Mapping[str, Any]) -> Iterable[str]:
    told = " ".join(str(head.get(each, "")) for each in ("unit", "authors", "correspondents"))
    return {each for each in re.split(r"[\s、，,；;]+", told) if len(each) > 1}
