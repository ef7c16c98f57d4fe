"""Headings that are told by how they begin, as Chinese papers number them."""

import re

LONGEST = 40
"""A longer line is a paragraph that begins with a number."""
_NUMERAL = "[一二三四五六七八九十百]{1,4}"
_LEVELS = (
    (2, re.compile(rf"{_NUMERAL}、\S")),
    (2, re.compile(rf"第{_NUMERAL}[章节部](?:分)?(?:\s|$|\S)")),
    (3, re.compile(rf"[（(]{_NUMERAL}[）)]\S")),
    (3, re.compile(rf"第{_NUMERAL}条(?:\s|$|\S)")),
)
_SENTENCE = re.compile(r"[。；;！!？?，,]")


def level(line: str) -> int | None:
    """2 or 3 if this line is a heading; a line with a sentence in it is none."""
    if len(line) > LONGEST or _SENTENCE.search(line):
        return None
    return next((level for level, form in _LEVELS if form.match(line)), None)
