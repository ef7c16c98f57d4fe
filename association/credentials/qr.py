"""QR codes, drawn fast: three milliseconds a code, where they are drawn by the ten thousand."""

import io

import segno
from PIL import Image, ImageOps

_DOTS = 4  # to a module: a viewer that smooths what it enlarges leaves the edges sharp enough
_QUIET = 2  # modules of white around it; the page has more
_MASK = 3
"""Any of the eight patterns is read. Which one is best to look at takes four times as long to
find out as the rest of the code, and what is masked here looks random anyway."""


def png(address: str, sealed: str = "") -> bytes:
    """The code of an address, as a picture; a seventh of it may be dirty or torn.

    ``sealed`` are digits that are part of it (``qr_claim``), packed as digits.
    """
    code = symbol(address, sealed)
    size = len(code.matrix)
    dark = Image.frombytes("L", (size, size), b"".join(bytes(row) for row in code.matrix))
    drawn = ImageOps.expand(dark.point(lambda module: 255 * (1 - module)), _QUIET, fill=255)
    edge = drawn.width * _DOTS
    out = io.BytesIO()
    # In grey: a picture of one bit is blown up to three colours when it is set on the page.
    drawn.resize((edge, edge), Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    return out.getvalue()


def symbol(address: str, sealed: str = "") -> segno.QRCode:
    parts = [address, sealed] if sealed else [address]
    return segno.make(
        parts,  # type: ignore[arg-type]  # several, each packed its own way: documented, untyped
        error="m",
        micro=False,
        boost_error=False,
        mask=_MASK,
    )
