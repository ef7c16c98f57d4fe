"""What is pasted keeps its looks without a style sheet, and fits."""

import re
from html.parser import HTMLParser

from hypothesis import given, settings

from bulletin.body import Heading, ListBlock, Paragraph, Picture, Run, Table, from_typed
from bulletin.editions import wechat
from tests.bulletin.body.texts import BODIES

HEAD = {
    "origin": "member", "title": "十分钟班前会", "kicker": "一个班组的办法", "subtitle": "——讲在前面",
    "unit": "北京安泰晨岭建材有限公司", "authors": "安然", "photographer": "邰宁",
}  # fmt: skip


def paste(*blocks, head=HEAD, address=lambda key: f"https://example.org/{key}.jpg", **told):
    return wechat.paste(head, blocks, address=address, **told)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(BODIES)
@settings(max_examples=100)
def test_it_holds_only_what_wechat_keeps_and_every_element_is_closed(blocks):
    found = Elements(paste(*blocks))
    assert found.open == []
    assert found.tags <= {
        "section", "p", "strong", "em", "sup", "img", "table", "tbody", "tr", "td",
    }  # fmt: skip
    assert found.attributes <= {"style", "src", "alt"}


def test_links_become_numbered_notes_at_the_end_and_one_address_has_one_number():
    there, other = "https://example.org/a?b=1&c=2", "mailto:bianji@example.org"
    html = paste(
        Paragraph((Run("见"), Run("通", link=there), Run("知", True, link=there), Run("。"))),
        Paragraph((Run("来信", link=other), Run("，再看"), Run("同一处", link=there))),
    )
    assert "见通<strong>知</strong><sup>[1]</sup>。" in html
    assert "来信<sup>[2]</sup>，再看同一处<sup>[1]</sup>" in html
    assert html.count("https://example.org/a?b=1&amp;c=2") == 1
    assert "[2] bianji@example.org" in html
    assert "<a" not in html


def test_an_address_that_is_written_out_needs_no_note():
    html = paste(Paragraph((Run("https://example.org", link="https://example.org"),)))
    assert "<sup>" not in html


def test_it_says_who_wrote_it_and_where_it_was_taken_from():
    html = paste(from_typed("一段。")[0], read_more="https://example.org/bulletin/articles/7/")
    for said in ("一个班组的办法", "——讲在前面", "单位：北京安泰晨岭建材有限公司", "作者：安然"):
        assert said in html
    assert "十分钟班前会" not in html  # a field of its own there
    assert "来源" not in html
    assert html.index("作者：安然") < html.index("阅读原文：https://example.org/bulletin/")
    reprint = paste(head={"origin": "reprint", "source_name": "应急管理部"})
    assert "来源：应急管理部" in reprint


def test_a_picture_says_what_it_shows_and_who_took_it_and_one_without_a_place_is_left_out():
    html = paste(Picture("a", "班前会现场", "邰宁", "工人围成一圈"))
    assert 'src="https://example.org/a.jpg" alt="工人围成一圈"' in html
    assert "班前会现场　摄影：邰宁" in html
    assert "<img" not in paste(Picture("a", "班前会现场"), address=lambda key: "")


def test_a_list_keeps_its_numbers_and_a_table_its_cells():
    html = paste(
        ListBlock(True, ((Run("甲"),), (Run("乙"),))),
        Table((((Run("级别"),), (Run("分数"),)),)),
    )
    assert "1.&nbsp;甲" in html
    assert "2.&nbsp;乙" in html
    assert re.findall(r"<td[^>]*>([^<]*)", html) == ["级别", "分数"]


def test_what_fits_is_one_part():
    blocks = from_typed("一、讲什么\n讲风险。")
    (part,) = wechat.split(HEAD, blocks, address=str)
    assert part.blocks == blocks
    assert part.fits
    assert part.html == wechat.paste(HEAD, blocks, address=str)
    assert part.begins == "一、讲什么"


def test_what_is_too_long_is_cut_before_a_heading_and_loses_nothing():
    chapter = (Heading(2, "一、讲什么"), *[Paragraph((Run("风险和措施" * 60),))] * 20)
    blocks = chapter * 6
    parts = wechat.split(HEAD, blocks, address=str)
    assert len(parts) > 1
    assert all(part.fits for part in parts)
    assert sum((part.blocks for part in parts), ()) == blocks
    assert all(isinstance(part.blocks[0], Heading) for part in parts)


def test_a_block_that_is_too_long_by_itself_is_said_not_to_fit():
    long = Paragraph((Run("长" * wechat.MOST),))
    before, after = Paragraph((Run("前"),)), Paragraph((Run("后"),))
    parts = wechat.split(HEAD, (before, long, after), address=str)
    assert [part.fits for part in parts] == [True, False, True]


def test_an_article_of_usual_length_fits():
    blocks = from_typed("\n".join(["班组每天开工前用十分钟讲清当天的风险和措施。" * 5] * 40))
    (part,) = wechat.split(HEAD, blocks, address=str)
    assert 4_000 < part.characters < 10_000
