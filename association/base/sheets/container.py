"""Opening a file that somebody handed in, and saying what it is when it is no workbook.

Everything is checked before the spreadsheet library sees a byte: it would unpack whatever an
archive claims to hold.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from association.base.sheets import archive
from association.base.sheets.archive import MEGABYTE, SAVE_AS
from association.base.sheets.archive import SheetError as SheetError  # for all who open one

Source = bytes | str | PathLike[str] | BinaryIO

LARGEST_FILE = 20 * MEGABYTE

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")

# What the library raises on files that are not what they claim to be, as found by damaging some.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,  # both XML parsers that the library may find installed
    TypeError,
    ValueError,
)


def contents(source: Source) -> bytes:
    """All bytes of an .xlsx file that is safe to open; SheetError says what it is otherwise."""
    data = _bytes(source)
    if len(data) > LARGEST_FILE:
        raise SheetError(f"文件超过 {LARGEST_FILE // MEGABYTE} MB，请分成几个文件上传")
    if not data:
        raise SheetError("文件是空的，请重新选择文件")
    if not data.startswith(b"PK\x03\x04"):
        raise SheetError(_what_it_is(data))
    with unbroken(), zipfile.ZipFile(io.BytesIO(data)) as packed:
        archive.check(packed)
    return data


@contextmanager
def opened(data: bytes, *, results: bool = False) -> Iterator[Any]:
    """The workbook, streamed: with its formulas, or with the ``results`` last saved for them."""
    from openpyxl import load_workbook

    with unbroken():
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def rows_of(sheet: Any, *, widest: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Every row from the first, with its number, cut or filled to ``widest`` cells.

    The size that the file itself states is ignored: many programs write a wrong one.
    """
    with unbroken():
        sheet.reset_dimensions()
        rows = iter(sheet.iter_rows(min_row=1, max_col=widest))
    number = 0
    while True:
        with unbroken():
            row = next(rows, None)
        if row is None:
            return
        number += 1
        yield number, tuple(row)


@contextmanager
def unbroken() -> Iterator[None]:
    """Only for calls into the library: what it raises inside means that the file is damaged."""
    try:
        yield
    except SheetError:
        raise
    except _BROKEN as broken:
        raise SheetError("文件已损坏或不完整，请用 Excel 或 WPS 打开检查，另存后再上传") from broken


def _bytes(source: Source) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | PathLike):
        with Path(source).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    source.seek(0)
    return source.read(LARGEST_FILE + 1)


def _what_it_is(data: bytes) -> str:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "文件设有打开密码，请在 Excel 或 WPS 里取消密码后再上传"
        if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
            return f"这是旧版 .xls 文件，{SAVE_AS}"
        return f"文件不是 .xlsx 表格，{SAVE_AS}"
    text = _first_text(data)
    if text.startswith("<"):
        return f"这是网页格式的表格（扩展名可能是 .xls），{SAVE_AS}"
    if "," in text or "\t" in text:
        return f"这是 CSV 文本文件，{SAVE_AS}"
    return f"文件不是 .xlsx 表格，{SAVE_AS}"


def _first_text(data: bytes) -> str:
    """The beginning of a text file in the encodings of Chinese offices; empty if it is none."""
    start = data[:2000]
    encodings = ("utf-16",) if start[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030")
    for encoding in encodings:
        text = start.decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
        lost = len(start) - len(text.encode(encoding, errors="ignore"))
        if lost <= 8 and "\x00" not in text:
            return text
    return ""
