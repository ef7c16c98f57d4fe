"""A report as Word, for whoever works on with its text: the same chapters, block by block."""

import io
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from standardization.reports.chapters import (
    Block,
    Chapter,
    Data,
    Facts,
    Grid,
    Heading,
    Pictures,
    Text,
    chapters,
    cover,
)

BODY, HEADS = "宋体", "黑体"
"""Every Word in Chinese has these two; they aren't embedded."""
WIDTH = 16.6
"""Of the text, in cm."""
_NAME = 3.6
_GONE = "（照片已清除）"
_INK = RGBColor(0x14, 0x23, 0x3B)


def render(data: Data, *, pictures: Mapping[int, bytes]) -> bytes:
    document = _document(data)
    _cover(document, data, pictures)
    found = chapters(data)
    _table_of_contents(document, found)
    for chapter in found:
        document.add_heading(chapter.title, level=1)
        for block in chapter.blocks:
            _write(document, block, pictures)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(document: Any, block: Block, pictures: Mapping[int, bytes]) -> None:
    writers: dict[type[Block], Callable[[Any, Any], None]] = {
        Text: _text,
        Heading: _heading,
        Facts: _facts,
        Grid: _grid,
        Pictures: partial(_pictures, files=pictures),
    }
    writers[type(block)](document, block)


# --- The page, its faces and its foot --------------------------------------------------------------
def _document(data: Data) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    _face(document.styles["Normal"], BODY, Pt(10.5))
    for level, size in ((1, 15), (2, 12)):
        _face(document.styles[f"Heading {level}"], HEADS, Pt(size))
    _face(document.styles["Title"], HEADS, Pt(24))
    properties = document.core_properties
    properties.title = f"{data['cover']['title']} {data['cover']['number']}"
    properties.author, properties.language = data["cover"]["by"], "zh-CN"
    properties.comments = ""
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("第 ")
    _field(foot, "PAGE", "1")
    foot.add_run(" 页")
    return document


def _face(style: Any, name: str, size: Pt) -> None:
    """Word asks for the face of Chinese characters apart from that of Latin ones."""
    style.font.name, style.font.size, style.font.color.rgb = name, size, _INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _field(paragraph: Any, what: str, shown: str) -> None:
    """What Word reckons itself when the document is opened or printed."""
    for kind in ("begin", "separate", "end"):
        if kind == "end":
            paragraph.add_run(shown)
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(mark)  # noqa: SLF001 - python-docx has no fields of its own
        if kind == "begin":
            said = OxmlElement("w:instrText")
            said.set(qn("xml:space"), "preserve")
            said.text = what
            paragraph.add_run()._r.append(said)  # noqa: SLF001


def _cover(document: Any, data: Data, pictures: Mapping[int, bytes]) -> None:
    _centred(document, data["cover"]["number"])
    document.add_heading(data["cover"]["title"], level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _centred(document, data["cover"]["by"])
    _facts(document, cover(data))
    if signed := data.get("signed"):
        told = f"第 {signed['edition']} 版　组长（签字）：{signed['name']}　证书编号：{signed['certificate']}"
        _centred(document, told)
        content = pictures.get((signed["picture"] or {}).get("file", 0))
        if content:
            mark = document.add_paragraph()
            mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
            mark.add_run().add_picture(io.BytesIO(content), height=Cm(2.2))
        _centred(document, signed["on"])
    document.add_page_break()


def _centred(document: Any, text: str) -> None:
    document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table_of_contents(document: Any, found: list[Chapter]) -> None:
    """Word fills in the pages itself; until it does, the titles stand there."""
    _centred(document, "目录")
    titles = "\n".join(chapter.title for chapter in found)
    _field(document.add_paragraph(), 'TOC \\o "1-1" \\h \\z', titles)
    document.add_page_break()


# --- One function a kind of block --------------------------------------------------------------------
def _text(document: Any, block: Text) -> None:
    for line in block.paragraphs:
        document.add_paragraph(line).paragraph_format.first_line_indent = Pt(21)


def _heading(document: Any, block: Heading) -> None:
    document.add_heading(block.text, level=2)


def _facts(document: Any, block: Facts) -> None:
    if block.rows:
        rows = [(name, value) for name, value in block.rows]
        _table(document, rows, (_NAME, WIDTH - _NAME))
        document.add_paragraph()


def _grid(document: Any, block: Grid) -> None:
    if block.caption:
        said = document.add_paragraph()
        said.add_run(block.caption).bold = True
        said.paragraph_format.keep_with_next = True
    widths = tuple(WIDTH * share / 100 for share in block.shares)
    table = _table(document, [block.head, *block.rows], widths)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - the head on every page
    document.add_paragraph()


def _table(document: Any, rows: list[Any], widths: tuple[float, ...]) -> Any:
    """Cell by cell of each row: asking the table for one walks through all of it."""
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].add_run(text)
    return table


def _pictures(document: Any, block: Pictures, *, files: Mapping[int, bytes]) -> None:
    """Two beside each other, in a table without lines."""
    table = document.add_table(rows=-(-len(block.shown) // 2), cols=2)
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, each in zip(cells, block.shown, strict=False):
        content = files.get(each["file"])
        if content:
            cell.paragraphs[0].add_run().add_picture(io.BytesIO(content), width=Cm(7.6))
        else:
            cell.paragraphs[0].add_run(_GONE)
        cell.add_paragraph().add_run(each["caption"]).font.size = Pt(8.5)
    document.add_paragraph()
