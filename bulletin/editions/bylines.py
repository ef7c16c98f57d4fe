"""Who wrote, who took, where it came from: the lines round a piece, alike in every edition.

``head`` is a version's: what was approved, not what the article says by now.
"""

from collections.abc import Mapping
from typing import Any

from bulletin.enums import Origin

Head = Mapping[str, Any]
_SIGNED = (
    ("unit", "单位"),
    ("authors", "作者"),
    ("correspondents", "通讯员"),
    ("photographer", "摄影"),
)


def signed(head: Head) -> list[tuple[str, str]]:
    """Label and names, of those that are given."""
    return [(label, said) for name, label in _SIGNED if (said := said_of(head, name))]


def short(head: Head) -> str:
    """As a list of pieces says it: the unit, else the authors, else where it was taken from."""
    names = ("unit", "authors", "source_name")
    return next((said for name in names if (said := said_of(head, name))), "")


def source(head: Head) -> str:
    """来源, of a piece that appeared elsewhere first."""
    return said_of(head, "source_name") if head.get("origin") == Origin.REPRINT else ""


def said_of(head: Head, name: str) -> str:
    return str(head.get(name) or "").strip()
