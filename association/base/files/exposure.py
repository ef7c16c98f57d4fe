"""When a photo was taken, as the camera wrote it down: read before the picture is drawn anew."""

import io
from datetime import datetime
from typing import TYPE_CHECKING

from PIL import Image

from association.base import clock

if TYPE_CHECKING:
    from django.core.files.base import File

_IFD, _TAKEN = 0x8769, 0x9003
_MOST = 1024 * 1024
"""EXIF stands at the beginning; what is that far in isn't read."""


def taken_at(uploaded: "File[bytes]") -> datetime | None:
    """In Beijing time, which a camera doesn't tell; None where it says nothing that can be read.
    A camera's clock may be wrong, and the mark may be forged: good for asking, not for proving."""
    uploaded.seek(0)
    head = uploaded.read(_MOST)
    uploaded.seek(0)
    try:
        with Image.open(io.BytesIO(head), formats=["JPEG"]) as picture:
            told = picture.getexif().get_ifd(_IFD).get(_TAKEN)
        return datetime.strptime(str(told), "%Y:%m:%d %H:%M:%S").replace(tzinfo=clock.TZ)
    except Exception:  # noqa: BLE001 - whatever the library raises: then nothing is known
        return None
