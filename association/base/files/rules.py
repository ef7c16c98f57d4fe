"""What may be handed in, how large, and the sentences that say so before anybody chooses a file."""

from pathlib import PurePath

MEGABYTE = 1024 * 1024
LIMIT = 10 * MEGABYTE

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

WORDS = {
    PDF: "PDF 文件",
    JPEG: "JPG 图片",
    PNG: "PNG 图片",
    XLSX: "Excel 工作簿",
    DOCX: "Word 文档",
}
SUFFIXES = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
}

DOCUMENTS = (PDF, JPEG, PNG)
DOCUMENTS_RULE = "PDF、JPG 或 PNG，不超过 10 MB"
PICTURES = (JPEG, PNG)
PICTURES_RULE = "JPG 或 PNG，不超过 10 MB"
SHEETS = (XLSX,)
SHEETS_RULE = "Excel 工作簿（.xlsx），不超过 10 MB"
TEXTS = (DOCX,)
TEXTS_RULE = "Word 文档（.docx），不超过 10 MB"
RECORDS = (*DOCUMENTS, *SHEETS)
RECORDS_RULE = "PDF、JPG、PNG 或 Excel 工作簿（.xlsx），不超过 10 MB"
PAPERS = (*RECORDS, DOCX)
PAPERS_RULE = "PDF、JPG、PNG、Excel 工作簿（.xlsx）或 Word 文档（.docx），不超过 10 MB"

_RULES = {
    DOCUMENTS: DOCUMENTS_RULE,
    PICTURES: PICTURES_RULE,
    SHEETS: SHEETS_RULE,
    TEXTS: TEXTS_RULE,
    RECORDS: RECORDS_RULE,
    PAPERS: PAPERS_RULE,
}
_HAPPENS = {
    DOCUMENTS: "照片会重新生成，拍摄位置等信息会被去掉；带密码、脚本或附件的 PDF 不收",
    PICTURES: "照片会重新生成，拍摄位置等信息会被去掉",
    SHEETS: "带密码、宏或嵌入文件的不收",
    TEXTS: "带密码或宏的不收",
    RECORDS: "照片会重新生成，拍摄位置等信息会被去掉；带密码、脚本、宏或附件的不收",
    PAPERS: "照片会重新生成，拍摄位置等信息会被去掉；带密码、脚本、宏或附件的不收",
}


class Unfit(ValueError):  # noqa: N818 - reads as what is said of the file
    """Why a file isn't taken, and the way out: what is said right after the file's name."""


def rule(accept: tuple[str, ...]) -> str:
    return _RULES[accept]


def told(accept: tuple[str, ...]) -> str:
    """The rule and what becomes of the file, for whoever is about to choose one."""
    return f"{_RULES[accept]}。{_HAPPENS[accept]}。"


def endings(accept: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(suffix for media_type in accept for suffix in SUFFIXES[media_type])


def ending(name: str) -> str:
    return PurePath(name).suffix.lower()
