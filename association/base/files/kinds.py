"""What a file is, by its content. The browser's word and the name's ending count for nothing."""

import io
import re
import zipfile

from association.base.files.rules import DOCX, JPEG, PDF, PNG, WORDS, XLSX

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", XLSX),
)

_PHOTO = "请在手机上另存为 JPG 再传"
_SAVE_AS_PDF = "请另存为 PDF 再传"
_OTHERS = (
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", f"TIFF 图片，{_SAVE_AS_PDF}"),
    (b"MM\x00*", f"TIFF 图片，{_SAVE_AS_PDF}"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"#!", "可执行脚本"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"旧版 Office 文件，{_SAVE_AS_PDF}"),
    (b"Rar!", "压缩包，请解压后逐个上传"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包，请解压后逐个上传"),
    (b"\x1f\x8b", "压缩包，请解压后逐个上传"),
)
_PARTS = (
    ("word/", f"Word 文档，{_SAVE_AS_PDF}"),
    ("xl/", f"Excel 工作簿，{_SAVE_AS_PDF}"),
    ("ppt/", f"演示文稿，{_SAVE_AS_PDF}"),
    ("OFD.xml", f"OFD 文件，{_SAVE_AS_PDF}"),
)
_TEXT_PART = b"word/document.xml"
"""Names of parts are never packed."""
_SVG = re.compile(rb"<svg[\s>/]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)


def told_by(content: bytes) -> str | None:
    """The media type that the first bytes claim, if it is one that we take anywhere."""
    kind = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None)
    return DOCX if kind == XLSX and _TEXT_PART in content else kind


def described(content: bytes) -> str:
    """What somebody handed in, in words that its owner knows, with the way out if there is one."""
    kind = told_by(content)
    if kind in {XLSX, DOCX}:
        return _packed(content)
    if kind is not None:
        return WORDS[kind]
    for magic, words in _OTHERS:
        if content.startswith(magic):
            return words
    if content[4:8] == b"ftyp":
        heic = content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}
        return f"HEIC 照片，{_PHOTO}" if heic else "视频文件"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return f"WebP 图片，{_PHOTO}"
    return _text(content[:4096])


def _text(head: bytes) -> str:
    plain = head.replace(b"\x00", b"")  # so that UTF-16 reads as well
    if _SVG.search(plain):
        return "SVG 图片"
    if _HTML.search(plain):
        return "网页文件"
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<?xml"):
        return "XML 文件"
    return "别的类型的文件"


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, LookupError, OSError, NotImplementedError):
        names = []
    for part, words in _PARTS:
        if any(name.startswith(part) for name in names):
            return words
    return "压缩包，请解压后逐个上传"
