"""Thousands of words in one pass: what is found, and what is right after all."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bulletin.checks.words import Scanner, Word, levelled

SLIP = Word("布署", "block", "错别字", "部署", unless=("公布署名",))
ANY = st.text("布署公名部安全，A１ａ", max_size=60)


def found(text: str, *words: Word) -> list[str]:
    return [text[hit.start : hit.end] for hit in Scanner(words or (SLIP,)).hits(text)]


def test_a_word_is_found_wherever_it_stands() -> None:
    assert found("布署工作，再布署") == ["布署", "布署"]


def test_inside_a_longer_word_that_is_right_it_is_none() -> None:
    assert found("已公布署名，请布署") == ["布署"]


def test_only_its_own_exception_excuses_a_word() -> None:
    other = Word("署名", "warn", "提法", unless=("署名单位",))

    assert found("公布署名", SLIP, other) == ["署名"]


def test_the_longer_of_two_is_told() -> None:
    short, long = Word("最高", "warn", "提法"), Word("最高级", "block", "提法")

    assert found("最高级的标准", short, long) == ["最高级"]


def test_full_width_and_capitals_are_the_same_letters() -> None:
    assert found("ＡＢｃ公司", Word("abC", "warn", "提法")) == ["ＡＢｃ"]


def test_without_words_nothing_is_found() -> None:
    assert Scanner(()).hits("布署") == []


@given(ANY)
def test_levelling_keeps_every_place(text: str) -> None:
    assert len(levelled(text)) == len(text)


@given(ANY, st.lists(st.text("布署公名部", min_size=1, max_size=3), max_size=6, unique=True))
def test_what_is_found_is_a_word_and_nothing_is_found_twice(text: str, words: list[str]) -> None:
    hits = Scanner(Word(each, "warn", "提法") for each in words).hits(text)

    assert all(text[hit.start : hit.end] == hit.word.word for hit in hits)
    assert all(one.end <= other.start for one, other in itertools.pairwise(hits))
    assert bool(hits) == any(each in text for each in words)
