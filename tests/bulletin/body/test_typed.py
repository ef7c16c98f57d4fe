"""A text typed into a plain field."""

import pytest

from bulletin.body import Heading, Paragraph, Run, as_typed, characters, from_typed, typeable
from bulletin.body.blocks import Rule


def test_lines_are_paragraphs_and_numbered_ones_headings():
    body = from_typed("　　开头。\n\n一、做法\n（一）培训\n第三条　总结\n\n# 结语\n结束。")
    assert body == (
        Paragraph((Run("开头。"),)),
        Heading(2, "一、做法"),
        Heading(3, "（一）培训"),
        Heading(3, "第三条　总结"),
        Heading(2, "结语"),
        Paragraph((Run("结束。"),)),
    )
    assert as_typed(body).splitlines()[-3:] == ["# 结语", "", "结束。"]


@pytest.mark.parametrize(
    "line",
    [
        "一、我们做了很多工作，取得了成效。",
        "一、" + "安" * 40,
        "第三条本指南适用于生产、使用单位。",
        "二〇二〇年",
    ],
)
def test_a_sentence_that_begins_with_a_number_is_no_heading(line):
    assert from_typed(line) == (Paragraph((Run(line),)),)


def test_what_has_more_than_lines_isnt_typed():
    assert not typeable((Rule(),))
    assert not typeable((Paragraph((Run("甲", strong=True),)),))


def test_blanks_dont_count_as_characters():
    assert characters(from_typed("安全 生产。\n\n一、做法")) == 9
