"""What of a Word file doesn't come along, in sentences for whoever wrote it."""

import io
import re
import zipfile

UNREADABLE = "有一幅图片打不开或太大，没有带进来，请单独上传。"
TOO_MANY = "图片超过 {} 幅，后面的没有带进来，请单独上传。"
_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
    (b"\x01\x00\x09\x00", "WMF"),
)
_IN_TEXT = (
    (r"<w:(?:ins|del|moveFrom|moveTo)[\s>]",
     "文档带有修订痕迹：按全部接受读入，删去的文字没有带进来，请核对。"),
    (r"<m:oMath[\s>]", "公式没有带进来，请把公式截成图片上传。"),
    (r"<(?:c:chart|dgm:relIds)\s", "图表没有带进来，请截成图片上传。"),
    (r"<o:OLEObject\s", "嵌入的文件（如 Excel 表格）没有带进来，请把内容贴成表格或图片。"),
    (r"<w:footnoteReference[\s/]|<w:endnoteReference[\s/]", "脚注、尾注移到了文末，请核对位置。"),
    (r"<w:numPr[\s>]", "自动编号改成了列表，编号的样式（如“一、”）没有保留，请核对。"),
    (r"<w:(?:gridSpan\s[^>]*w:val=\"(?!1\")|vMerge[\s/>])", "合并的单元格已拆开，请核对表格。"),
    (r"<w:txbxContent[\s>]", "文本框里的文字移到了正文里，请核对位置。"),
)  # fmt: skip
_COMMENTS = "批注没有带进来，正文不受影响。"


def of(content: bytes) -> list[str]:
    """By what its parts name; ``content`` was checked before."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("word/document.xml").decode("utf-8", errors="ignore")
        names = set(archive.namelist())
        noted = "word/comments.xml" in names and b"<w:comment " in archive.read("word/comments.xml")
    found = [sentence for form, sentence in _IN_TEXT if re.search(form, written)]
    return [*found, _COMMENTS] if noted else found


def drawing(content: bytes) -> str:
    """Which kind of picture it is, by its content: ``jpeg``, ``png``, or a name to be shown."""
    if content[40:44] == b" EMF":
        return "EMF"
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")


def unkept(kind: str) -> str:
    shown = f"{kind} 格式" if kind else "格式不认识"
    return f"有图片是{' ' if kind else ''}{shown}的，没有带进来，请另存为 JPG 或 PNG 单独上传。"
