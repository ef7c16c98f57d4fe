"""Draws one issue in a process of its own: ``python -m bulletin.editions.drawing FOLDER``.

So it can be stopped when the layout doesn't end, and the memory that it took is given back. The
folder holds ``page.html``, ``style.css``, ``order.json`` and the pictures; ``page.pdf`` and
``told.json`` are written into it. Nothing here asks the database.

A page is laid out until nothing has to be mended: an even number of pages before the first folio, no
title that stands alone at the foot of a page, whole sheets for the press. What is mended is only
style, and the same text is set again.
"""

import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

from association.base import pdf

ROUNDS = 4
"""Layouts at most; the last one stands as it is."""
SHEET = 4
VARIANT = "pdf/ua-1"


def draw(folder: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    html = (folder / "page.html").read_text(encoding="utf-8")
    styles = (folder / "style.css").read_text(encoding="utf-8")
    pictures = {path.name: path.read_bytes() for path in (folder / "pictures").iterdir()}
    mended = Mended(order)
    document, seen, turns = None, Seen([], order), 0
    while turns < ROUNDS:
        turns += 1
        document = None
        gc.collect()
        document = pdf.lay_out(
            html, styles=styles + mended.styles(), pictures=pictures, folder=folder / "cache"
        )
        seen = Seen([set(page.anchors) for page in document.pages], order)
        if not mended.by(seen):
            break
    assert document is not None
    document.write_pdf(folder / "page.pdf", pdf_variant=VARIANT, pdf_tags=True)
    return {
        "pages": seen.pages,
        "front": seen.front,
        "layouts": turns,
        "stranded": seen.stranded(),
        "items": {str(pk): seen.folios(pk) for pk in order["pieces"]},
        "seconds": round(time.perf_counter() - begun, 1),
        "megabytes": _peak(),
    }


def _peak() -> int:
    """Of this process alone: what ``getrusage`` tells begins with whoever started it. 0 where the
    system doesn't say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    told = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return round(int(told[0]) / 1024) if told else 0


class Seen:
    """On which page which anchor stands, counted from 0."""

    def __init__(self, anchors: list[set[str]], order: dict[str, Any]) -> None:
        self._anchors, self._order = anchors, order
        self.pages = len(anchors)
        self.front = self.first(order["first"])

    def first(self, name: str) -> int:
        return next((at for at, names in enumerate(self._anchors) if name in names), 0)

    def last(self, name: str) -> int:
        return max((at for at, names in enumerate(self._anchors) if name in names), default=0)

    def folios(self, pk: int) -> list[int]:
        return [
            self.first(f"t{pk}") - self.front + 1,
            self.last(f"a{pk}") - self.front + 1,
        ]

    def stranded(self) -> list[int]:
        """Pieces whose title stands on a page without a line of their text."""
        return [pk for pk in self._order["pieces"] if self.first(f"t{pk}") < self.first(f"b{pk}")]


class Mended:
    """What was found wanting so far, as style."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self.filled, self.notes = False, 0
        self.before: set[int] = set()

    def styles(self) -> str:
        rules = [f"#a{pk} {{ break-before: page }}" for pk in sorted(self.before)]
        if self.filled:
            rules.append(".imprint { display: block }")
        rules += [f"#n{at} {{ display: block }}" for at in range(self.notes)]
        rules.append(f".text {{ column-fill: {self._order['fill']} }}")
        return "\n" + "\n".join(rules)

    def by(self, seen: Seen) -> bool:
        """Whether something has to be set anew."""
        was = (self.filled, self.notes, frozenset(self.before))
        if seen.front % 2:
            self.filled = not self.filled
        self.before |= set(seen.stranded())
        if self._order["sheets"]:
            bare = seen.pages - self.notes + (1 if self.filled and not was[0] else 0)
            self.notes = -bare % SHEET
        return was != (self.filled, self.notes, frozenset(self.before))


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / "told.json").write_text(json.dumps(draw(place)), encoding="utf-8")
