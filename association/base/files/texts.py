"""A Word file (.docx): whole, of a size that can be read, without macros or definitions.

It is kept as it came; what is made of its text is another package's matter. Sizes are asked of the
archive's directory, and no part is read further than that says.
"""

import io
import zipfile
import zlib

from association.base.files.rules import MEGABYTE, Unfit

LARGEST_PICTURES = 100 * MEGABYTE
LARGEST_TEXT = 40 * MEGABYTE
"""Of all parts that are XML; a book of a thousand pages has ten."""
MOST_PARTS = 5_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "请用 Word 或 WPS 打开，选“另存为”，格式选“Word 文档（*.docx）”，再传另存的文件"
_OLD = f"是旧版 .doc 文件，{_SAVE_AS}"
_MACROS = f"带有宏，{_SAVE_AS}（不带宏）"
_LOCKED = "设有打开密码，请在 Word 或 WPS 里取消密码后再传"
_DAMAGED = "不完整或已损坏，请用 Word 或 WPS 打开检查，另存后再传"
_SWOLLEN = "解压后过大，不像正常的文档，请把内容复制到新建的文档后再传"
_DEFINES = "含有不该有的 XML 定义，请把内容复制到新建的文档后再传"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, RuntimeError, ValueError)


def inspect(content: bytes) -> None:
    """Raises Unfit with what is wrong, and how to put it right."""
    if content.startswith(_OLE):
        raise Unfit(_LOCKED if "EncryptedPackage".encode("utf-16-le") in content else _OLD)
    if not content.startswith(b"PK\x03\x04"):
        raise Unfit(f"不是 Word 文档，{_SAVE_AS}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
    except Unfit:
        raise
    except _BROKEN as error:
        raise Unfit(_DAMAGED) from error


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if "word/document.xml" not in names:
        raise Unfit(f"不是 Word 文档，{_SAVE_AS}")
    if any("vbaproject" in name or "vbadata" in name for name in names):
        raise Unfit(_MACROS)
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit(_LOCKED)
    _check_sizes(parts)
    for part in parts:
        if _is_text(part):
            _check_text(part.filename, archive.read(part))


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    words = sum(part.file_size for part in parts if _is_text(part))
    rest = sum(part.file_size for part in parts) - words
    if words > LARGEST_TEXT or len(parts) > MOST_PARTS:
        raise Unfit(_SWOLLEN)
    if rest > LARGEST_PICTURES:
        raise Unfit(
            f"里的图片共 {rest // MEGABYTE} MB，超过 {LARGEST_PICTURES // MEGABYTE} MB，"
            "请把图片取出来单独上传，文档只留文字"
        )


def _is_text(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _check_text(name: str, content: bytes) -> None:
    plain = content.replace(b"\x00", b"")  # so that UTF-16 reads as well
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unfit(_DEFINES)
    if name == "[Content_Types].xml" and b"macroenabled" in plain.lower():
        raise Unfit(_MACROS)
