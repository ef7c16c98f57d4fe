"""Whatever comes in: blocks, nothing that runs, and sentences about what was lost."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.body import (
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    from_html,
    from_json,
    html,
    losses,
    text,
    to_json,
)

_PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>", "<scr<script>ipt>", "<p style='color:red' onclick=\"x()\">",
        "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>",
        "<table><tr><td>", "</td></tr></table>", "<table>", "</table>", "<ul><li>", "</ul>", "<td>",
        "<li>", "</li>", "<h2>", "</h2>", "<blockquote>", "<figure>", "<figcaption>", "<small>",
        "<img src='picture:a'>", "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", "<br>",
        "<hr>", "<style>p{}</style>", "<iframe src=//x>", "&lt;script&gt;", "<!--", "-->", "<b>", "</p>",
        "<a href='https://example.org/'>", "</a>", "安全", "&#0;", "<caption>", "<p>", "<sup>2</sup>",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=14).map("".join))
@settings(max_examples=500)
def test_nothing_that_runs_survives_and_what_is_read_can_be_kept(dirty):
    body, _ = from_html(dirty)
    out = html(body)
    tags = "".join(re.findall(r"<[^>]*>", out)).lower()
    assert "<script" not in out.lower()
    assert not re.search(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:|data:", tags)
    assert from_json(to_json(body)) == body
    assert from_html(out)[0] == body


def one(dirty):
    (block,), _ = from_html(dirty)
    return block


def test_a_paragraph_keeps_its_emphasis_and_its_link():
    read = one("<p>请看<b>通知</b>和<a href='https://example.org/a'>附件</a></p>")
    assert read == Paragraph(
        (
            Run("请看"),
            Run("通知", strong=True),
            Run("和"),
            Run("附件", link="https://example.org/a"),
        )
    )


def test_headings_come_down_to_two_levels():
    body, _ = from_html("<h1>一</h1><h2>二</h2><h3>三</h3><h5>五</h5>")
    assert body == (Heading(2, "一"), Heading(2, "二"), Heading(3, "三"), Heading(3, "五"))


def test_a_line_break_ends_a_paragraph_and_is_a_blank_in_a_cell():
    body, _ = from_html("<p>甲<br>乙</p><table><tr><td>丙<br>丁</td></tr></table>")
    assert text(body) == "甲\n乙\n丙 丁"


def test_a_nested_table_is_flattened_into_its_cell_and_told():
    five = "".join(f"<table><tr><td>{n}" for n in "12345") + "</td></tr></table>" * 5
    body, lost = from_html(five)
    assert body == (Table((((Run("1 2 3 4 5"),),),)),)
    assert lost == (losses.NESTED_TABLE,)


def test_rows_of_unequal_length_are_filled_up_and_merged_cells_told():
    body, lost = from_html(
        "<table><tr><td colspan=2>甲</td></tr><tr><td>乙</td><td>丙</td></tr></table>"
    )
    assert body == (Table((((Run("甲"),), ()), ((Run("乙"),), (Run("丙"),)))),)
    assert lost == (losses.MERGED,)


def test_a_list_in_a_list_becomes_one_list():
    body, lost = from_html("<ol><li>甲<ul><li>乙</li></ul></li><li>丙</li></ol>")
    assert body == (ListBlock(True, ((Run("甲"),), (Run("乙"),), (Run("丙"),))),)
    assert lost == (losses.NESTED_LIST,)


def test_a_picture_keeps_what_stands_below_it():
    read = one(
        "<figure><img src='picture:p-1' alt='演练现场'>"
        "<figcaption>队员<b>集结</b><small>摄影：周远</small></figcaption></figure>"
    )
    assert read == Picture("p-1", "队员集结", "周远", "演练现场")


def test_a_picture_of_another_site_is_not_fetched_and_told():
    body, lost = from_html("<p>甲<img src='https://example.org/a.png'></p>")
    assert (text(body), lost) == ("甲", (losses.FOREIGN_PICTURE,))


def test_a_picture_in_a_table_stands_behind_it():
    body, _ = from_html("<table><tr><td>甲<img src='picture:a'></td></tr></table><p>乙</p>")
    assert [type(block) for block in body] == [Table, Picture, Paragraph]


def test_figures_that_stand_high_or_low_stay_so():
    assert one("<p>120m<sup>2</sup>的 CO<sub>2</sub></p>") == Paragraph((Run("120m²的 CO₂"),))


def test_other_letters_that_stand_high_are_told():
    assert from_html("<p>a<sup>n</sup></p>")[1] == (losses.SMALL,)


@pytest.mark.parametrize(
    "dirty",
    ["<p onclick='x()'>甲</p>", "<p style='color:red'>甲</p>", "<custom-thing>甲</custom-thing>"],
)
def test_what_isnt_known_leaves_its_text(dirty):
    assert from_html(dirty) == ((Paragraph((Run("甲"),)),), ())


def test_a_script_goes_with_its_content_and_is_told():
    body, lost = from_html("<p>甲</p><script>alert(1)</script>")
    assert (text(body), lost) == ("甲", ("脚本、样式和嵌入的网页内容已去掉。",))


def test_a_quotation_stays_one():
    assert one("<blockquote><p>以人为本</p></blockquote>") == Quote((Run("以人为本"),))


def test_first_line_indents_of_full_width_blanks_go():
    assert one("<p>\u3000\u3000各单位：</p>") == Paragraph((Run("各单位："),))


def test_ten_thousand_elements_in_each_other_are_read():
    body, _ = from_html("<div>" * 10_000 + "甲" + "</div>" * 10_000)
    assert text(body) == "甲"
