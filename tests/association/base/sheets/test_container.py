import io
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from association.base import sheets
from association.base.sheets import Sheet, SheetError
from tests.association.base.sheets.books import (
    COLUMNS,
    HEADERS,
    REQUIRED,
    SHEET_XML,
    book_of,
    repacked,
    with_xml,
)

GOOD = book_of(HEADERS, (1, "甲", "乙"))
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def read(data: bytes) -> Sheet:
    return sheets.read(data, columns=COLUMNS, required=REQUIRED)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def claiming(data: bytes, size: int) -> bytes:
    """The archive with this unpacked size written over every entry of its directory."""
    changed, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", changed, at + 24, size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        (OLE + "Workbook".encode("utf-16-le"), "旧版 .xls"),
        (OLE + "Book".encode("utf-16-le"), "旧版 .xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "设有打开密码"),
        (OLE + "WordDocument".encode("utf-16-le"), "不是 .xlsx 表格"),
        ("单位名称,手机\n甲,1\n".encode("gb18030"), "CSV 文本"),
        ("\ufeff单位名称,手机\n甲,1\n".encode(), "CSV 文本"),
        ("单位名称\t手机\n".encode("utf-16"), "CSV 文本"),
        (b"<html><table><tr><td>1</td></tr></table>", "网页格式"),
        (b'\n<?xml version="1.0"?><Workbook>', "网页格式"),
        (b"%PDF-1.7\n", "不是 .xlsx 表格"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是 .xlsx 表格"),
        (archive(**{"word/document.xml": b"<w/>"}), "不是 .xlsx 表格"),
        (archive(**{"xl/workbook.bin": b"\x00"}), "xlsb"),
        (GOOD[: len(GOOD) // 2], "已损坏"),
        (
            repacked(GOOD, lambda name, part: None if name == SHEET_XML else part),
            "没有可以读取的工作表",
        ),
        (with_xml(GOOD, "</sheetData>", "</sheet"), "已损坏"),
        (repacked(GOOD, lambda name, part: b"" if name == "xl/styles.xml" else part), "已损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_it_is(data: bytes, sentence: str) -> None:
    with pytest.raises(SheetError, match=sentence) as refusal:
        read(data)
    assert isinstance(refusal.value, ValueError)


def test_every_refusal_of_another_format_says_how_to_go_on() -> None:
    for data in (OLE + "Workbook".encode("utf-16-le"), "甲,乙\n".encode(), b"<html>", b"%PDF"):
        with pytest.raises(SheetError, match=r"另存为 \.xlsx"):
            read(data)


def test_a_file_that_is_too_large_is_not_even_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(SheetError, match="超过 20 MB"):
        sheets.read(path, columns=COLUMNS, required=REQUIRED)
    with path.open("rb") as file, pytest.raises(SheetError, match="超过 20 MB"):
        sheets.read(file, columns=COLUMNS, required=REQUIRED)


def test_a_part_that_unpacks_out_of_all_proportion_is_refused_unread() -> None:
    bomb = repacked(GOOD, lambda name, part: bytes(40 * 1024 * 1024) if name == SHEET_XML else part)
    assert len(bomb) < 100_000
    started = time.process_time()
    with pytest.raises(SheetError, match="解压后过大"):
        read(bomb)
    assert time.process_time() - started < 0.1


def test_many_parts_that_are_large_together_are_refused() -> None:
    parts = {f"xl/part{number}.xml": b"<a/>" for number in range(30)}
    data = archive(**{"xl/workbook.xml": b"<w/>"}, **parts)
    with pytest.raises(SheetError, match="解压后过大"):
        read(claiming(data, 9 * 1024 * 1024))


def test_too_many_parts_are_refused() -> None:
    parts = {f"xl/media/{number}.png": b"" for number in range(5001)}
    with pytest.raises(SheetError, match="解压后过大"):
        read(archive(**{"xl/workbook.xml": b"<w/>"}, **parts))


def test_a_part_that_hides_its_size_is_a_broken_file() -> None:
    with pytest.raises(SheetError, match="已损坏"):
        read(claiming(GOOD, 10))


def test_entities_that_multiply_are_refused_quickly() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    data = with_xml(GOOD, r"^", doctype)
    data = with_xml(data, "<t>甲</t>|<t>&#30002;</t>", "<t>&l9;</t>")
    started = time.process_time()
    with pytest.raises(SheetError, match="XML 定义"):
        read(data)
    assert time.process_time() - started < 3


def test_a_password_on_the_archive_itself_is_a_broken_file() -> None:
    changed = bytearray(GOOD)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = GOOD.find(signature)
        while at >= 0:
            changed[at + place] |= 1
            at = GOOD.find(signature, at + 4)
    with pytest.raises(SheetError, match="已损坏"):
        read(bytes(changed))


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(GOOD) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(changed))
    except SheetError as refusal:
        answer = str(refusal)
    else:
        answer = "read"
    assert answer


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=200)
@given(st.data())
def test_a_sheet_of_broken_markup_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != SHEET_XML:
            return part
        start = data.draw(st.integers(0, len(part)))
        end = data.draw(st.integers(start, min(len(part), start + 20)))
        return part[:start] + data.draw(st.binary(max_size=6)) + part[end:]

    try:
        read(repacked(GOOD, change))
    except SheetError as refusal:
        answer = str(refusal)
    else:
        answer = "read"
    assert answer
