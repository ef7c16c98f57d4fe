"""An issue's contents as one HTML page to be set on paper, with the style that goes with it. Pure but
for the templates: plain values in, text out."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bulletin import body
from bulletin.body import Body, Heading, Picture
from bulletin.editions.contents import Contents
from bulletin.editions.tight import tight, tightened
from bulletin.enums import EditionKind, Origin

PAGE, COLUMNS = "bulletin/print/issue.html", "bulletin/print/columns.css"
STYLE_SHEET = Path(settings.BASE_DIR) / "static" / "css" / "issue.css"
NOTES = 3
"""Empty pages that may be needed before the back cover to fill a sheet."""
CALL = ("征稿启事", "Call for Papers", "#5a5f66")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_RAISED = 2
"""Headings in a piece stand below its title, which is a third level on paper."""


@dataclass(frozen=True, slots=True)
class Piece:
    pk: int
    title: str
    kicker: str
    subtitle: str
    byline: str
    source: str
    lead: SafeString
    first: SafeString
    rest: SafeString
    new_page: bool
    characters: int


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    english: str
    colour: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    html: str
    styles: str
    pieces: tuple[int, ...]
    """The keys of the pieces, in their order."""


def sheet(told: Contents, kind: EditionKind, *, pictures: frozenset[str]) -> Sheet:
    """``pictures`` are the keys of those whose bytes are there."""
    sections = tuple(_section(each, pictures) for each in told["columns"])
    masthead = told["masthead"]
    context = {
        **told,
        "numbered": _numbered(told["issue"]),
        "sections": sections,
        "points": [_point(at, each) for at, each in enumerate(told["feature"], start=1)],
        "introduction": [tight(each) for each in masthead["introduction"]],
        "call_blocks": _call(told["call"]),
        "call_name": CALL[0],
        "call_english": CALL[1],
        "qr": segno.make(masthead["code"], error="m").svg_data_uri(border=0, dark="#14233b"),
        "cover_there": "cover" in pictures,
        "notes": range(NOTES),
        "kind": kind,
    }
    colours = [(f"c{at}", _colour(each.colour)) for at, each in enumerate(sections)]
    styles = render_to_string(
        COLUMNS,
        {
            "colours": [*colours, ("call", CALL[2])],
            "first": "c0" if sections else "call",
            "draft": told["draft"],
        },
    )
    return Sheet(
        html=render_to_string(PAGE, context),
        styles=STYLE_SHEET.read_text(encoding="utf-8") + styles + _PRESS.get(kind, ""),
        pieces=tuple(piece.pk for section in sections for piece in section.pieces),
    )


_PRESS = {EditionKind.PRINT: "\n@page { bleed: 3mm; marks: crop }\n"}


def _section(told: dict[str, Any], pictures: frozenset[str]) -> Section:
    pieces = tuple(_piece(each, pictures) for each in told["items"])
    return Section(told["name"], told["english"], told["colour"], pieces)


def _piece(told: dict[str, Any], pictures: frozenset[str]) -> Piece:
    head = told["head"]
    blocks = tightened(body.from_json(told["body"]))
    blocks = tuple(each for each in blocks if not isinstance(each, Picture) or each.key in pictures)
    lead: Body = ()
    if blocks and isinstance(blocks[0], Picture):
        lead, blocks = blocks[:1], blocks[1:]
    return Piece(
        pk=told["pk"],
        title=tight(head["title"]),
        kicker=tight(head["kicker"]),
        subtitle=tight(head["subtitle"]).removeprefix("——"),
        byline=_byline(head),
        source=head["source_name"] if head["origin"] == Origin.REPRINT else "",
        lead=written(lead),
        first=written(blocks[:1]),
        rest=written(blocks[1:]),
        new_page=told["new_page"],
        characters=body.characters(blocks),
    )


def _byline(head: dict[str, Any]) -> str:
    parts = [head["unit"], head["authors"]]
    if head["correspondents"]:
        parts.append(f"通讯员：{head['correspondents']}")
    if head["photographer"]:
        parts.append(f"摄影：{head['photographer']}")
    return "\u3000".join(part for part in parts if part)


def written(blocks: Body) -> SafeString:
    """The body's own writer escapes all that it didn't write itself; a picture says in words what is
    seen on it, or at least what stands below it."""
    parts = []
    for block in blocks:
        if isinstance(block, Heading):
            level = block.level + _RAISED
            parts.append(f"<h{level}>{escape(block.text)}</h{level}>")
        elif isinstance(block, Picture):
            alt = block.alt or block.caption or "配图"
            shown = Picture(block.key, block.caption, block.credit, alt)
            parts.append(body.html([shown]))
        else:
            parts.append(body.html([block]))
    return mark_safe("".join(parts))  # noqa: S308


def _numbered(issue: dict[str, Any]) -> str:
    told = f"{issue['year']}年第{issue['number']}期"
    return f"{told}\u3000总第{issue['total_number']}期" if issue["total_number"] else told


def _point(at: int, told: dict[str, str]) -> dict[str, str]:
    return {"at": f"{at:02d}", "title": tight(told["title"]), "text": tight(told["text"])}


def _call(told: dict[str, str] | None) -> SafeString:
    return written(tightened(body.from_typed(told["text"]))) if told else SafeString("")


def _colour(written: str) -> str:
    return written if _COLOUR.fullmatch(written) else CALL[2]
