"""What a finished PDF says of itself, read back with another library than wrote it."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_FIGURES = re.compile(r"(\d+)\s*$")
Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""
Link = tuple[int, Box]
FOOT = 55
"""Points above the foot of a page in which its folio stands."""


def facts(content: bytes, *, entries: int) -> dict[str, Any]:
    """``entries`` is how many the contents have to have; one that is missing is a mismatch, too."""
    with pdfium.PdfDocument(content) as document:
        wrong, told = _contents(document)
        return {
            "pages": len(document),
            "toc_entries": told,
            "toc_mismatches": wrong + max(0, entries - told),
            "bookmarks": sum(1 for _ in document.get_toc(max_depth=8)),
            "figures": sum(len(_figures(page)) for page in document),
            "figures_without_alt": sum(_figures(page).count("") for page in document),
            "bytes": len(content),
        }


def _contents(document: pdfium.PdfDocument) -> tuple[int, int]:
    """Of links whose text ends in a number: how many don't lead to the page with that folio."""
    wrong = told = 0
    for page in document:
        text = page.get_textpage()
        for target, box in _outermost(list(_links(document, page))):
            number = _FIGURES.search(text.get_text_bounded(*box))
            if number is None:
                continue
            told += 1
            wrong += number[1] != _folio(document[target])
    return wrong, told


def _outermost(links: list[Link]) -> Iterator[Link]:
    """A link is written once for its block and again for what a style sheet adds to it."""
    for at, (target, box) in enumerate(links):
        if not any(
            place != at and target == other and _within(box, outer)
            for place, (other, outer) in enumerate(links)
        ):
            yield target, box


def _within(box: Box, outer: Box) -> bool:
    return (
        box != outer
        and outer[0] <= box[0] + 1
        and outer[2] >= box[2] - 1
        and outer[1] <= box[1] + 1
        and outer[3] >= box[3] - 1
    )


def _folio(page: pdfium.PdfPage) -> str:
    box = page.get_trimbox()
    text = page.get_textpage().get_text_bounded(box[0], box[1], box[2], box[1] + FOOT)
    found = re.findall(r"\d+", text)
    return found[-1] if found else ""


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[Link]:
    """Links to a page of the same document: which page, and where the link stands."""
    at, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, ctypes.byref(at), ctypes.byref(link)):
        target = raw.FPDFLink_GetDest(document.raw, link)
        number = raw.FPDFDest_GetDestPageIndex(document.raw, target) if target else -1
        box = raw.FS_RECTF()
        if number >= 0 and raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box)):
            sides = sorted((box.bottom, box.top))
            yield number, (box.left, sides[0], box.right, sides[1])


def _figures(page: pdfium.PdfPage) -> list[str]:
    """What each figure of the page says in words, "" where nothing does."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return []
    found: list[str] = []
    for at in range(raw.FPDF_StructTree_CountChildren(tree)):
        _walk(raw.FPDF_StructTree_GetChildAtIndex(tree, at), found)
    raw.FPDF_StructTree_Close(tree)
    return found


def _walk(element: Any, found: list[str]) -> None:
    if not element:
        return
    if _said(raw.FPDF_StructElement_GetType, element) == "Figure":
        found.append(_said(raw.FPDF_StructElement_GetAltText, element))
    for at in range(raw.FPDF_StructElement_CountChildren(element)):
        _walk(raw.FPDF_StructElement_GetChildAtIndex(element, at), found)


def _said(ask: Any, element: Any) -> str:
    size = ask(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le")
