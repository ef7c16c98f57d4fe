"""Blocks as plain semantic HTML: no class, no style, nothing that runs."""

from collections.abc import Callable, Iterable
from html import escape

from bulletin.body.blocks import (
    Block,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
)

Address = Callable[[str], str]
SCHEME = "picture"
CREDIT = "摄影："


def own_address(key: str) -> str:
    """As ``reading`` takes a picture in again."""
    return f"{SCHEME}:{key}"


def html(body: Iterable[Block], *, address: Address = own_address) -> str:
    """``address`` answers where the picture of this key lies; "" leaves it out."""
    return "".join(_block(block, address) for block in body)


def _block(block: Block, address: Address) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        case Paragraph():
            return f"<p>{_runs(block.runs)}</p>"
        case ListBlock():
            tag = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{_runs(item)}</li>" for item in block.items)
            return f"<{tag}>{items}</{tag}>"
        case Quote():
            return f"<blockquote><p>{_runs(block.runs)}</p></blockquote>"
        case Table():
            rows = "".join(f"<tr>{_cells(row)}</tr>" for row in block.rows)
            return f"<table><tbody>{rows}</tbody></table>"
        case Picture():
            return _picture(block, address(block.key))
        case Rule():
            return "<hr>"


def _cells(row: tuple[Runs, ...]) -> str:
    return "".join(f"<td>{_runs(cell)}</td>" for cell in row)


def _picture(picture: Picture, place: str) -> str:
    if not place:
        return ""
    credit = f"<small>{CREDIT}{escape(picture.credit)}</small>" if picture.credit else ""
    said = escape(picture.caption) + credit
    below = f"<figcaption>{said}</figcaption>" if said else ""
    return f'<figure><img src="{escape(place)}" alt="{escape(picture.alt)}">{below}</figure>'


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    said = escape(run.text)
    if run.emphasised:
        said = f"<em>{said}</em>"
    if run.strong:
        said = f"<strong>{said}</strong>"
    return f'<a href="{escape(run.link)}">{said}</a>' if run.link else said
