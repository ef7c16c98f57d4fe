import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel

from association.base import reading

DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("ＡＢＣ　１２３", "ABC 123"),
        ("（中国）", "(中国)"),
        ("￥２，０００", "¥2,000"),
        ("安泰", "安泰"),
        ("①②", "①②"),  # not a width: NFKC would make it 12
    ],
)
def test_full_width_becomes_half_width(text: str, half: str) -> None:
    assert reading.half_width(text) == half


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (" 北京绿源亚太物业管理研究中心 ", "北京绿源亚太物业管理研究中心"),
        ("北京紫光电梯(中国)有限公司", "北京紫光电梯（中国）有限公司"),
        ("北京紫光电梯（中国）有限公司", "北京紫光电梯（中国）有限公司"),
        ("北京紫光电梯 ( 中国 ) 有限公司", "北京紫光电梯（中国）有限公司"),
        ("张　三", "张三"),
        ("张\n三", "张三"),
        ("3M  中国", "3M中国"),
        ("ＡＢＢ（中国）", "ABB（中国）"),
        ("ABC  Safety Co. (China)", "ABC Safety Co.（China）"),
        ("A＆B公司", "A&B公司"),
        ("买买提•艾合买提", "买买提·艾合买提"),
        ("北京安泰\u200b\ufeff", "北京安泰"),
        ("北京⽅安", "北京方安"),  # a Kangxi radical, as copied from a PDF
        ("北京，上海", "北京，上海"),
        ("", ""),
        ("\u3000\n", ""),
    ],
)
def test_a_name_is_written_one_way(written: str, name: str) -> None:
    assert reading.tidy(written) == name


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = reading.tidy(text)
    assert reading.tidy(once) == once


@given(st.text())
def test_a_tidy_text_has_no_edge_spaces_and_no_double_ones(text: str) -> None:
    name = reading.tidy(text)
    assert name == " ".join(name.split())


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2017, 12, 12), date(2017, 12, 12)),
        (datetime(2017, 12, 12, 23, 59), date(2017, 12, 12)),
        (date(2017, 12, 12), date(2017, 12, 12)),
        ("2018/12/06", date(2018, 12, 6)),
        ("2019年5月26日", date(2019, 5, 26)),
        ("2019 年 5 月 26 日", date(2019, 5, 26)),
        ("2019年05月26号", date(2019, 5, 26)),
        ("2008.04.11", date(2008, 4, 11)),
        ("2008．4．1", date(2008, 4, 1)),
        ("2018-12-06", date(2018, 12, 6)),
        ("2018-12-06 00:00:00", date(2018, 12, 6)),
        ("2018-12-06T08:30:00", date(2018, 12, 6)),
        ("２０１９年５月２６日", date(2019, 5, 26)),
        ("20191231", date(2019, 12, 31)),
        (20191231, date(2019, 12, 31)),
        (43440, date(2018, 12, 6)),
        (43440.0, date(2018, 12, 6)),
        (43440.75, date(2018, 12, 6)),
        ("2020-02-29", date(2020, 2, 29)),
        (19000101, date(1900, 1, 1)),
        (20991231, date(2099, 12, 31)),
        (10000, date(1927, 5, 18)),
        (73050, date(2099, 12, 31)),
    ],
)
def test_a_day_is_read_in_every_shape_an_office_uses(value: object, day: date) -> None:
    assert reading.date(value) == day


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("2019年13月45日", "2019年13月45日"),
        ("2019-02-29", "2019-02-29"),
        ("2019年5月", "2019年5月"),
        ("2019/5-6", "2019/5-6"),
        ("19/5/6", "19/5/6"),
        ("5/6/2019", "5/6/2019"),
        ("待定", "待定"),
        ("0219-05-01", "0219-05-01"),
        ("2919-05-01", "2919-05-01"),
        ("2018-12-06 25:00", "2018-12-06 25:00"),
        ("٢٠١٩-01-01", "٢٠١٩-01-01"),
        (2019, "2019"),
        (99999999, "99999999"),
        (10**18, str(10**18)),
        ("待" * 20, "待" * 20),
        ("待" * 21, "待" * 20 + "…"),
        (9999, "9999"),
        (73051, "73051"),
        ("无\n记录", "无 记录"),
        (True, "True"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (datetime(1899, 12, 31), "1899-12-31"),
    ],
)
def test_what_is_no_day_is_refused_with_the_shape_to_write(value: object, quoted: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared below
        reading.date(value)
    assert str(refusal.value) == f"“{quoted}”不是有效日期，请写成 2019-01-31 的样子"


@pytest.mark.parametrize("value", [None, "", " \u3000"])
def test_an_empty_cell_is_no_day(value: object) -> None:
    with pytest.raises(ValueError, match="日期没有填写"):
        reading.date(value)


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_every_day_reads_back_from_every_shape(day: date, shape: str) -> None:
    assert reading.date(day.strftime(shape)) == day
    assert reading.date(f"{day.year}年{day.month}月{day.day}日") == day


@given(DAYS)
def test_a_serial_number_counts_as_excel_counts(day: date) -> None:
    assert reading.date(int(to_excel(day))) == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_whatever_stands_in_the_cell_gives_a_day_or_a_sentence(value: object) -> None:
    try:
        answer = reading.date(value).isoformat()
    except ValueError as refusal:
        answer = str(refusal)
    assert re.fullmatch(r"(19|20)\d\d-\d\d-\d\d|.*日期.*", answer, re.DOTALL)
