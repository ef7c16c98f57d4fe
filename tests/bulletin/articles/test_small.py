"""Whatever is called a slip leaves every figure as it was, and most of the text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bulletin import body
from bulletin.articles import small
from bulletin.body import Paragraph, Run

SIGNS = "安全生产检查整改十三五0129，。李明北京公司的了"
FIGURES = re.compile(r"[0-9一二三四五六七八九十]")
texts = st.text(alphabet=SIGNS, min_size=1, max_size=120)


def blocks(text: str) -> body.Body:
    return (Paragraph((Run(text),)),)


@given(texts, texts)
@example("安" * 60, "安" * 59 + "全")
@example("安" * 49, "安" * 48 + "全")
def test_a_slip_changes_no_figure_and_two_in_a_hundred_signs(old: str, new: str) -> None:
    if small.why_not(({}, blocks(old)), ({}, blocks(new))) is None:
        assert FIGURES.findall(old) == FIGURES.findall(new)
        assert abs(len(old) - len(new)) * 50 <= len(old)


@given(texts)
def test_nothing_changed_is_always_small(text: str) -> None:
    assert small.why_not(({}, blocks(text)), ({}, blocks(text))) is None


@given(texts, st.integers(min_value=0), st.sampled_from("0123456789三九"))
def test_a_figure_put_in_anywhere_is_no_slip(text: str, at: int, figure: str) -> None:
    place = at % (len(text) + 1)
    put_in = text[:place] + figure + text[place:]

    assert small.why_not(({}, blocks(text * 60)), ({}, blocks(put_in + text * 59))) is not None
