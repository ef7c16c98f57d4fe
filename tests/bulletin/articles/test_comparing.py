"""What changed between two texts is told sign by sign, and adds up to both."""

from hypothesis import given
from hypothesis import strategies as st

from bulletin import body
from bulletin.articles import comparing
from bulletin.articles.comparing import ADDED, CHANGED, GONE, SAME, Piece
from bulletin.body import Body, Picture

SENTENCE = "七点五十，油库的发油台前围起一圈人。"


def typed(text: str) -> Body:
    return body.from_typed(text)


def kinds(old: Body, new: Body) -> list[str]:
    return [line.kind for line in comparing.compare(old, new)]


def test_one_sign_is_told_and_not_its_whole_sentence() -> None:
    told = comparing.pieces("由安全部布署工作", "由安全部部署工作")

    assert [each for each in told if each.kind != SAME] == [Piece(GONE, "布"), Piece(ADDED, "部")]


def test_a_paragraph_put_in_leaves_its_neighbours_alone() -> None:
    old, new = typed(f"{SENTENCE}\n\n第二段"), typed(f"{SENTENCE}\n\n新来的一段话\n\n第二段")

    assert kinds(old, new) == [SAME, ADDED, SAME]


def test_a_paragraph_that_was_written_anew_is_one_gone_and_one_added() -> None:
    assert sorted(kinds(typed(SENTENCE), typed("完全另外的文字"))) == [ADDED, GONE]


def test_a_word_made_bold_is_a_change_without_other_words() -> None:
    plain = body.from_html("<p>安全第一</p>")[0]
    bold = body.from_html("<p><strong>安全</strong>第一</p>")[0]

    (line,) = comparing.compare(plain, bold)

    assert (line.kind, line.pieces) == (CHANGED, (Piece(SAME, "安全第一"),))


def test_a_picture_is_known_by_its_key_and_its_words_are_compared() -> None:
    old, new = (Picture("picture-1", "会场"),), (Picture("picture-1", "会场外"),)

    assert kinds(old, new) == [CHANGED]
    assert sorted(kinds(old, (Picture("picture-2", "会场"),))) == [ADDED, GONE]


def test_a_replaced_sign_counts_once() -> None:
    assert comparing.changed_characters(typed("由安全部布署工作"), typed("由安全部部署工作")) == 1


TEXT = st.text("安全生产月，。一二三", max_size=30)


@given(TEXT, TEXT)
def test_the_pieces_add_up_to_both_texts(old: str, new: str) -> None:
    told = comparing.pieces(old, new)

    assert "".join(each.text for each in told if each.kind != ADDED) == old
    assert "".join(each.text for each in told if each.kind != GONE) == new


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5))
def test_the_lines_add_up_to_both_bodies(old: list[str], new: list[str]) -> None:
    one, other = typed("\n\n".join(old)), typed("\n\n".join(new))
    lines = comparing.compare(one, other)

    def text(without: str) -> list[str]:
        return [
            "".join(each.text for each in line.pieces if each.kind != without)
            for line in lines
            if line.kind != without
        ]

    assert text(ADDED) == [body.text([each]) for each in one]
    assert text(GONE) == [body.text([each]) for each in other]
