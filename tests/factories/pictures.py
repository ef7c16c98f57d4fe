"""Portraits that nobody sat for: a grey shape before a ground of one colour."""

import io
import random
import struct
import zlib
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WHITE, GREY = (250, 250, 250), (120, 120, 120)


def portrait(
    width: int = 600, height: int = 840, *, ground: tuple[int, int, int] = WHITE, noise: int = 0
) -> bytes:
    """A JPEG. ``noise`` is the side of the squares of random colour all over it; 0: none."""
    picture = Image.new("RGB", (width, height), ground)
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.6), fill=(214, 170, 140))
    drawing.rectangle((width * 0.15, height * 0.65, width * 0.85, height), fill=(40, 60, 90))
    if noise:
        dice = random.Random(7)
        for x in range(0, width, noise):
            for y in range(0, height, noise):
                colour = tuple(dice.randrange(256) for _ in range(3))
                drawing.rectangle((x, y, x + noise, y + noise), fill=colour)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, exif=_exif())
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or portrait())


def vast(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that claims to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def _exif() -> Image.Exif:
    told = Image.Exif()
    told[0x010F] = "SecretCamera"
    return told


def jpeg(width: int, height: int, colour: str | tuple[int, int, int]) -> bytes:
    """One colour all over."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def taken(at: datetime) -> bytes:
    """As a camera writes it that was set to this time."""
    told = Image.Exif()
    told.get_ifd(0x8769)[0x9003] = f"{at:%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "grey").save(out, "JPEG", exif=told)
    return out.getvalue()
