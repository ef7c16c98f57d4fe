"""The pictures of a report, small enough to be printed, by the key of the file they are made from."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image

from association.base.models import StoredFile

EDGE = 900
"""Dots on the longer side: 8 cm wide at 280 dpi."""
_QUALITY = 78


def small(data: Any) -> dict[int, bytes]:
    """Of everything in these plain values that names a picture. One whose bytes were erased, or
    aren't those any more, is left out: the copy says so in its place."""
    named = {each["file"]: each["sha256"] for each in _named(data)}
    found = {}
    for file in StoredFile.objects.filter(pk__in=named, erased_at__isnull=True).order_by("pk"):
        if file.sha256 == named[file.pk]:
            with file.content.open("rb") as content:
                found[file.pk] = shrunk(content.read())
    return found


def shrunk(content: bytes) -> bytes:
    """As a JPEG, on white where it was through."""
    with Image.open(io.BytesIO(content)) as picture:
        longer = max(picture.size)
        if longer > EDGE:  # a JPEG is read at a fraction of its size
            width, height = picture.size
            picture.draft("RGB", (EDGE * width // longer, EDGE * height // longer))
        if picture.mode in ("RGBA", "LA", "P"):
            ground = Image.new("RGBA", picture.size, "white")
            ground.alpha_composite(picture.convert("RGBA"))
            drawn = ground.convert("RGB")
        else:
            drawn = picture.convert("RGB")
        drawn.thumbnail((EDGE, EDGE), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _named(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "file" in value and "sha256" in value:
            yield value
        for each in value.values():
            yield from _named(each)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
