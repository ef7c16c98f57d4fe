"""Files as a browser sends them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def pdf(*objects: bytes) -> bytes:
    """The smallest PDF that readers open: one empty page, and these objects besides."""
    body = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(body, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(body) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A picture whose upper left quarter is red and the rest white."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def licence(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    """A scanned licence."""
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


def not_a_document(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    """A program that calls itself a licence."""
    return SimpleUploadedFile(name, b"MZ\x90\x00 no document", content_type="application/pdf")
