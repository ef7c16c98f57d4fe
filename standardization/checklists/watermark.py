"""Where and when a photo was taken, written onto the picture itself."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from association.base import pdf

_INK, _PAPER = (20, 35, 59), (251, 248, 241)
_QUALITY = 88
_LEAST, _SHARE = 13, 40
"""The letters are a fortieth of the picture's width, and never too small to be read."""


def marked(jpeg: bytes, lines: list[str]) -> bytes:
    """The picture with a strip at its foot that says these lines; what is too long is cut."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        picture = opened.convert("RGB")
    size = max(_LEAST, picture.width // _SHARE)
    face, edge = _face(size), size // 2
    told = [_fitting(line, face, picture.width - 2 * edge) for line in lines]
    height = edge * 2 + len(told) * (size + edge)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, picture.height - height, picture.width, picture.height), fill=_INK)
    for number, line in enumerate(told):
        top = picture.height - height + edge + number * (size + edge)
        pen.text((edge, top), line, font=face, fill=_PAPER)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


@cache
def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(pdf.faces()[400]), size)


def _fitting(line: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    while len(line) > 1 and face.getlength(line) > width:
        line = line.removesuffix("…")[:-1] + "…"
    return line
