"""Pictures in the sizes in which they are asked for. Made when first wanted, or by a job before.

A size that is wider than the picture isn't made: the picture stands in for it. JPEG for all, since
every reader opens it; what can be seen through is laid on white.
"""

import io
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from PIL import Image, ImageOps

from association.base import files
from association.base.files import JPEG
from association.base.models import StoredFile
from bulletin.models import ArticlePicture, Rendition

WEB = {"w1600": 1600, "w800": 800, "w400": 400}
"""Use, and its width in pixels."""
PRINT = "print"
"""170 mm, the whole measure of a printed page, at 200 dpi."""
_WIDTHS = {**WEB, PRINT: 1340}
CROPS = {"cover-wide": (900, 383), "cover-square": (383, 383)}
"""The two covers that WeChat shows: cut from the middle, a little above it."""
USES = (*WEB, *CROPS)
QUALITY = 82
PRINT_QUALITY = 72
"""At 200 dpi nobody sees the difference, and thirty photos are a third smaller."""
_ABOVE_MIDDLE = (0.5, 0.4)


@dataclass(frozen=True, slots=True)
class Size:
    use: str
    width: int
    height: int


def sizes(picture: ArticlePicture) -> list[Size]:
    """What a page offers of it, the narrowest first; asks no database."""
    found = [_size(picture, use) for use in reversed(WEB) if WEB[use] < picture.width]
    largest = next(
        use for use in reversed(WEB) if WEB[use] >= min(picture.width, max(WEB.values()))
    )
    return found if largest in [each.use for each in found] else [*found, _size(picture, largest)]


def _size(picture: ArticlePicture, use: str) -> Size:
    width = min(WEB[use], picture.width)
    return Size(use, width, max(1, round(picture.height * width / picture.width)))


def make(picture: ArticlePicture, use: str) -> Rendition:
    """The one that is there, else a new one. Two who ask at once get the same."""
    found = Rendition.objects.select_related("file").filter(picture=picture, use=use).first()
    if found is not None and found.file.erased_at is None:
        return found
    content, (width, height) = drawn(_content(picture.file), use)
    try:
        with transaction.atomic():
            kept = files.keep_bytes(
                content, name=f"{picture.pk}-{use}.jpg", media_type=JPEG, by=None
            )
            row, _ = Rendition.objects.update_or_create(
                picture=picture, use=use,
                defaults={"file": kept, "width": width, "height": height},
            )  # fmt: skip
    except IntegrityError:
        return Rendition.objects.select_related("file").get(picture=picture, use=use)
    return row


def make_all(pictures: list[ArticlePicture]) -> int:
    """What pages will ask for, before they do; how many there are now. Idempotent."""
    wanted = [(picture, each.use) for picture in pictures for each in sizes(picture)]
    for picture, use in wanted:
        make(picture, use)
    return len(wanted)


def drawn(content: bytes, use: str) -> tuple[bytes, tuple[int, int]]:
    """The picture in this size, and the size. Never larger than it was, but for a crop."""
    with Image.open(io.BytesIO(content)) as opened:
        if use in _WIDTHS:
            opened.draft(
                "RGB", (_WIDTHS[use], _WIDTHS[use])
            )  # a JPEG is unpacked smaller to begin with
        plain = _on_white(opened)
    if use in CROPS:
        done = ImageOps.fit(plain, CROPS[use], Image.Resampling.LANCZOS, centering=_ABOVE_MIDDLE)
    else:
        done = _narrowed(plain, _WIDTHS[use])
    out = io.BytesIO()
    quality = PRINT_QUALITY if use == PRINT else QUALITY
    done.save(out, "JPEG", quality=quality, optimize=True, progressive=use != PRINT)
    return out.getvalue(), done.size


def narrowed(content: bytes, width: int) -> bytes:
    """A picture that is no article's, for a page that is this wide."""
    with Image.open(io.BytesIO(content)) as opened:
        opened.draft("RGB", (width, width))
        done = _narrowed(_on_white(opened), width)
    out = io.BytesIO()
    done.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return picture.convert("RGB")


def _content(stored: StoredFile) -> bytes:
    with stored.content.open("rb") as content:
        return bytes(content.read())
