"""Workbooks of standards, whole and broken."""

import io
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from association.base.files import XLSX
from standardization.library import content, workbook
from standardization.library.edition import Edition


def oil() -> Edition:
    return content.edition("oil-depot")


def book(edition: Edition | None = None) -> bytes:
    return workbook.written(edition or oil())


def altered(change: Callable[[Any], object], data: bytes | None = None) -> bytes:
    """The workbook after somebody worked on it."""
    pages = load_workbook(io.BytesIO(data or book()))
    change(pages)
    out = io.BytesIO()
    pages.save(out)
    return out.getvalue()


def uploaded(data: bytes, name: str = "标准.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=XLSX)


def cell(sheet: str, at: str, value: object) -> Callable[[Any], object]:
    def change(pages: Any) -> None:
        pages[sheet][at] = value

    return change
