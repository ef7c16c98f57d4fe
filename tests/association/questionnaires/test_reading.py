"""What people type becomes an answer, or a sentence that says how to mend it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.questionnaires.asking import Asked, Kind, one, read, said

NUMBER = Asked("n", "参加人数", Kind.NUMBER, required=True, unit="人", minimum=Decimal("1.00"))
TABLE = Asked(
    "t", "名单", Kind.GRID, required=True, maximum=Decimal(3),
    columns=(
        Asked("c1", "姓名", Kind.TEXT, required=True),
        Asked("c2", "手机", Kind.PHONE, required=True),
        Asked("c3", "次数", Kind.NUMBER, places=1),
    ),
)  # fmt: skip
NAMED = Asked(
    "w", "指标", Kind.GRID, required=True, rows=("讲座", "演练"),
    columns=(Asked("c1", "场次", Kind.NUMBER, required=True),),
)  # fmt: skip
ALL = [
    Asked("a", "文字", Kind.TEXT),
    Asked("b", "段落", Kind.PARAGRAPH),
    NUMBER,
    Asked("d", "日期", Kind.DATE),
    Asked("e", "电话", Kind.PHONE),
    Asked("f", "邮箱", Kind.MAIL),
    Asked("g", "单选", Kind.SINGLE, choices=("甲", "乙")),
    Asked("h", "多选", Kind.SEVERAL, choices=("甲", "乙", "丙")),
    Asked("i", "打分", Kind.SCALE),
    TABLE,
    NAMED,
]


@pytest.mark.parametrize(
    ("asked", "typed", "answer"),
    [
        (NUMBER, "３５", "35"),
        (NUMBER, " 1,200 人 ", "1200"),
        (NUMBER, "35.0", "35"),
        (NUMBER, "－0", "0"),
        (NUMBER, "人", None),
        (Asked("n", "比例", Kind.NUMBER, places=2, unit="%"), "98.5％", "98.50"),
        (ALL[3], "2026年6月6日", "2026-06-06"),
        (ALL[3], "2026.6.6", "2026-06-06"),
        (ALL[3], "20260606", "2026-06-06"),
        (ALL[4], "+86 138-0000-0000", "13800000000"),
        (ALL[4], "（010）65550000", "010-65550000"),
        (ALL[4], "010－65550000 转 801", "010-65550000 转 801"),
        (ALL[4], "65550000", "65550000"),
        (ALL[5], "name＠example．com", "name@example.com"),
        (ALL[6], "乙", "乙"),
        (ALL[7], ["丙", "甲", "甲"], ["甲", "丙"]),
        (ALL[8], "４", "4"),
        (ALL[0], " 两 行\n并成一行\x00", "两 行 并成一行"),
        (TABLE, [["", "", ""], ["张三", "13800000000", ""]], [["张三", "13800000000", ""]]),
        (NAMED, [["3"]], [["3"], [""]]),
    ],
)
def test_many_ways_of_writing_are_one_answer(asked, typed, answer):
    found, wrong = one(asked, typed, strict=False)
    if answer is None:
        assert wrong == ["还缺数字，现在是“人”，请补上"]
    else:
        assert (found, wrong) == (answer, [])


@pytest.mark.parametrize(
    ("asked", "typed", "sentence"),
    [
        (NUMBER, "三十五", "应是数字，请写成 35 的样子，现在是“三十五”"),
        (NUMBER, "1,2,3", "应是数字"),
        (NUMBER, "3.5", "应是整数，不带小数，现在是“3.5”"),
        (NUMBER, "9" * 40, "太大"),
        (NUMBER, "9" * 400, "最多 200 字，现在是 400 字，请缩短"),
        (ALL[3], "下周三", "“下周三”不是有效日期，请写成 2019-01-31 的样子"),
        (ALL[4], "12345", "应是 11 位手机号，或 010-65550000 这样的座机号"),
        (ALL[5], "name.example.com", "这样的邮箱"),
        (ALL[6], "丁", "没有“丁”这一项"),
        (ALL[7], ["甲", "丁"], "没有“丁”这一项"),
        (ALL[8], "9", "应在 1 到 5 之间"),
        (ALL[0], "字" * 201, "最多 200 字，现在是 201 字"),
        (ALL[0], {"a": 1}, "读不出"),
        (TABLE, [["张三", "1", ""]], "第 1 行“手机”应是 11 位手机号"),
        (TABLE, [["张三", "13800000000", ""]] * 4, "最多 3 行，现在是 4 行"),
        (NAMED, [["许多"], [""]], "“讲座”一行“场次”应是数字"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_mend_even_in_a_draft(asked, typed, sentence):
    _, wrong = one(asked, typed, strict=False)
    assert len(wrong) == 1
    assert sentence in wrong[0]


@pytest.mark.parametrize(
    ("asked", "typed", "sentence"),
    [
        (NUMBER, "", "还没有填写，请填写"),
        (NUMBER, "0", "不能小于 1，请核对"),
        (Asked("n", "人数", Kind.NUMBER, maximum=Decimal("10.50")), "11", "不能大于 10.5"),
        (Asked("s", "选", Kind.SINGLE, required=True, choices=("甲", "乙")), "", "请选一项"),
        (
            Asked("s", "选", Kind.SEVERAL, choices=("甲", "乙"), maximum=Decimal(1)),
            ["甲", "乙"],
            "最多选 1 项，现在是 2 项",
        ),
        (
            Asked("s", "选", Kind.SEVERAL, choices=("甲", "乙"), minimum=Decimal(2)),
            ["甲"],
            "至少选 2 项，现在是 1 项",
        ),
        (TABLE, [["", ""]], "请至少填一行"),
        (TABLE, [["张三", ""]], "第 1 行“手机”还没有填写"),
        (NAMED, [["3"]], "“演练”一行“场次”还没有填写"),
    ],
)
def test_what_lacks_or_is_out_of_bounds_stops_only_the_signing(asked, typed, sentence):
    assert one(asked, typed, strict=False)[1] == []
    _, wrong = one(asked, typed, strict=True)
    assert len(wrong) == 1
    assert sentence in wrong[0]


def test_files_are_counted_when_it_is_signed():
    plan = Asked("p", "方案", Kind.FILE, required=True, minimum=Decimal(2))
    assert read([plan], {}, strict=False).errors == {}
    assert read([plan], {}, strict=True).sentences([plan]) == ["“方案”还没有上传文件，请上传"]
    assert "至少 2 个文件" in read([plan], {}, strict=True, files={"p": 1}).errors["p"][0]
    assert read([plan], {}, strict=True, files={"p": 2}).errors == {}


def test_every_question_in_trouble_is_named_in_their_order():
    found = read(ALL, {"n": "三", "g": "丁"}, strict=True)
    sentences = found.sentences(ALL)
    assert [sentence.split("”")[0] for sentence in sentences] == [
        "“参加人数", "“单选", "“名单", "“指标", "“指标",
    ]  # fmt: skip


def test_answers_are_said_in_a_line():
    assert said(NUMBER, "35") == "35 人"
    assert said(ALL[7], ["甲", "丙"]) == "甲、丙"
    assert said(NAMED, [["3"], [""]]) == "1 行"
    assert said(ALL[0], None) == ""


def test_a_row_of_which_nothing_can_be_read_is_no_row():
    table = next(asked for asked in ALL if asked.key == "t")
    found = read([table], {"t": [[False], ["\x00"], [0]]}, strict=False)
    assert found.values == {"t": [["0", "", ""]]}


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text("0１.,-:人甲 \n\x00\ud800a@", max_size=12),
    st.sampled_from(["35", "３５人", "1,200", "-3.50", "2026-6-6", "13800000000", "甲", "4", "a@b.cn"]),
)  # fmt: skip
ANYTHING = st.one_of(CELLS, st.lists(CELLS, max_size=4), st.lists(st.lists(CELLS, max_size=4)))


@given(st.dictionaries(st.sampled_from([asked.key for asked in ALL]), ANYTHING), st.booleans())
def test_whatever_comes_is_read_or_said_and_what_was_read_reads_as_it_is(raw, strict):
    found = read(ALL, raw, strict=strict)
    assert set(found.values) <= {asked.key for asked in ALL}
    assert all(isinstance(each, str) and each for row in found.errors.values() for each in row)
    again = read(ALL, found.values, strict=False)
    assert again.errors == {}
    assert again.values == found.values


def test_a_choice_that_can_be_written_in_two_ways_can_be_chosen():
    """As pasted from a PDF: the sign of the ohm is the Greek letter, a compatibility form is 里."""
    choices = ("10 \u2126", "\uf9e9程")
    single = Asked("q1", "接地电阻", Kind.SINGLE, choices=choices)
    several = Asked("q2", "接地电阻", Kind.SEVERAL, choices=choices)
    assert one(single, choices[0], strict=True) == (choices[0], [])
    assert one(single, "10 Ω", strict=True) == (choices[0], [])
    assert one(several, list(choices), strict=True) == (list(choices), [])
    assert one(single, "11 Ω", strict=True)[1]


def test_of_a_table_with_named_rows_those_that_are_filled_in_count():
    asked = Asked(
        "q1", "活动", Kind.GRID, minimum=Decimal(2), rows=("一月", "二月", "三月"),
        columns=(Asked("c1", "场次", Kind.NUMBER),),
    )  # fmt: skip
    _, wrong = one(asked, [["1"], [""], [""]], strict=True)
    assert wrong == ["至少填 2 行，现在是 1 行"]
    assert one(asked, [["1"], [""], ["2"]], strict=True)[1] == []
