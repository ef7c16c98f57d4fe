"""Chinese is found by its words: two characters, phrases first, and nothing that one may not read."""

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from association.base import clock
from bulletin import body, search
from bulletin.enums import Stage, Visibility
from bulletin.models import Article, ArticleIndex, Column
from bulletin.search import finding, words
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db


def piece(title: str, text: str = "正文。", **told) -> Article:
    row = make.published(title, body=body.to_json(body.from_typed(text)), **told)
    search.index(row)
    return row


def titles(asked: str, **told) -> list[str]:
    return [hit.row.title for hit in search.find(asked, **told).hits]


def test_a_word_of_two_characters_is_found_in_title_and_text():
    piece("防汛值守的一夜")
    piece("冬训手记", "库区的防汛沙袋码放整齐。")
    piece("别的事", "与水无关。")
    assert titles("防汛") == ["防汛值守的一夜", "冬训手记"]


def test_what_says_the_whole_phrase_comes_before_what_says_its_words():
    piece("甲", "应急队伍到场以后，救援才真正开始。应急，应急，救援，救援。")
    piece("乙", "本市应急救援员持证上岗。")
    assert titles("应急救援") == ["乙", "甲"]


def test_a_phrase_is_found_however_either_side_was_cut():
    piece("丙", "市安联会同安全技术部检查了应急救援员的培训。")
    for asked in ("应急救援员", "救援员", "安联", "市安联", "“应急救援员的培训”"):
        assert titles(asked) == ["丙"], asked


def test_quotation_marks_ask_for_the_phrase_alone():
    piece("丁", "救援队伍到了，应急物资也到了。")
    assert titles("应急 救援") == ["丁"]
    assert titles("“应急救援”") == []


def test_full_width_and_capitals_are_read_alike():
    piece("按ＧＢ５００１６改造", "GB50016 的要求。")
    assert titles("gb50016") == titles("ＧＢ５００１６") == ["按ＧＢ５００１６改造"]


def test_hits_are_marked_and_what_stands_in_a_text_is_no_markup():
    piece("<b>防汛</b>", "前言。" * 30 + "<script>alert(1)</script>防汛值守开始。")
    (hit,) = search.find("防汛").hits
    assert hit.title == "&lt;b&gt;<mark>防汛</mark>&lt;/b&gt;"
    assert "<mark>防汛</mark>值守" in hit.says
    assert hit.says.startswith("…")
    assert "<script" not in hit.says


def test_where_no_word_is_found_the_same_letters_are():
    piece("盘古", "魑魅魍魉四字难写。")
    found = search.find("魅魍")
    assert [hit.row.title for hit in found.hits] == ["盘古"]
    assert found.letter_by_letter


def test_one_finds_by_year_and_column():
    focus, news = (Column.objects.get(slug=slug).pk for slug in ("focus", "news"))
    piece("防汛一", column="focus")
    piece("防汛二", column="news")
    year = clock.today().year
    assert set(titles("防汛")) == {"防汛一", "防汛二"}
    assert titles("防汛", column=focus) == ["防汛一"]
    assert titles("防汛", column=news, year=year) == ["防汛二"]
    assert titles("防汛", year=year - 1) == []


def test_what_is_for_members_is_found_by_members_only():
    piece("防汛内部通报", visibility=Visibility.MEMBERS)
    assert titles("防汛") == titles("通报") == []
    assert titles("防汛", for_members=True) == ["防汛内部通报"]


def test_what_is_taken_down_or_corrected_is_found_as_it_stands():
    row = piece("防汛值守")
    Article.objects.filter(pk=row.pk).update(stage=Stage.TAKEN_DOWN)
    row.refresh_from_db()
    search.index(row)
    assert titles("防汛") == []
    assert not ArticleIndex.objects.exists()


def test_all_is_indexed_anew():
    make.published("防汛值守")
    assert titles("防汛") == []
    assert search.reindex() == 1
    assert titles("防汛") == ["防汛值守"]


def test_pages_hold_ten_and_name_the_number():
    for number in range(12):
        piece(f"防汛第 {number} 日")
    first, second = search.find("防汛"), search.find("防汛", page=2)
    assert (len(first.hits), first.has_next, first.number) == (10, True, 12)
    assert (len(second.hits), second.has_next) == (2, False)
    assert not {hit.row.pk for hit in first.hits} & {hit.row.pk for hit in second.hits}


@pytest.mark.parametrize(
    "asked", ["", "  ", "，。！", "'\\", "a' | b:* & !", "\x00", "“”", "(<->)"]
)
def test_what_is_no_word_finds_nothing_and_breaks_nothing(asked):
    piece("防汛值守")
    assert search.find(asked).hits == []


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_whatever_is_typed_is_read(asked):
    search.find(asked)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_reading_plainly_keeps_every_place(text):
    assert len(words.plain(text)) == len(text)


@given(st.text(alphabet="防汛应急救援<>&'\"ＡaＢ ", max_size=60))
@settings(max_examples=100)
def test_marking_changes_nothing_but_the_marks(text):
    from html import unescape

    marked = finding.marked(text, finding._marks("防汛 应急救援"))
    assert unescape(marked.replace("<mark>", "").replace("</mark>", "")) == text


def test_who_asked_for_one_character_is_told_to_write_a_word(client):
    said = client.get(reverse("bulletin:search"), {"q": "龘"}).content.decode()
    assert "只写了一个字“龘”" in said
    assert "少写几个字" not in said
