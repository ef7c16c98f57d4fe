"""A body on a page: pictures in several sizes, tables that move aside on a narrow screen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bulletin.body import Block, Picture, Table, html

Sources = Mapping[str, Sequence["Source"]]
SIZES = "(min-width: 46rem) 42rem, 100vw"
"""How wide a picture is drawn: the column of the text, or the screen."""
_TABLE = '<div class="pan" tabindex="0" role="region" aria-label="表格 {number}，窄屏可左右滑动">'


@dataclass(frozen=True, slots=True)
class Source:
    url: str
    width: int
    height: int


def page(blocks: Iterable[Block], *, pictures: Sources) -> str:
    """``pictures`` answers by key in which sizes one lies where, the narrowest first; one that has
    none is left out."""
    written, tables, shown = [], 0, 0
    for block in blocks:
        if isinstance(block, Picture):
            sources = pictures.get(block.key, ())
            written.append(_picture(block, sources, lazy=shown > 0) if sources else "")
            shown += bool(sources)
        elif isinstance(block, Table):
            tables += 1
            written.append(f"{_TABLE.format(number=tables)}{html([block])}</div>")
        else:
            written.append(html([block]))
    return "".join(written)


def _picture(block: Picture, sources: Sequence[Source], *, lazy: bool) -> str:
    """The first is what the reader waits for; the others come when they are near."""
    at = sources[min(1, len(sources) - 1)]
    largest = sources[-1]
    offered = ", ".join(f"{each.url} {each.width}w" for each in sources)
    credit = f"<small>摄影：{escape(block.credit)}</small>" if block.credit else ""
    below = escape(block.caption) + credit
    return (
        f'<figure><img src="{escape(at.url)}" srcset="{escape(offered)}" sizes="{SIZES}" '
        f'width="{largest.width}" height="{largest.height}" '
        f'alt="{escape(block.alt or block.caption)}"{" loading=lazy" if lazy else ""}>'
        + (f"<figcaption>{below}</figcaption>" if below else "")
        + "</figure>"
    )
