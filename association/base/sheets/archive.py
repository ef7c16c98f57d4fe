"""What an .xlsx archive may hold: sheets, and nothing that runs, is packed again or stands apart.

Links to other workbooks may stay: nothing here ever follows one, and what we write has none.
"""

import xml.parsers.expat
import zipfile
from typing import IO

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 120 * MEGABYTE
MOST_PARTS = 5_000
# Sheets pack to a tenth or so; only a part that is large and almost nothing but repetition is odd.
SUSPECT_SIZE, SUSPECT_RATIO = 10 * MEGABYTE, 200
_BLOCK = 16 * 1024

SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传"
_COPY = "请把数据复制到新建的表格后再上传"
_SWOLLEN = f"文件解压后过大，不像正常的表格，{_COPY}"
_MACROS = f"文件带有宏，{SAVE_AS}（不带宏的“Excel 工作簿”）"
_EMBEDDED = f"文件里嵌有别的文件，{_COPY}"
_HIDDEN = f"文件里还藏着别的内容，{_COPY}"
_DEFINES = f"文件含有不该有的 XML 定义，{_COPY}"

_RUNS = ("xl/vbaproject", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/")
_STANDS_APART = ("xl/embeddings/", "customui/")
_OTHER_FILES = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ\x90",
)


class SheetError(ValueError):
    """A file that cannot be used as a whole. The message is a sentence in Chinese for its owner."""


class _PrologOver(Exception):  # noqa: N818 - no error: the part that was asked for has been read
    pass


def check(archive: zipfile.ZipFile) -> None:
    """Raises SheetError with what is wrong. Names and sizes first: they cost nothing."""
    parts = archive.infolist()
    _check_names({part.filename for part in parts})
    _check_sizes(parts)
    if archive.comment or min(part.header_offset for part in parts):
        raise SheetError(_HIDDEN)
    for part in parts:
        _check_content(archive, part)


def _check_names(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise SheetError(f"这是 .xlsb 文件，{SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise SheetError(f"文件不是 .xlsx 表格，{SAVE_AS}")
    small = [name.lower() for name in names]
    if any(name.startswith(_RUNS) for name in small):
        raise SheetError(_MACROS)
    if any(name.startswith(_STANDS_APART) for name in small):
        raise SheetError(_EMBEDDED)


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    swollen = any(
        part.file_size > SUSPECT_SIZE and part.file_size > SUSPECT_RATIO * part.compress_size
        for part in parts
    )
    total = sum(part.file_size for part in parts)
    if swollen or total > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise SheetError(_SWOLLEN)


def _check_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as content:
        head = content.read(_BLOCK)
        if head.startswith(_OTHER_FILES):
            raise SheetError(_EMBEDDED)
        if part.filename == "[Content_Types].xml":
            rest = content.read()
            if b"macroenabled" in (head + rest).replace(b"\x00", b"").lower():
                raise SheetError(_MACROS)
        elif part.filename.lower().endswith((".xml", ".rels", ".vml")):
            rest = b""
        else:
            return
        _check_prolog(head + rest, content)


def _check_prolog(head: bytes, content: IO[bytes]) -> None:
    """Up to the first element: only there can a document define entities, whatever its encoding.

    What can't be parsed is left to the library, which then says that the file is damaged.
    """
    parser = xml.parsers.expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_definitions
    parser.StartElementHandler = _stop
    try:
        while head:
            parser.Parse(head)
            head = content.read(_BLOCK)
    except (_PrologOver, xml.parsers.expat.ExpatError):
        return


def _refuse_definitions(*_: object) -> None:
    raise SheetError(_DEFINES)


def _stop(*_: object) -> None:
    raise _PrologOver
