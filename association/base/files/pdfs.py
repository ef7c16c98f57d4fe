"""A PDF as a paper to read: nothing in it runs, hides behind a password or is another file.

The file is scanned, not opened by way of its own directory: what is found doesn't depend on which
of several directories a reader would believe. Objects packed into streams are unpacked under a cap.
What is drawn on the pages is never unpacked.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice, pairwise

from association.base.files.rules import MEGABYTE, Unfit

LARGEST_STREAM = 16 * MEGABYTE
LARGEST_UNPACKED = 64 * MEGABYTE
MOST_STREAMS = 100_000
_DICTIONARY = 2000
"""Before its stream; those of packed objects take a hundred bytes."""
_SNIFFED = 1024
"""As far as browsers look for markup in a file whose type they doubt."""

_AGAIN = "请用“打印”另存为一份新的 PDF 再传"
_DAMAGED = "不完整或已损坏，请重新下载，或用“打印”另存为一份新的 PDF 再传"
_UNWANTED = {
    f"带有脚本或会自动执行的动作，{_AGAIN}": (
        *("JavaScript", "Launch", "SubmitForm", "ImportData"),
    ),
    "夹带附件或多媒体，请另存为不带附件的 PDF，附件单独上传": (
        *("EmbeddedFile", "EmbeddedFiles", "GoToE", "RichMedia", "Rendition"),
    ),
    f"是动态表单（XFA），{_AGAIN}": ("XFA",),
    "设有密码或权限保护，请去掉保护后再传": ("Encrypt",),
}


def _name(*names: str) -> re.Pattern[bytes]:
    """One of these names of PDF; each letter may be written as #xx (ISO 32000-1, 7.3.5)."""
    spelled = (
        "".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names
    )
    return re.compile(rf"/(?:{'|'.join(spelled)})(?=[\x00\s()<>\[\]{{}}/%]|\Z)".encode())


_FOUND = {sentence: _name(*names) for sentence, names in _UNWANTED.items()}
_PACKED_OBJECTS = _name("ObjStm")
_FILTER = re.compile(rb"/(?:\w+Decode|Crypt|Fl|A85|AHx|LZW|RL)\b")
_PREDICTED = re.compile(rb"/Predictor\s+(?!1\b)\d")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
# How a stream of packed objects begins: pairs of numbers, then the first object. Of many objects the
# pairs alone are longer than what is looked at.
_PAIRS = re.compile(
    rb"(?:\s|%[^\r\n]*[\r\n])*(?:\d+\s+){2,}(?:[<\[(/%]|true\b|false\b|null\b|\d*\Z)"
)


def inspect(content: bytes) -> None:
    """Raises Unfit unless this is a PDF, whole and by itself, with nothing in it but pages."""
    _check_whole(content)
    _refuse(content)
    for objects in _packed_objects(content):
        _refuse(objects)


def _check_whole(content: bytes) -> None:
    _, mark, rest = content.rpartition(b"%%EOF")
    if not mark or not _name("Root").search(content):
        raise Unfit(_DAMAGED)
    hidden = rest.strip(b"\x00\t\n\x0c\r ") or zipfile.is_zipfile(io.BytesIO(content))
    if hidden or _MARKUP.search(content[:_SNIFFED]):
        raise Unfit(f"里还藏着别的内容，{_AGAIN}")


def _refuse(content: bytes) -> None:
    for sentence, unwanted in _FOUND.items():
        if unwanted.search(content):
            raise Unfit(sentence)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """What the streams that hold objects come to. They are known by how they begin as well: a
    dictionary that says nothing of its kind hides none. Raises Unfit where one can't be read."""
    places = [place.span() for place in islice(_STREAM.finditer(content), MOST_STREAMS + 1)]
    if len(places) > MOST_STREAMS:
        raise Unfit(f"的结构不合常规，{_AGAIN}")
    left, before = LARGEST_UNPACKED, 0
    for (word, start), (end, _) in pairwise([*places, (len(content), 0)]):
        said = content[max(before, word - _DICTIONARY) : word]
        said = said[said.rfind(b"endobj") + 1 :]
        before = start
        declared = _PACKED_OBJECTS.search(said) is not None
        if declared and (len(_FILTER.findall(said)) > 1 or _PREDICTED.search(said)):
            raise Unfit(f"的结构不合常规，{_AGAIN}")
        if not _seems_objects(content[start : min(end, start + 4096)]):
            if declared and _FILTER.search(said):
                raise Unfit(f"的结构不合常规，{_AGAIN}")
            continue
        unpacked = _unpacked(content[start:end])
        left -= len(unpacked)
        if left < 0:
            raise Unfit(f"解压后过大，{_AGAIN}")
        yield unpacked


def _seems_objects(head: bytes) -> bool:
    try:
        return _PAIRS.match(zlib.decompressobj().decompress(head, 1024)) is not None
    except zlib.error:
        return False


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(data, LARGEST_STREAM)
    except zlib.error as error:
        raise Unfit(_DAMAGED) from error
    if not unpacking.eof:
        too_large = len(unpacked) >= LARGEST_STREAM
        raise Unfit(f"解压后过大，{_AGAIN}" if too_large else f"的结构不合常规，{_AGAIN}")
    return unpacked
