"""A class of the screen is begun by one stylesheet: pages load several, and the later would win."""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.architecture import source

OF_PAPER = {"issue.css", "print.css"}  # no page of the screen loads them
BEGUN = re.compile(r"^(?:  )?\.([\w-]+) \{", re.MULTILINE)


def begun_twice(sheets: Mapping[str, str]) -> dict[str, list[str]]:
    """Class → the stylesheets that begin a rule for it alone. What a media query changes is no
    beginning, and stands further in."""
    found = defaultdict(list)
    for name, text in sorted(sheets.items()):
        for each in set(BEGUN.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))):
            found[each].append(name)
    return {each: names for each, names in found.items() if len(names) > 1}


def test_no_class_of_the_screen_is_begun_by_two_stylesheets() -> None:
    paths = [Path(path) for path in (source.ROOT / "static" / "css").glob("*.css")]
    assert len(paths) > 10
    sheets = {path.name: path.read_text("utf-8") for path in paths if path.name not in OF_PAPER}
    assert begun_twice(sheets) == {}


def test_one_that_is_would_be_seen() -> None:
    one = "@layer pages {\n  .cover { max-block-size: 16rem; }\n}\n"
    two = "@layer pages {\n  .cover {\n    display: grid;\n  }\n  .front .cover { gap: 0; }\n}\n"
    assert begun_twice({"a.css": one, "b.css": two}) == {"cover": ["a.css", "b.css"]}
    assert begun_twice({"a.css": one.replace(".cover", "img.cover"), "b.css": two}) == {}
