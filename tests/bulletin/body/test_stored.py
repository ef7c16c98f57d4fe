"""What isn't a body is refused with a sentence that names the block."""

import pytest

from bulletin.body import Malformed, from_json

GOOD = {"kind": "rule"}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "正文应当是一列段落。"),
        ([GOOD, "x"], "正文第 2 段的种类不认识。"),
        ([{"kind": "video"}], "正文第 1 段的种类不认识。"),
        ([{"kind": ["rule"]}], "正文第 1 段的种类不认识。"),
        ([{"kind": "rule", "class": "x"}], "正文第 1 段不认识“class”。"),
        ([{"kind": "heading", "text": "甲"}], "正文第 1 段缺少“level”。"),
        (
            [{"kind": "heading", "level": 1, "text": "甲"}],
            "正文第 1 段是标题，须有文字，级别须是 2 或 3。",
        ),
        (
            [{"kind": "heading", "level": True, "text": "甲"}],
            "正文第 1 段是标题，须有文字，级别须是 2 或 3。",
        ),
        ([{"kind": "paragraph", "runs": []}], "正文第 1 段没有文字。"),
        ([{"kind": "paragraph", "runs": [{"text": " "}]}], "正文第 1 段没有文字。"),
        ([{"kind": "paragraph", "runs": "甲"}], "正文第 1 段的内容应当是一列。"),
        (
            [{"kind": "paragraph", "runs": [{"text": "甲", "style": "x"}]}],
            "正文第 1 段有不认识的文字格式。",
        ),
        ([{"kind": "paragraph", "runs": [{"text": 1}]}], "正文第 1 段有不是文字的内容。"),
        (
            [{"kind": "paragraph", "runs": [{"text": "甲", "strong": 1}]}],
            "正文第 1 段的加粗或强调应当是“是”或“否”。",
        ),
        (
            [{"kind": "paragraph", "runs": [{"text": "甲", "link": "javascript:alert(1)"}]}],
            "正文第 1 段的链接应当以 http://、https:// 或 mailto: 开头。",
        ),
        (
            [{"kind": "list", "ordered": 1, "items": [[{"text": "甲"}]]}],
            "正文第 1 段是列表，须写明是否编号，至少有一项。",
        ),
        ([{"kind": "table", "rows": [[[]]]}], "正文第 1 段是空的表格。"),
        (
            [{"kind": "picture", "key": "../a", "caption": "", "credit": "", "alt": ""}],
            "正文第 1 段的图片没有编号。",
        ),
        ([GOOD] * 3001, "正文超过 3000 段，请分成几篇。"),
        (
            [{"kind": "paragraph", "runs": [{"text": "安" * 200_001}]}],
            "正文超过 200000 字，请分成几篇。",
        ),
    ],
)
def test_it_says_what_is_wrong_and_where(told, sentence):
    with pytest.raises(Malformed) as refused:
        from_json(told)
    assert str(refused.value) == sentence
