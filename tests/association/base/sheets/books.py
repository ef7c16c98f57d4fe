"""Small workbooks to read, and ways to make them as odd as real ones."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook

COLUMNS = {
    "name": ("单位名称", "会员单位名称"),
    "code": ("统一社会信用代码", "信用代码"),
    "mobile": ("手机", "手机号码", "联系电话"),
    "fee": ("{year}年应缴会费", "应缴会费"),
    "joined": ("入会日期",),
}
REQUIRED = ("name", "code")
HEADERS = ("序号", "单位名称", "统一社会信用代码", "手机", "2020年应缴会费（元）", "入会日期")
SHEET_XML = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: Sequence[object], title: str = "会员名册") -> bytes:
    """A workbook of one sheet with these rows; ``()`` is an empty row."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    return saved(book)


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The same archive with every part passed through ``change``; None leaves a part out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def with_xml(data: bytes, pattern: str, replacement: str, part: str = SHEET_XML) -> bytes:
    """The same workbook after a substitution in one part, which has to match."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        text, count = re.subn(pattern, replacement, content.decode())
        assert count, f"{pattern} is not in {part}"
        return text.encode()

    return repacked(data, change)
