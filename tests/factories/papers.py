"""Files as a browser sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile


def licence(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    """A scanned licence, as far as its first bytes tell."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n", content_type="application/pdf")


def not_a_document(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    """A program that calls itself a licence."""
    return SimpleUploadedFile(name, b"MZ\x90\x00 no document", content_type="application/pdf")
