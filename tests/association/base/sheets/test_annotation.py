import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.styles import PatternFill
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook
from openpyxl.worksheet.worksheet import Worksheet

from association.base import sheets
from association.base.sheets import SheetError
from tests.association.base.sheets.books import COLUMNS, HEADERS, REQUIRED, book_of, saved

ROW = (1, "甲", "乙", "13800000000", 2000, datetime(2019, 5, 26))
DATA = book_of(("名册",), HEADERS, ROW, ROW, ROW)


def opened(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data)).active


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def marked(sheet: Worksheet) -> list[int]:
    return [row[0].row for row in sheet.iter_rows(min_row=1) if row[0].fill.fill_type == "solid"]


def test_the_notes_stand_in_a_last_column_under_their_header() -> None:
    sheet = opened(sheets.annotate(DATA, {4: "统一社会信用代码有误", 5: "手机号有误"}))
    assert sheet["G2"].value == "错误说明"
    assert [sheet[f"G{row}"].value for row in (3, 4, 5)] == [
        None,
        "统一社会信用代码有误",
        "手机号有误",
    ]


def test_the_rows_with_notes_are_marked_from_end_to_end_and_no_others() -> None:
    sheet = opened(sheets.annotate(DATA, {4: "有误"}))
    assert marked(sheet) == [4]
    assert all(cell.fill.fill_type == "solid" for cell in sheet[4])


def test_links_to_other_workbooks_are_never_followed_and_left_out() -> None:
    book = Workbook()
    for row in (HEADERS, (1, "='[1]名册'!A1", *ROW[2:]), ROW):
        book.active.append(row)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(
        type="externalLinkPath", Target="file://elsewhere.example/a.xlsx", TargetMode="External"
    )
    book._external_links.append(link)
    came = parts(saved(book))
    assert any(b"elsewhere.example" in content for content in came.values())
    again = parts(sheets.annotate(saved(book), {2: "有误"}))
    assert "xl/workbook.xml" in again
    assert not any("externalLinks/" in name for name in again)
    assert not any(b"elsewhere.example" in content for content in again.values())


def test_everything_else_in_the_workbook_stays() -> None:
    book = Workbook()
    book.active.append(HEADERS)
    book.active.append((1, "=1+1", *ROW[2:]))
    book.active.append((2, "甲", *ROW[2:]))
    book.active["B3"].value = "=文字"
    book.active["B3"].data_type = "s"
    book.active["C2"].number_format = "@"
    book.active.column_dimensions["B"].width = 33
    book.active.merge_cells("A5:B5")
    book.active.freeze_panes = "A2"
    book.create_sheet("字典").append(("国有企业",))
    again = load_workbook(io.BytesIO(sheets.annotate(saved(book), {2: "有误"})))
    sheet = again.worksheets[0]
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("f", "=1+1")
    assert (sheet["B3"].data_type, sheet["B3"].value) == ("s", "=文字")
    assert sheet["C2"].number_format == "@"
    assert sheet.column_dimensions["B"].width == 33
    assert sheet.freeze_panes == "A2"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A5:B5"]
    assert again["字典"]["A1"].value == "国有企业"


def test_a_note_is_never_a_formula() -> None:
    cell = opened(sheets.annotate(DATA, {4: "=1+1"}))["G4"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


def test_notes_go_to_the_sheet_and_the_header_that_were_read() -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(("请按要求填写", "不要", "删除", "任何", "一列", "内容", "谢谢"))
    book.create_sheet("名册")
    for row in (("标题",), HEADERS, ROW):
        book["名册"].append(row)
    data = saved(book)
    read = sheets.read(data, columns=COLUMNS, required=REQUIRED)
    again = load_workbook(
        io.BytesIO(sheets.annotate(data, {3: "有误"}, sheet=read.title, header_row=read.header_row))
    )
    assert again["说明"].max_column == 7
    assert (again["名册"]["G2"].value, again["名册"]["G3"].value) == ("错误说明", "有误")


def test_a_mended_file_handed_in_again_keeps_one_column_of_notes() -> None:
    first = sheets.annotate(DATA, {4: "有误", 5: "有误"})
    second = opened(sheets.annotate(first, {5: "仍有误"}))
    assert second.max_column == 7
    assert [second[f"G{row}"].value for row in (2, 3, 4, 5)] == ["错误说明", None, None, "仍有误"]
    assert marked(second) == [5]


def test_the_owners_own_colours_stay() -> None:
    book = Workbook()
    for row in (HEADERS, ROW, ROW):
        book.active.append(row)
    book.active["B2"].fill = PatternFill("solid", start_color="FFFFFF00")
    sheet = opened(sheets.annotate(saved(book), {3: "有误"}))
    assert sheet["B2"].fill.start_color.rgb == "FFFFFF00"
    assert sheet["B3"].fill.start_color.rgb != "FFFFFF00"


def test_the_annotated_file_reads_as_the_original_did() -> None:
    before = sheets.read(DATA, columns=COLUMNS, required=REQUIRED)
    after = sheets.read(sheets.annotate(DATA, {4: "有误"}), columns=COLUMNS, required=REQUIRED)
    assert after.rows == before.rows


def test_content_beyond_the_header_is_not_written_over() -> None:
    data = book_of(HEADERS, (*ROW, "旁注"))
    sheet = opened(sheets.annotate(data, {2: "有误"}))
    assert (sheet["G2"].value, sheet["H2"].value, sheet["H1"].value) == ("旁注", "有误", "错误说明")


def test_merged_cells_are_left_whole() -> None:
    book = Workbook()
    for row in (("名册",), HEADERS, ROW, ROW):
        book.active.append(row)
    book.active.merge_cells("A1:XFD1")  # the title, wider than the table
    book.active.merge_cells("F3:H4")
    first = sheets.annotate(saved(book), {3: "有误", 4: "有误"})
    second = opened(sheets.annotate(first, {4: "仍有误"}))
    assert [second[f"I{row}"].value for row in (2, 3, 4)] == ["错误说明", None, "仍有误"]
    assert sorted(map(str, second.merged_cells.ranges)) == ["A1:XFD1", "F3:H4"]


def test_a_sheet_without_a_free_column_is_refused() -> None:
    book = Workbook()
    book.active.append(HEADERS)
    book.active["XFD1"] = "远"
    with pytest.raises(SheetError, match="没有空列"):
        sheets.annotate(saved(book), {1: "有误"})


def test_what_is_no_workbook_is_refused_here_too(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(SheetError, match="另存为"):
        sheets.annotate(path, {1: "有误"})


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(SheetError, match="没有名为“别的”的工作表"):
        sheets.annotate(DATA, {1: "有误"}, sheet="别的")
