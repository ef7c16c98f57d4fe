"""Has an issue drawn, with an end to waiting: balanced columns take twice as long as others, and the
library promises of neither that it ends."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from association.base.errors import Refused
from bulletin.editions.pages import Sheet

PATIENCE = {"balance": 150, "auto": 150}
"""Seconds for each way of filling the columns, the nicer one first."""
_MODULE = "bulletin.editions.drawing"


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    told: dict[str, Any]


def draw(sheet: Sheet, *, pictures: Mapping[str, bytes], sheets: bool) -> Drawn:
    """``sheets`` fills up to a multiple of four pages. Raises Refused if it never ends."""
    for fill, patience in PATIENCE.items():
        with tempfile.TemporaryDirectory(prefix="issue-") as name:
            folder = Path(name)
            _lay_ready(folder, sheet, pictures, fill=fill, sheets=sheets)
            try:
                _run(folder, patience)
            except subprocess.TimeoutExpired:
                continue
            told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
            return Drawn((folder / "page.pdf").read_bytes(), told | {"fill": fill})
    raise Refused("排版超过时限，没有做成。请把过长的表格或段落拆短后再做。")


def _lay_ready(
    folder: Path, sheet: Sheet, pictures: Mapping[str, bytes], *, fill: str, sheets: bool
) -> None:
    (folder / "page.html").write_text(sheet.html, encoding="utf-8")
    (folder / "style.css").write_text(sheet.styles, encoding="utf-8")
    order = {
        "pieces": list(sheet.pieces),
        "first": "c0" if sheet.pieces else "call",
        "fill": fill,
        "sheets": sheets,
    }
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    (folder / "pictures").mkdir()
    for key, content in pictures.items():
        (folder / "pictures" / key).write_bytes(content)


def _run(folder: Path, patience: int) -> None:
    done = subprocess.run(  # noqa: S603 - our own module, and a folder that we made
        [sys.executable, "-m", _MODULE, str(folder)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
        timeout=patience,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"The issue could not be drawn:\n{done.stderr[-2000:]}")
