"""Word files and pictures for what is written for the bulletin. Their words are our own."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import docx
from django.core.files.base import ContentFile
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm
from PIL import Image

SENTENCE = "班组每天开工前用十分钟讲清当天的风险和措施，人人确认后再上岗。"


def picture(
    name: str = "现场.jpg", *, colour: str = "navy", kind: str = "JPEG"
) -> "ContentFile[bytes]":
    return ContentFile(drawn(colour=colour, kind=kind), name=name)


def drawn(*, colour: str = "navy", kind: str = "JPEG", size: tuple[int, int] = (320, 240)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def document(fill: Callable[[Any], None] | None = None) -> bytes:
    """A piece as members write it, or what ``fill`` writes."""
    made = docx.Document(io.BytesIO(_blank()))
    (fill or _piece)(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def _blank() -> bytes:
    """The library's template has a hundred styles of tables, nine tenths of its size: whoever reads
    one of our pieces would read them all."""
    made = docx.Document()
    for style in [each for each in made.styles if each.type == WD_STYLE_TYPE.TABLE]:
        style.delete()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(content: bytes | None = None, name: str = "十分钟班前会.docx") -> "ContentFile[bytes]":
    return ContentFile(document() if content is None else content, name=name)


def _piece(made: Any) -> None:
    made.add_paragraph("十分钟班前会", style="Title")
    made.add_paragraph("——把风险讲在开工前")
    made.add_paragraph("北京安泰晨岭建材有限公司")
    made.add_paragraph(f"\u3000\u3000{SENTENCE}")
    made.add_paragraph("一、讲什么")
    made.add_paragraph(SENTENCE)
    made.add_picture(io.BytesIO(drawn()), width=Cm(4))
    made.add_paragraph("图1：班前会现场（摄影：邰宁）")
    made.add_paragraph("作者：安然")


def changed(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same archive with these parts added or in the place of others."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, written in parts.items():
            new.writestr(name, written)
    return out.getvalue()


def with_text(content: bytes, before: str, after: str) -> bytes:
    """With this in the document's own XML replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("word/document.xml").decode()
    assert before in written
    return changed(content, {"word/document.xml": written.replace(before, after, 1).encode()})
