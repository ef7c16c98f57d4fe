"""HTML read into blocks: of a Word file, of an editor, of whatever somebody pastes.

A cleaner comes first, so that nothing that runs is ever looked at. Unknown elements leave their
text. What is lost is told in sentences for the person whose text it is.
"""

from html.parser import HTMLParser

import nh3

from bulletin.body import losses
from bulletin.body.blocks import (
    Block,
    Body,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    is_key,
    is_link,
    plain,
    runs,
    said,
    table,
)
from bulletin.body.writing import CREDIT, SCHEME

_LEVELS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_STRONG, _EMPHASIS = {"strong", "b"}, {"em", "i"}
_PARTS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address",
    "figure", "pre", "dl", "dt", "dd", "caption", "details", "summary",
}  # fmt: skip
_KNOWN = {
    *_LEVELS, *_STRONG, *_EMPHASIS, *_PARTS, "a", "ul", "ol", "li", "blockquote", "hr", "br", "img",
    "table", "thead", "tbody", "tfoot", "tr", "td", "th", "figcaption", "small", "sup", "sub",
}  # fmt: skip
_SMALL = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}


def from_html(html: str) -> tuple[Body, tuple[str, ...]]:
    """The blocks, and what was lost, in sentences: nothing in it that runs, whatever comes in."""
    lost = losses.of(html)
    reader = _Reader()
    reader.feed(_clean(html))
    reader.close()
    return reader.body(), tuple(dict.fromkeys([*lost, *reader.lost]))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_KNOWN,
        clean_content_tags=losses.RUNS,
        attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto", SCHEME},
        link_rel=None,
    )


class _Reader(HTMLParser):
    """Only for what the cleaner left: every element is known, closed and in its place.

    ``_holder`` is what the text goes to: nothing (a paragraph of its own), an item, a cell, or a
    caption. In all but the first a break is no more than a blank.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lost: list[str] = []
        self._found: list[Block] = []
        self._after: list[Block] = []
        self._parts: list[Run] = []
        self._marks = {"strong": 0, "em": 0}
        self._links: list[str] = []
        self._small: list[str] = []
        self._credit: list[Run] = []
        self._level: int | None = None
        self._quotes = 0
        self._lists: list[bool] = []
        self._items: list[Runs] = []
        self._rows: list[list[Runs]] | None = None
        self._flat = 0
        self._captions = 0

    def body(self) -> Body:
        self._end_block()
        self._found += self._after
        return tuple(self._found)

    # --- What comes ---------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _STRONG | _EMPHASIS:
            self._marks["strong" if tag in _STRONG else "em"] += 1
        elif tag == "a":
            self._links.append(told.get("href", ""))
        elif tag in _SMALL or tag == "small":
            self._small.append(tag)
        elif tag == "img":
            self._image(told)
        elif tag == "hr":
            self._rule()
        elif tag in ("ul", "ol"):
            self._begin_list(ordered=tag == "ol")
        elif tag == "table":
            self._begin_table()
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        self._break()
        if tag in _LEVELS and not self._inside():
            self._level = _LEVELS[tag]
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "figcaption":
            self._captions += 1
        elif tag == "tr" and self._rows is not None and not self._flat:
            self._rows.append([])

    def handle_endtag(self, tag: str) -> None:
        if not self._unmark(tag):
            self._end_of(tag)

    def _unmark(self, tag: str) -> bool:
        """The end of what only marks its text."""
        if tag in _STRONG | _EMPHASIS:
            self._marks["strong" if tag in _STRONG else "em"] -= 1
        elif tag == "a":
            self._links.pop()
        elif tag in _SMALL or tag == "small":
            self._small.pop()
        else:
            return False
        return True

    def _end_of(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._end_list()
        elif tag == "table":
            self._end_table()
        elif tag == "li" and self._lists and self._rows is None:
            self._end_item()
        elif tag in ("td", "th") and self._rows is not None and not self._flat:
            self._end_cell(self._rows)
        elif tag == "figcaption":
            self._end_caption()
        else:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag in _LEVELS and not self._inside():
            self._end_block()
            self._level = None
            return
        if tag == "caption" and self._rows == []:
            self._found += [Paragraph(said_above)] if (said_above := self._taken()) else []
        self._break()
        if tag == "blockquote":
            self._quotes -= 1

    def handle_data(self, data: str) -> None:
        if self._small and self._small[-1] in _SMALL:
            small = data.translate(_SMALL[self._small[-1]])
            if any((one.isalnum() and one.isascii()) or one > "\u2fff" for one in small):
                self.lost.append(losses.SMALL)
            data = small
        link = self._links[-1] if self._links else ""
        if link and not is_link(link):
            link = ""
        holder = self._credit if self._captions and "small" in self._small else self._parts
        holder.append(Run(data, self._marks["strong"] > 0, self._marks["em"] > 0, link))

    # --- Where it goes ------------------------------------------------------------------------
    def _inside(self) -> bool:
        return bool(self._lists or self._rows is not None or self._flat or self._captions)

    def _break(self) -> None:
        if self._inside() or self._level:
            self._parts.append(Run(" "))
            if not self._inside():
                return
        else:
            self._end_block()

    def _end_block(self) -> None:
        found = self._taken()
        if not found:
            return
        if self._level:
            self._found.append(Heading(self._level, plain(said(found))))
        elif self._quotes > 0:
            self._found.append(Quote(found))
        else:
            self._found.append(Paragraph(found))

    def _taken(self) -> Runs:
        found = runs(self._parts)
        self._parts = []
        return found

    def _begin_list(self, *, ordered: bool) -> None:
        if self._rows is not None or self._captions:
            self._parts.append(Run(" "))
        elif self._lists:
            self.lost.append(losses.NESTED_LIST)
            self._end_item()
        else:
            self._end_block()
        self._lists.append(ordered)

    def _end_item(self) -> None:
        if item := self._taken():
            self._items.append(item)

    def _end_list(self) -> None:
        if not self._lists:
            return
        if self._rows is not None or self._captions:
            self._lists.pop()
            self._parts.append(Run(" "))
            return
        self._end_item()
        ordered = self._lists.pop()
        if not self._lists and self._items:
            self._found.append(ListBlock(ordered, tuple(self._items)))
            self._items = []
            self._land()

    def _begin_table(self) -> None:
        if self._inside():
            self.lost.append(losses.NESTED_TABLE)
            self._parts.append(Run(" "))
            self._flat += 1
            return
        self._end_block()
        self._rows = []

    def _end_cell(self, rows: list[list[Runs]]) -> None:
        if not rows:
            rows.append([])
        rows[-1].append(self._taken())

    def _end_table(self) -> None:
        if self._flat:
            self._flat -= 1
            self._parts.append(Run(" "))
            return
        if found := table(self._rows or []):
            self._found.append(found)
        self._rows = None
        self._land()

    def _rule(self) -> None:
        if self._inside():
            self._parts.append(Run(" "))
        else:
            self._end_block()
            self._found.append(Rule())

    def _image(self, told: dict[str, str]) -> None:
        scheme, _, key = told.get("src", "").partition(":")
        if scheme != SCHEME or not is_key(key):
            self.lost.append(losses.FOREIGN_PICTURE)
            return
        picture = Picture(key, alt=plain(told.get("alt", "")))
        if self._inside() or self._level:
            self._after.append(picture)
            return
        self._end_block()
        self._found.append(picture)

    def _land(self) -> None:
        """Pictures of an item or a cell stand behind the whole."""
        self._found += self._after
        self._after = []

    def _end_caption(self) -> None:
        self._captions -= 1
        if self._inside():
            self._parts.append(Run(" "))
            return
        written = self._taken()
        credit = plain(said(runs(self._credit)).removeprefix(CREDIT))
        self._credit = []
        last = self._found[-1] if self._found else None
        if isinstance(last, Picture) and not (last.caption or last.credit):
            self._found[-1] = Picture(last.key, plain(said(written)), credit, last.alt)
        elif written:
            self._found.append(Paragraph(written))
