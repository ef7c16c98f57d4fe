"""Photos among the facts of a document: named there, fetched and made small when it is printed.

A fact that is a picture holds no bytes: who was issued ten thousand certificates needn't carry ten
thousand photos in the register. What was printed stays in the file, whatever becomes of the photo.
"""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageOps

from association.base.errors import Refused
from association.base.models import StoredFile

EDGES = (295, 413)
"""Dots of a photo of one inch (25 × 35 mm at 300 dpi): none is printed finer."""
LARGEST = 22 * 1024
_QUALITIES = (85, 75, 65, 55, 45, 35)


def fact(stored: StoredFile) -> dict[str, Any]:
    """How the facts name a photo that is kept as a file."""
    return {"stored_file": stored.pk, "sha256": stored.sha256}


def found(facts: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures that the facts name, by their keys, ready to print.

    Raises Refused if one is no longer what it was when the facts were frozen.
    """
    named = {key: value for key, value in facts.items() if _is_picture(value)}
    files = StoredFile.objects.in_bulk([value["stored_file"] for value in named.values()])
    return {
        key: fitted(_content(files.get(value["stored_file"]), value["sha256"]))
        for key, value in named.items()
    }


def _is_picture(value: Any) -> bool:
    return isinstance(value, dict) and "stored_file" in value


def _content(stored: StoredFile | None, sha256: str) -> bytes:
    if stored is None or stored.erased_at is not None or stored.sha256 != sha256:
        raise Refused("照片已清除或被换过，证书印不出来。请撤销这一份，补齐照片后重新签发。")
    with stored.content.open("rb") as content:
        read: bytes = content.read()
    return read


def fitted(content: bytes) -> bytes:
    """As a JPEG no finer than it is printed and no larger than LARGEST; as it is if it fits."""
    with Image.open(io.BytesIO(content)) as photo:
        fits = all(size <= edge for size, edge in zip(photo.size, EDGES, strict=True))
        if photo.format == "JPEG" and fits and len(content) <= LARGEST:
            return content
        photo.draft("RGB", EDGES)
        small = ImageOps.fit(photo.convert("RGB"), EDGES, Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()
