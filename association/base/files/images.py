"""Pictures are drawn anew: the pixels stay, and nothing else of what came.

So position, camera, comments, thumbnails, profiles and whatever hangs behind the picture are gone,
and a file that was something else besides a picture is a picture only.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from association.base.files.rules import JPEG, PNG, Unfit

MOST_PIXELS = 50_000_000
"""A phone's largest common photo, and a page of A4 at 600 dpi with room. The size that the file
states is asked before a pixel is unpacked."""
_DETAILED = 25_000_000
"""A photo with more pixels than this is read at half its size: still 400 dpi on a page of A4."""
_OPTIONS: dict[str, dict[str, int]] = {JPEG: {"quality": 90}, PNG: {"compress_level": 3}}
"""Level 3 packs nearly as well as the usual 6 in a quarter of the time."""
_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
_MODES = {JPEG: {"L", "RGB"}, PNG: {"1", "L", "LA", "RGB", "RGBA"}}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TOO_LARGE = "的像素太多（超过 5,000 万），请缩小，或降低扫描精度后再传"
_DAMAGED = "打不开，可能不完整或已损坏，请重新拍照或扫描后再传"
_MOVING = "是会动的图片，请截取其中一幅再传"

# What the library raises on pictures that are not what they claim to be.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def inspect(content: bytes, media_type: str) -> None:
    """Raises Unfit unless it opens whole, as one picture of a size that can be drawn."""
    with _opened(content, media_type):
        pass


def redrawn(content: bytes, media_type: str) -> bytes:
    """The picture alone, upright, in the same format. Raises Unfit as ``inspect`` does."""
    with _opened(content, media_type) as picture:
        upright = _upright(picture)
        plain = _plain(upright, media_type)
        plain.info = {}
        out = io.BytesIO()
        plain.save(out, _FORMATS[media_type], **_OPTIONS[media_type])
    return out.getvalue()


def _whole_png(content: bytes) -> bool:
    at = content.find(b"IHDR")
    while 4 <= at <= len(content) - 8:
        if content[at : at + 4] == b"IEND":
            return True
        at += int.from_bytes(content[at - 4 : at]) + 12
    return False


def _whole_jpeg(content: bytes) -> bool:
    """Whether its end comes after its last beginning of pixels."""
    return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda") > 0


# The PDF library has the picture library fill up in grey what is missing, in the whole process.
_WHOLE = {JPEG: _whole_jpeg, PNG: _whole_png}


@contextmanager
def _opened(content: bytes, media_type: str) -> Iterator[Image.Image]:
    if not _WHOLE[media_type](content):
        raise Unfit(_DAMAGED)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of tags it can't read: they go anyway
            with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as picture:
                _check(picture, media_type)
                if picture.width * picture.height > _DETAILED:
                    picture.draft(None, (picture.width // 2, picture.height // 2))
                picture.load()
                yield picture
    except Unfit:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(_TOO_LARGE) from error
    except _BROKEN as error:
        raise Unfit(_DAMAGED) from error


def _check(picture: Image.Image, media_type: str) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit(_TOO_LARGE)
    if media_type == PNG and getattr(picture, "is_animated", False):
        raise Unfit(_MOVING)


def _upright(picture: Image.Image) -> Image.Image:
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return picture
    return picture.transpose(turn) if turn else picture


def _plain(picture: Image.Image, media_type: str) -> Image.Image:
    """In a mode without a palette, a profile or more than 8 bits a channel."""
    if picture.mode in _MODES[media_type]:
        return picture
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    through = "transparency" in picture.info or picture.mode in {"PA", "RGBa", "La"}
    return picture.convert("RGBA" if through and media_type == PNG else "RGB")
