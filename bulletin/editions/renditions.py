"""A picture in the size that an edition asks for: made once, kept beside it."""

import io

from django.db import IntegrityError, transaction
from PIL import Image

from association.base import files
from bulletin.models import ArticlePicture, Rendition

PRINT = "print"
EDGES = {PRINT: 1340}
"""Dots on the longer side: 170 mm wide, the whole measure of a page, at 200 dpi."""
_QUALITY = 82


def rendition(picture: ArticlePicture, use: str) -> Rendition:
    """The one that is there, or a new one. Two jobs that make it at once leave one."""
    found = Rendition.objects.filter(picture=picture, use=use).select_related("file").first()
    if found is not None and found.file.erased_at is None:
        return found
    with picture.file.content.open("rb") as content:
        drawn = scaled(content.read(), EDGES[use])
    with Image.open(io.BytesIO(drawn)) as made:
        width, height = made.size
    try:
        with transaction.atomic():
            kept = files.keep_bytes(
                drawn, name=f"{picture.key}-{use}.jpg", media_type=files.JPEG, by=None
            )
            row, _ = Rendition.objects.update_or_create(
                picture=picture, use=use, defaults={"file": kept, "width": width, "height": height}
            )
    except IntegrityError:
        row = Rendition.objects.select_related("file").get(picture=picture, use=use)
    return row


def scaled(content: bytes, edge: int) -> bytes:
    """As a JPEG no longer than ``edge``, on white where it was through."""
    with Image.open(io.BytesIO(content)) as picture:
        longer = max(picture.size)
        if longer > edge:  # a JPEG is read at a fraction of its size
            width, height = picture.size
            picture.draft("RGB", (edge * width // longer, edge * height // longer))
        if picture.mode in ("RGBA", "LA", "P"):
            ground = Image.new("RGBA", picture.size, "white")
            ground.alpha_composite(picture.convert("RGBA"))
            drawn = ground.convert("RGB")
        else:
            drawn = picture.convert("RGB")
        drawn.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
