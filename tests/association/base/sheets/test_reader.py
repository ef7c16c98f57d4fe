import io
import json
import os
import time
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from association.base import identifiers, money, reading, sheets
from association.base.sheets import Sheet, SheetError
from tests.association.base.sheets.books import COLUMNS, HEADERS, REQUIRED, book_of, saved, with_xml

ROW = (1, "北京安泰有限公司", "91350100M000100Y43", "13800000000", 2000, datetime(2019, 5, 26))
SAMPLES = Path(
    os.environ.get("SAMPLES_DIR", Path(__file__).resolve().parents[4].parent / "shared/real")
)

Key = dict[str, list[dict[str, object]]]


def read(data: bytes, **options: object) -> Sheet:
    settings = {"columns": COLUMNS, "required": REQUIRED} | options
    return sheets.read(data, **settings)  # type: ignore[arg-type]


class TestHeader:
    def test_titles_above_the_header_are_passed_over(self) -> None:
        sheet = read(
            book_of(("会员单位名册（2020年度）",), ("填表部门：社会工作部",), HEADERS, ROW)
        )
        assert sheet.header_row == 3
        assert sheet.above == ("会员单位名册（2020年度）", "填表部门：社会工作部")
        assert [row.number for row in sheet.rows] == [4]
        assert sheet.rows[0].values == {
            "name": "北京安泰有限公司",
            "code": "91350100M000100Y43",
            "mobile": "13800000000",
            "fee": 2000,
            "joined": datetime(2019, 5, 26),
        }

    def test_a_merged_title_and_empty_rows_above_the_header_do_no_harm(self) -> None:
        book = Workbook()
        book.active.append(("北京市安全生产联合会会员单位名册",))
        book.active.merge_cells("A1:F2")
        for row in ((), (), (), HEADERS, ROW):
            book.active.append(row)
        sheet = read(saved(book))
        assert [row.number for row in sheet.rows] == [sheet.header_row + 1]

    @pytest.mark.parametrize(
        ("field", "written"),
        [
            ("name", "会员单位名称"),
            ("name", " 单位 名称 "),
            ("name", "单位\n名称"),
            ("name", "*单位名称"),
            ("name", "单位名称（必填）"),
            ("name", "单位名称："),
            ("code", "信用代码"),
            ("mobile", "联系电话"),
            ("fee", "应缴会费"),
            ("fee", "应缴会费（元）"),
            ("fee", "应缴会费(人民币元)"),
            ("fee", "２０２０年应缴会费"),
            ("fee", "2020 年应缴会费 (元)"),
        ],
    )
    def test_a_column_is_known_by_any_of_its_names(self, field: str, written: str) -> None:
        usual = {"name": "单位名称", "code": "统一社会信用代码", field: written}
        sheet = read(book_of(tuple(usual.values()), ("甲", "乙", "丙")))
        assert sheet.headers[field] == written.strip()
        assert len(sheet.rows) == 1

    def test_another_unit_is_another_column(self) -> None:
        sheet = read(book_of(("单位名称", "信用代码", "应缴会费（万元）"), ("甲", "乙", 2)))
        assert "fee" not in sheet.headers
        assert sheet.unknown == ("应缴会费（万元）",)

    def test_the_year_in_a_header_is_kept(self) -> None:
        assert read(book_of(HEADERS, ROW)).years == {"fee": 2020}
        assert read(book_of(("单位名称", "信用代码", "应缴会费"), ("甲", "乙", 2))).years == {}

    def test_columns_nobody_asked_for_are_named(self) -> None:
        assert read(book_of((*HEADERS, "备注"), ROW)).unknown == ("序号", "备注")

    def test_of_two_names_for_one_column_the_one_named_first_is_read(self) -> None:
        sheet = read(
            book_of(("单位名称", "信用代码", "联系电话", "手机"), ("甲", "乙", "丙", "丁"))
        )
        assert sheet.rows[0].values["mobile"] == "丁"
        assert sheet.unknown == ("联系电话",)

    @pytest.mark.parametrize(
        "pair", [("手机", "手机"), ("2019年应缴会费（元）", "2020年应缴会费（元）")]
    )
    def test_two_columns_that_cannot_be_told_apart_are_refused(self, pair: tuple[str, str]) -> None:
        with pytest.raises(SheetError, match=r"第 1 行的“.*”和“.*”是同一项"):
            read(book_of(("单位名称", "信用代码", *pair), ("甲", "乙", "丙", "丁")))

    def test_a_missing_column_is_named_with_the_row_of_the_header(self) -> None:
        with pytest.raises(SheetError, match="第 2 行的表头缺少“统一社会信用代码”列"):
            read(book_of(("名册",), ("单位名称", "手机", "入会日期"), ("甲", "乙", "丙")))

    def test_a_missing_column_with_a_year_is_named_readably(self) -> None:
        with pytest.raises(SheetError, match="缺少“××××年应缴会费”列"):
            read(book_of(("单位名称", "信用代码"), ("甲", "乙")), required=("name", "fee"))

    def test_a_sheet_without_any_header_is_told_what_is_wanted(self) -> None:
        with pytest.raises(
            SheetError, match=r"前 15 行里没有找到表头.*“单位名称”、“统一社会信用代码”"
        ):
            read(book_of(("甲", "乙"), ("丙", "丁")))

    def test_without_required_columns_every_known_one_is_wanted(self) -> None:
        with pytest.raises(SheetError, match=r"表头应有“单位名称”、.*“入会日期”列"):
            read(book_of(("甲", "乙"), ("丙", "丁")), required=())

    def test_a_header_below_the_fifteenth_row_is_not_looked_for(self) -> None:
        assert read(book_of(*[()] * 14, HEADERS, ROW)).header_row == 15
        with pytest.raises(SheetError, match="没有找到表头"):
            read(book_of(*[()] * 15, HEADERS, ROW))

    def test_the_row_that_names_most_columns_is_the_header(self) -> None:
        legend = ("单位名称", "统一社会信用代码")
        assert read(book_of(legend, HEADERS, ROW)).header_row == 2

    def test_a_row_with_every_required_column_beats_one_that_names_more(self) -> None:
        legend = ("单位名称", "手机", "应缴会费", "入会日期")
        rows = (legend, ("单位名称", "统一社会信用代码"), ("甲", "乙"))
        assert read(book_of(*rows)).header_row == 2

    def test_a_column_is_read_for_one_field_only(self) -> None:
        columns = COLUMNS | {"trade_name": ("单位名称",)}
        sheet = read(book_of(("单位名称", "信用代码"), ("甲", "乙")), columns=columns)
        assert set(sheet.headers) == {"name", "code"}

    def test_what_stands_over_the_header_is_kept(self) -> None:
        sheet = read(
            book_of((" 名册（2020年度） ",), ("部门：社会工作部", 7, "单位：元"), HEADERS, ROW)
        )
        assert sheet.above == ("名册（2020年度）", "部门：社会工作部", "单位：元")

    def test_the_first_visible_sheet_with_the_header_is_read(self) -> None:
        book = Workbook()
        book.active.title = "说明"
        book.active.append(("填表说明",))
        hidden = book.create_sheet("字典")
        hidden.sheet_state = "hidden"
        hidden.append(HEADERS)
        for title in ("朝阳区", "海淀区"):
            book.create_sheet(title).append(HEADERS)
            book[title].append(ROW)
        sheet = read(saved(book))
        assert sheet.title == "朝阳区"
        assert sheet.others == ("说明", "海淀区")


class TestRows:
    @pytest.mark.parametrize(
        "footer",
        [
            ("合计", None, None, None, 4000),
            ("合  计", None, None, None, 4000),
            ("合计：", None, None, None, 4000),
            ("总计",),
            ("本页小计", None, None, None, 2000),
            ("小计（朝阳区）",),
            (None, "合计", None, None, 4000),
            ("合计2家", None, None, None, 4000),
            ("合计", None, None, None, "=SUM(E2:E2)"),
            ("制表人：", None, None, "审核人：张三"),
            ("填表人:李四",),
            ("审核：",),
            ("制表日期：2020年6月1日",),
            ("单位负责人（签字）：",),
            ("注：以上金额单位为元",),
            ("说明：减免单位不在此列",),
        ],
    )
    def test_totals_and_signatures_are_no_data(self, footer: tuple[object, ...]) -> None:
        sheet = read(book_of(HEADERS, ROW, footer, ROW))
        assert [row.number for row in sheet.rows] == [2, 4]

    def test_a_company_whose_name_begins_like_a_total_is_data(self) -> None:
        rows = [
            ("小计算机科技有限公司", "乙"),
            ("合计", "91350100M000100Y43"),
            ("说明文化公司", "丙"),
        ]
        sheet = read(book_of(("单位名称", "信用代码"), *rows))
        assert [row.text("name") for row in sheet.rows] == [row[0] for row in rows]

    def test_empty_rows_between_the_data_are_passed_over(self) -> None:
        sheet = read(book_of(HEADERS, ROW, (), (" ", "\u3000"), ROW, ()))
        assert [row.number for row in sheet.rows] == [2, 5]

    def test_a_row_that_has_only_its_running_number_is_empty(self) -> None:
        assert [row.number for row in read(book_of(HEADERS, ROW, (2,), (3,))).rows] == [2]

    def test_a_row_without_a_name_is_still_data(self) -> None:
        sheet = read(book_of(HEADERS, ROW, (2, None, "91350100M000100Y43")))
        assert sheet.rows[1].values["name"] is None
        assert sheet.rows[1].text("name") == ""

    def test_a_header_repeated_by_pasting_pages_together_is_no_data(self) -> None:
        sheet = read(book_of(HEADERS, ROW, ("续表",), HEADERS, ROW))
        assert [row.number for row in sheet.rows] == [2, 5]

    def test_a_sheet_without_data_is_refused(self) -> None:
        with pytest.raises(SheetError, match="“会员名册”的表头下面没有数据"):
            read(book_of(HEADERS, (), ("合计",)))

    def test_more_rows_than_allowed_are_refused(self) -> None:
        assert len(read(book_of(HEADERS, ROW, ROW), limit_rows=2).rows) == 2
        with pytest.raises(SheetError, match="超过 2 行"):
            read(book_of(HEADERS, ROW, ROW, ROW), limit_rows=2)

    def test_a_wrong_dimension_in_the_file_hides_nothing(self) -> None:
        data = with_xml(
            book_of(HEADERS, ROW, ROW), r'<dimension ref="[^"]*"', '<dimension ref="A1"'
        )
        assert len(read(data).rows) == 2
        assert read(data).rows[0].values["joined"] == datetime(2019, 5, 26)

    def test_rows_and_cells_left_out_of_the_file_are_counted(self) -> None:
        data = with_xml(book_of(HEADERS, ROW), r'<row r="2"', '<row r="20"')
        data = with_xml(data, r'r="([A-F])2"', r'r="\g<1>20"')
        assert [row.number for row in read(data).rows] == [20]

    @pytest.mark.parametrize("last", ["XFD2", "XFD1048576"])
    def test_a_stray_cell_far_away_costs_nothing(self, last: str) -> None:
        far = f'<c r="{last}" t="n"><v>1</v></c></row></sheetData>'
        started = time.process_time()
        data = with_xml(book_of(HEADERS, ROW), r"</row></sheetData>", far)
        assert len(read(data).rows) == 1
        assert time.process_time() - started < 5

    def test_reading_ends_after_ten_thousand_empty_rows(self) -> None:
        data = with_xml(
            book_of(HEADERS, ROW), "</sheetData>", '<row r="1048576"></row></sheetData>'
        )
        assert len(read(data).rows) == 1


class TestCells:
    def test_a_formula_is_reported_whether_or_not_its_result_was_saved(self) -> None:
        data = book_of(HEADERS, ROW, (2, '=HYPERLINK("http://127.0.0.1/","甲")', *ROW[2:]), ROW)
        data = with_xml(data, r"(<row r=\"4\".*)<v>2000</v>", r"\1<f>1000+1000</f><v>2000</v>")
        sheet = read(data)
        assert [row.formulas for row in sheet.rows] == [
            frozenset(),
            frozenset({"name"}),
            frozenset({"fee"}),
        ]
        assert sheet.rows[1].values["name"] is None
        assert sheet.rows[2].values["fee"] == 2000

    def test_a_formula_in_a_column_nobody_reads_is_no_matter(self) -> None:
        sheet = read(book_of(HEADERS, ("=ROW()-1", *ROW[1:])))
        assert sheet.rows[0].formulas == frozenset()

    def test_shared_and_array_formulas_are_formulas(self) -> None:
        data = book_of(HEADERS, ROW, ROW, ROW)
        shared = '<c r="E2"><f t="shared" ref="E2:E3" si="0">1+1</f><v>2</v></c>'
        data = with_xml(data, r'<c r="E2"[^/]*/v></c>', shared)
        data = with_xml(data, r'<c r="E3"[^/]*/v></c>', '<c r="E3"><f t="shared" si="0"/></c>')
        array = '<c r="E4"><f t="array" ref="E4">SUM(1)</f><v>1</v></c>'
        data = with_xml(data, r'<c r="E4"[^/]*/v></c>', array)
        sheet = read(data)
        assert [row.formulas for row in sheet.rows] == [frozenset({"fee"})] * 3
        assert [row.values["fee"] for row in sheet.rows] == [2, None, 1]

    def test_text_that_only_looks_like_a_formula_is_text(self) -> None:
        book = Workbook()
        book.active.append(HEADERS)
        book.active.append(ROW)
        book.active["B2"].value = "=1+1"
        book.active["B2"].data_type = "s"
        row = read(saved(book)).rows[0]
        assert row.formulas == frozenset()
        assert row.values["name"] == "=1+1"

    def test_excels_escapes_are_undone(self) -> None:
        row = read(book_of(HEADERS, (1, "甲_x000D_\n乙_x005F_x000D_", "丙"))).rows[0]
        assert row.values["name"] == "甲\r\n乙_x000D_"

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (13800000000, "13800000000"),
            (13800000000.0, "13800000000"),
            (2000.5, "2000.5"),
            (" 甲 ", "甲"),
            (datetime(2019, 5, 26), "2019-05-26"),
            (datetime(2019, 5, 26, 8, 30), "2019-05-26 08:30:00"),
            (True, "TRUE"),
            (None, ""),
        ],
    )
    def test_a_cell_as_text_is_what_a_person_reads(self, value: object, text: str) -> None:
        row = read(book_of(HEADERS, (1, "甲", "乙", value))).rows[0]
        assert row.text("mobile") == text

    def test_a_field_the_sheet_does_not_have_reads_as_empty(self) -> None:
        assert read(book_of(("单位名称", "信用代码"), ("甲", "乙"))).rows[0].text("fee") == ""


class TestSource:
    def test_a_path_a_stream_and_bytes_are_read_alike(self, tmp_path: Path) -> None:
        data = book_of(HEADERS, ROW)
        path = tmp_path / "名册.xlsx"
        path.write_bytes(data)
        stream = io.BytesIO(data)
        stream.seek(7)  # somebody else already looked at it
        assert read(data) == read(path) == read(str(path)) == read(stream)  # type: ignore[arg-type]


def test_ten_thousand_rows_of_twelve_columns_take_a_few_seconds_of_cpu() -> None:
    headers = [*HEADERS, *(f"其他{n}" for n in range(6))]
    columns = COLUMNS | {f"other{n}": (f"其他{n}",) for n in range(6)}
    rows = ([*ROW, *"甲乙丙丁戊己"] for _ in range(10_000))
    data = sheets.write(headers, rows)
    started = time.process_time()
    assert len(read(data, columns=columns).rows) == 10_000
    assert time.process_time() - started < 15


@pytest.fixture(scope="module")
def register() -> Sheet:
    return sheets.read(SAMPLES / "members-2020.xlsx", columns=COLUMNS, required=REQUIRED)


@pytest.fixture(scope="module")
def key() -> Key:
    answer: Key = json.loads((SAMPLES / "members-2020.key.json").read_text())
    return answer


@pytest.mark.skipif(
    not (SAMPLES / "members-2020.xlsx").exists(),
    reason=f"the office's sample register is not in {SAMPLES} (SAMPLES_DIR names its folder)",
)
class TestTheRegisterOf2020:
    def test_its_frame_is_understood(self, register: Sheet) -> None:
        assert (register.title, register.header_row, register.years) == (
            "会员名册",
            3,
            {"fee": 2020},
        )
        assert [row.number for row in register.rows][:1] == [4]
        assert len(register.rows) == 1233

    def test_what_is_wrong_in_it_is_found_and_nothing_else(self, register: Sheet, key: Key) -> None:
        checks = {
            "code": identifiers.credit_code,
            "mobile": identifiers.mobile,
        }
        found = set()
        for row in register.rows:
            found |= {(row.number, "formula") for _ in row.formulas}
            if not row.text("name") and not row.formulas:
                found.add((row.number, "noname"))
            for field, check in checks.items():
                found |= problems(row.number, field, check, row.text(field))
            found |= problems(row.number, "fee", money.parse, row.values["fee"])
            found |= problems(row.number, "date", reading.date, row.values["joined"])
        expected = {(wrong["row"], wrong["problem"]) for wrong in key["errors"]}
        assert found == {pair for pair in expected if pair[1] != "type"}

    def test_its_duplicates_share_their_code_and_its_sum_is_right(
        self, register: Sheet, key: Key
    ) -> None:
        wrong = {entry["row"] for entry in [*key["errors"], *key["duplicates"]]}
        good = [row for row in register.rows if row.number not in wrong]
        codes = Counter(identifiers.credit_code(row.text("code")) for row in good)
        assert set(codes.values()) == {1}
        assert sum(money.parse(row.values["fee"]) for row in good) == Decimal("3650000")
        assert min(reading.date(row.values["joined"]) for row in good) >= date(2007, 1, 1)


def problems(number: int, name: str, check: object, value: object) -> set[tuple[int, str]]:
    try:
        check(value)  # type: ignore[operator]
    except ValueError:
        return {(number, name)}
    return set()
