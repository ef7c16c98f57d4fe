"""An issue as a letter: all of it in both forms, small, and nothing that must be loaded."""

import re
from datetime import date

import pytest

from bulletin import body
from bulletin.editions import mail
from bulletin.editions import sections as set_in
from bulletin.enums import Visibility
from bulletin.models import Article, Column, Issue, Masthead
from tests.factories import issues

pytestmark = pytest.mark.django_db


def letter(issue, **told):
    told = {"unsubscribe": "{unsubscribe}", **told}
    address = told.pop("address", lambda pk: f"https://example.org/bulletin/articles/{pk}/")
    return mail.letter(issue, set_in.of(issue), address=address, **told)


def test_both_forms_name_every_piece_with_its_column_and_address():
    issue = issues.released(masthead=issues.masthead(valid_from=date(2021, 5, 1)))
    html, text = letter(issue, read_more="https://example.org/bulletin/issues/2026-1/")
    for row in Article.objects.all():
        for form in (html, text):
            assert row.title in form
            assert f"https://example.org/bulletin/articles/{row.pk}/" in form
    for form in (html, text):
        assert form.index("安联聚焦") < form.index("一次没有脚本的演练") < form.index("会员风采")
        assert "班组每天开工前用十分钟讲清当天的风险和措施" in form  # its own opening
        assert "https://example.org/bulletin/issues/2026-1/" in form
        for said in ("示例市示例路 1 号", "010-00000000", "订阅了安联会刊", "{unsubscribe}"):
            assert said in form
    assert mail.subject(issue) == "安联会刊 2026 年第 1 期"


def test_html_has_no_picture_no_sheet_and_no_brace_but_the_placeholder():
    issue = issues.released({"focus": ("怎样读 {编号}",)})
    html, _ = letter(issue)
    assert not re.search(r"<(img|link|style|script)\b|class=|url\(", html)
    assert re.findall(r"[{}]", html.replace("{unsubscribe}", "")) == []
    assert "怎样读 &#123;编号&#125;" in html
    assert html.count("<table") == html.count("</table>") == 2


def test_what_an_issue_was_locked_with_is_mailed_whatever_was_written_since():
    issue = issues.released({"focus": ("旧题",)})
    Article.objects.update(title="新题")
    Column.objects.filter(slug="focus").update(name="改了名的栏目")
    html, _ = letter(issue)
    assert "旧题" in html
    assert "新题" not in html
    assert "改了名的栏目" not in html


def test_a_piece_for_members_is_told_to_be_one():
    issue = issues.released({"focus": ("内部通报",)})
    Article.objects.update(visibility=Visibility.MEMBERS)
    html, text = letter(issue)
    assert "仅会员" in html
    for form in (html, text):
        assert "内部通报" in form
        assert "班组每天开工前用十分钟" not in form  # nor how it begins: anybody may subscribe


def test_what_a_piece_for_members_says_stands_in_no_letter():
    issue = Issue(year=2026, number=1, masthead=Masthead(name="安联会刊"))
    piece = set_in.Piece(1, "内部通报", summary="只给会员看的摘要", members_only=True)
    told = [set_in.Section("安联聚焦", "Association Focus", "#8a2b2b", "focus", (piece,))]
    assert "只给会员看" not in "".join(
        mail.letter(issue, told, address=str, unsubscribe="{unsubscribe}")
    )


def long_letter(pieces):
    """Every title and summary as long as they may be."""
    issue = Issue(year=2026, number=1, masthead=Masthead(name="安联会刊"))
    found = [set_in.Piece(pk, "题" * 80, summary="摘" * 200) for pk in range(pieces)]
    sections = [set_in.Section("安联聚焦", "Association Focus", "#8a2b2b", "focus", tuple(found))]
    return mail.letter(issue, sections, address=str, unsubscribe="{unsubscribe}")


def test_sixty_pieces_with_long_summaries_stay_below_what_mailboxes_cut_off():
    html, _ = long_letter(60)
    assert html.count("摘" * 200) == 60
    assert len(html.encode()) < mail.MOST


def test_a_letter_that_would_grow_too_long_goes_without_summaries():
    html, text = long_letter(110)
    assert "摘" not in html + text
    assert html.count("题" * 80) == text.count("题" * 80) == 110
    assert len(html.encode()) < mail.MOST


def test_an_opening_ends_with_a_sentence_if_one_ends_in_time():
    said = "班组开工前用十分钟讲清当天的风险和措施，人人确认后再上岗。"
    for text, expected in (
        (said, said),
        (said * 5, said * 2),
        ("长" * 200, "长" * 79 + "…"),
    ):
        assert set_in.opening(body.from_typed(f"一、起因\n{text}")) == expected
