"""Blanks beside figures go, blanks between words stay, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin import body
from bulletin.body import Paragraph, Run
from bulletin.editions.tight import tight, tightened


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("到 2022 年底", "到2022年底"),
        ("2 个专题", "2个专题"),
        ("用 Word 写的", "用Word写的"),
        ("扎实推进 再上台阶", "扎实推进 再上台阶"),
        ("Emergency Class", "Emergency Class"),
        ("GB 18218", "GB 18218"),
    ],
)
def test_a_blank_beside_a_figure_goes_and_others_stay(written, set_as):
    assert tight(written) == set_as


def test_a_blank_at_the_seam_of_two_runs_goes_too():
    block = Paragraph((Run("共有 "), Run("24", strong=True), Run(" 家")))
    assert tightened((block,)) == (Paragraph((Run("共有"), Run("24", strong=True), Run("家"))),)


@given(st.lists(st.text("安全 2a，", min_size=1), min_size=1, max_size=5))
def test_nothing_but_blanks_is_ever_lost(parts):
    blocks = (Paragraph(tuple(Run(each, strong=at % 2 == 0) for at, each in enumerate(parts))),)
    read = body.text(tightened(blocks))
    assert read.replace(" ", "") == "".join(parts).replace(" ", "")
    assert read == tight("".join(parts))
