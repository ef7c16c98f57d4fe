"""Files that mean harm, made here byte by byte. Each name says what it does."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image
from PIL.ExifTags import GPS, IFD
from PIL.PngImagePlugin import PngInfo

from tests.factories.papers import pdf, picture

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
SCRIPT = b"<< /Type /Action /S /JavaScript /JS (app.launchURL\\('http://example.com'\\)) >>"
WHERE = "39.9042 N, 116.4074 E"


# --- PDF -----------------------------------------------------------------------------------------
def pdf_with_script() -> bytes:
    return pdf(SCRIPT)


def pdf_with_script_spelled_otherwise() -> bytes:
    return pdf(SCRIPT.replace(b"/JavaScript", b"/J#61va#53cript"))


def packed(
    objects: bytes, *, said: bytes = b"/Type /ObjStm /N 1 /First 5", rest: bytes = b""
) -> bytes:
    """Objects in a stream, as PDF 1.5 packs them: no name of theirs can be read in the file."""
    data = zlib.compress(b"9 0  " + objects)
    return pdf(
        b"<< %s /Filter /FlateDecode %s /Length %d >>\nstream\n%s\nendstream"
        % (said, rest, len(data), data)
    )


def many_packed(last: bytes, *, said: bytes = b"/Type /ObjStm /N 400 /First 4000") -> bytes:
    """As a long report has them: the list of where each begins is longer than a first look takes."""
    pairs = b"".join(b"%d %d " % (each + 9, each * 5) for each in range(400))
    data = zlib.compress(pairs + b"<< >> " * 399 + last)
    return pdf(
        b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (said, len(data), data)
    )


def pdf_with_script_behind_many_packed() -> bytes:
    return many_packed(SCRIPT)


def pdf_with_script_behind_many_that_say_nothing() -> bytes:
    return many_packed(SCRIPT, said=b"")


def pdf_with_script_packed_away() -> bytes:
    return packed(SCRIPT)


def pdf_with_script_in_a_stream_that_says_nothing() -> bytes:
    return packed(SCRIPT, said=b"")


def pdf_with_objects_packed_twice() -> bytes:
    return packed(SCRIPT).replace(b"/FlateDecode", b"[/ASCIIHexDecode /FlateDecode]")


def pdf_with_objects_behind_a_predictor() -> bytes:
    return packed(b"<< >>", rest=b"/DecodeParms << /Predictor 12 /Columns 4 >>")


def pdf_that_starts_a_program() -> bytes:
    return pdf(b"<< /Type /Action /S /Launch /F (cmd.exe) >>")


def pdf_with_an_attachment() -> bytes:
    return pdf(b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream")


def pdf_with_a_form_of_another_kind() -> bytes:
    return pdf(b"<< /XFA 9 0 R >>")


def pdf_with_a_password() -> bytes:
    return pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R")


def pdf_with_an_archive_behind() -> bytes:
    return pdf() + archive({"run.js": b"x"})


def pdf_in_the_comment_of_an_archive() -> bytes:
    """Read from the front a PDF, from the end an archive; and %%EOF stands where it should."""
    end = pdf().rfind(b"startxref")
    whole = io.BytesIO(pdf()[:end])
    with zipfile.ZipFile(whole, "a") as both:
        both.writestr("run.js", b"x")
        both.comment = pdf()[end:]
    return whole.getvalue()


def pdf_with_a_page_behind() -> bytes:
    return pdf() + b"<html><script>alert(1)</script></html>"


def pdf_that_browsers_take_for_a_page() -> bytes:
    return pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%<html><script>alert(1)</script>\n", 1)


def pdf_behind_a_program() -> bytes:
    return b"MZ\x90\x00" + pdf()


@cache
def pdf_that_swells() -> bytes:
    return packed(b"<< >>" + b" " * (20 * 1024 * 1024))


# --- Pictures ------------------------------------------------------------------------------------
def located(form: str = "JPEG") -> bytes:
    """With where it was taken, by whom and with what, in words and in numbers."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera", "Somebody"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (39.0, 54.0, 15.0)
    exif[0x010E] = WHERE
    return picture(form, exif=exif)


def turned() -> bytes:
    """Lies on its side, and says that it is to be turned a quarter clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture("JPEG", exif=exif)


def with_a_profile(form: str) -> bytes:
    return picture(form, icc_profile=b"profile-junk" * 20)


def with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Comment", "hidden-text")
    texts.add_text("Packed", "hidden-text" * 50, zip=True)
    return picture("PNG", pnginfo=texts)


def picture_and_archive(form: str) -> bytes:
    return picture(form) + archive({"run.js": b"x"})


def picture_and_page() -> bytes:
    return picture("JPEG", comment=b"<script>alert(1)</script>")


def moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "white")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def several_in_one() -> bytes:
    """As phones write it: one photo to look at, others behind it."""
    out = io.BytesIO()
    front, back = Image.new("RGB", (16, 8), "red"), Image.new("RGB", (16, 8), "blue")
    front.save(out, "MPO", save_all=True, append_images=[back])
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def thirty_thousand_square(width: int = 30_000, height: int = 30_000) -> bytes:
    """A few kilobytes that want gigabytes: two colours, and nothing in it."""
    rows = zlib.compress(bytes((width // 8 + 1) * 8))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", rows),
            _chunk(b"IEND", b""),
        ]
    )


def sixty_thousand_square() -> bytes:
    """A photo that only states to be so large."""
    content = picture("JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", 60_000, 60_000) + content[at + 4 :]


# --- Archives and workbooks ----------------------------------------------------------------------
def archive(parts: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
        new.comment = comment
    return out.getvalue()


def workbook(
    more: dict[str, bytes] | None = None, *, comment: bytes = b"", types: str = ""
) -> bytes:
    """As much of a workbook as is asked before a library opens it, and these parts besides."""
    parts = {
        "[Content_Types].xml": f"<Types>{types}</Types>".encode(),
        "xl/workbook.xml": b"<workbook/>",
        **(more or {}),
    }
    return archive(parts, comment=comment)


@cache
def workbook_that_swells() -> bytes:
    return workbook({"xl/worksheets/sheet1.xml": b"<a>" + b" " * (30 * 1024 * 1024)})


@cache
def workbook_of_many_that_swell() -> bytes:
    """No part stands out; together they are too many bytes."""
    part = b"<a>" + b" " * (9 * 1024 * 1024)
    return workbook({f"xl/worksheets/sheet{number}.xml": part for number in range(14)})


def workbook_in_which_parts_share_their_bytes() -> bytes:
    """Many names in the directory for one part, each said to hold nine megabytes."""
    one = workbook({"xl/worksheets/sheet1.xml": b"<a>" + b" " * (9 * 1024 * 1024)})
    start = one.index(b"PK\x01\x02", one.index(b"PK\x01\x02", one.index(b"PK\x01\x02") + 4) + 4)
    end = one.index(b"PK\x05\x06")
    entry, first = one[start:end], one.index(b"PK\x01\x02")
    directory = one[first:end] + entry * 20
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 23, 23, len(directory), first, 0)
    return one[:first] + directory + tail


def workbook_of_too_many_parts() -> bytes:
    return workbook({f"xl/media/{number}": b"" for number in range(5_001)})


def entities(part: str = "xl/sharedStrings.xml", encoding: str = "utf-8") -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l9;</x>'
    return workbook({part: text.encode(encoding)})


def reaching_out() -> bytes:
    text = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return workbook({"xl/sharedStrings.xml": text})
