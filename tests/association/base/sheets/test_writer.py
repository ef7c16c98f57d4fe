import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from association.base import sheets
from association.base.sheets import SheetError, Written

HEADERS = ["单位名称", "统一社会信用代码", "应缴会费（元）", "入会日期"]
ROW: list[Written] = ["北京安泰", "012345678901234567", Decimal("2000"), date(2019, 5, 26)]
FIELDS = {
    "name": ("单位名称",),
    "code": ("统一社会信用代码",),
    "fee": ("应缴会费",),
    "on": ("入会日期",),
}
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://127.0.0.1/","点这里")',
    "+86 138 0000 0000",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "-\n",
    "＝1+1",
    "＋1",
    "'=1+1",
    "''=1+1",
    "#N/A",
    "{=1}",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet="'=+-@\t\r\n a甲_x0", max_size=8),
    st.text(alphabet=st.characters(codec="utf-8")),
)


def opened(data: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(data)).active


def read_back(texts: list[str]) -> list[object]:
    data = sheets.write(["序", "内容"], [["行", text] for text in texts])
    sheet = sheets.read(data, columns={"n": ("序",), "text": ("内容",)}, required=("n", "text"))
    return [row.values["text"] for row in sheet.rows]


class TestRoundTrip:
    def test_what_was_written_is_read_back(self) -> None:
        data = sheets.write(HEADERS, [ROW, ["甲", None, Decimal("0.10"), None]], title="会员名册")
        sheet = sheets.read(data, columns=FIELDS, required=("name", "code"))
        assert sheet.header_row == 2
        assert [dict(row.values) for row in sheet.rows] == [
            {
                "name": "北京安泰",
                "code": "012345678901234567",
                "fee": 2000,
                "on": datetime(2019, 5, 26),
            },
            {"name": "甲", "code": None, "fee": 0.1, "on": None},
        ]

    @given(st.lists(TEXTS, min_size=1, max_size=5))
    def test_any_text_comes_back_as_it_was(self, texts: list[str]) -> None:
        assert read_back(texts) == [text if text.strip() else None for text in texts]

    @given(st.decimals("-9999999999.99", "9999999999.99", places=2))
    def test_an_amount_comes_back_to_the_fen(self, amount: Decimal) -> None:
        data = sheets.write(["金额"], [[amount]])
        value = sheets.read(data, columns={"n": ("金额",)}).rows[0].values["n"]
        assert Decimal(str(value)) == amount

    @given(st.dates(date(1900, 3, 1)))
    def test_a_day_comes_back_as_the_day(self, day: date) -> None:
        data = sheets.write(["日期"], [[day]])
        value = sheets.read(data, columns={"n": ("日期",)}).rows[0].values["n"]
        assert isinstance(value, datetime)
        assert value.date() == day


class TestSafety:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_text_becomes_a_formula(self, text: str) -> None:
        cell = opened(sheets.write(["备注"], [[text]]))["A2"]
        assert cell.data_type == "s"

    @pytest.mark.parametrize("text", [*HOSTILE[:11], "'=1+1"])
    def test_what_a_csv_would_run_is_quoted_in_the_cell(self, text: str) -> None:
        sheet = opened(sheets.write(["备注"], [[text]]))
        out = io.StringIO()
        csv.writer(out).writerows(sheet.iter_rows(values_only=True))
        content = next(csv.reader(io.StringIO(out.getvalue().split("\n", 1)[1])))[0]
        assert content.startswith("'")

    @pytest.mark.parametrize(
        "text", ["-", "--", "—", "无", "A=B", "a@b.cn", "'甲'", "010-62345678"]
    )
    def test_harmless_text_stands_as_it_is(self, text: str) -> None:
        assert opened(sheets.write(["备注"], [[text]]))["A2"].value == text

    @given(TEXTS)
    def test_no_cell_begins_with_what_a_csv_would_run(self, text: str) -> None:
        value = opened(sheets.write(["甲"], [[text]]))["A2"].value
        harmless = value is None or not str(value).strip("-") or value[0] not in "=+-@\t\r＝＋－＠"
        assert harmless

    def test_headers_and_titles_are_text_too(self) -> None:
        sheet = opened(sheets.write(["=1+1"], [["甲"]], title="=2+2"))
        assert [sheet[place].data_type for place in ("A1", "A2")] == ["s", "s"]


class TestLook:
    def test_the_header_stays_in_sight_and_stands_out(self) -> None:
        sheet = opened(sheets.write(HEADERS, [ROW]))
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert [cell.value for cell in sheet[1]] == HEADERS
        titled = opened(sheets.write(HEADERS, [ROW], title="会员名册"))
        assert titled.freeze_panes == "A3"
        assert titled["A1"].value == "会员名册"
        assert str(next(iter(titled.merged_cells.ranges))) == "A1:D1"

    def test_amounts_and_days_have_their_formats(self) -> None:
        sheet = opened(sheets.write(HEADERS, [[*ROW[:3], datetime(2019, 5, 26, 8, 30)], ROW]))
        assert (sheet["C2"].data_type, sheet["C2"].number_format) == ("n", "0.00")
        assert sheet["D2"].number_format == "yyyy-mm-dd hh:mm"
        assert sheet["D3"].number_format == "yyyy-mm-dd"

    def test_a_text_column_is_text_down_to_the_cells_that_are_still_empty(self) -> None:
        data = sheets.write(HEADERS, [["甲", 91, 5, None]], text_columns=["统一社会信用代码"])
        sheet = opened(data)
        assert (sheet["B2"].value, sheet["B2"].number_format) == ("91", "@")
        assert sheet.column_dimensions["B"].number_format == "@"
        assert sheet["A2"].number_format == "General"
        assert sheet["C2"].value == 5

    def test_columns_are_as_wide_as_their_content_within_reason(self) -> None:
        sheet = opened(
            sheets.write(["序", "名称", "备注"], [["1", "北京安泰有限公司", "长" * 200]])
        )
        widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
        assert widths[0] < widths[1] < widths[2] <= 60
        assert widths[1] >= 16  # eight Chinese characters

    def test_a_sheet_name_that_excel_would_refuse_is_mended(self) -> None:
        assert opened(sheets.write(["甲"], [], sheet="2020/21 [应缴]" + "长" * 40)).title == (
            "2020 21  应缴 " + "长" * 19
        )

    def test_a_moment_is_written_in_beijing_time(self) -> None:
        moment = datetime(2020, 12, 31, 16, 30, tzinfo=UTC)
        assert opened(sheets.write(["时间"], [[moment]]))["A2"].value == datetime(2021, 1, 1, 0, 30)

    def test_an_empty_template_has_its_header_alone(self) -> None:
        assert opened(sheets.write(HEADERS, [])).max_row == 1


class TestRefusals:
    @pytest.mark.parametrize("value", [2000.0, object(), b"x", ["x"], True])
    def test_what_has_no_form_in_a_cell_is_refused(self, value: object) -> None:
        with pytest.raises(TypeError):
            sheets.write(["甲"], [[value]])  # type: ignore[list-item]

    def test_a_row_of_another_length_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2"):
            sheets.write(HEADERS, [["甲", "乙"]])

    def test_an_unknown_text_column_is_refused(self) -> None:
        with pytest.raises(ValueError, match="手机"):
            sheets.write(HEADERS, [], text_columns=["手机"])

    def test_text_longer_than_a_cell_is_refused_rather_than_cut(self) -> None:
        assert len(read_back(["长" * 32_000])[0]) == 32_000  # type: ignore[arg-type]
        with pytest.raises(SheetError, match="32,767"):
            sheets.write(["甲"], [["长" * 32_768]])
