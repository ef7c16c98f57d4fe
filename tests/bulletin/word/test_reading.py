"""A Word file as office people write it: what becomes of it, and what is told as lost."""

import io
import struct
import zipfile

import pytest

from association.base.errors import Refused
from association.base.files import texts as limits
from bulletin import body, word
from bulletin.body import Heading, ListBlock, Paragraph, Picture, Quote, Table
from tests.factories import texts
from tests.factories.texts import SENTENCE

MARK = "<w:r><w:t>"


def written(*paragraphs):
    def fill(made):
        for each in paragraphs:
            text, style = each if isinstance(each, tuple) else (each, None)
            made.add_paragraph(text, style=style)

    return word.read(texts.document(fill))


def test_a_piece_is_read_with_what_stands_round_it():
    read = word.read(texts.document())
    assert (read.title, read.subtitle, read.unit, read.authors) == (
        "十分钟班前会", "把风险讲在开工前", "北京安泰晨岭建材有限公司", "安然",
    )  # fmt: skip
    assert [type(block) for block in read.blocks] == [Paragraph, Heading, Paragraph, Picture]
    picture = read.blocks[-1]
    assert (picture.caption, picture.credit) == ("班前会现场", "邰宁")
    assert [each.key for each in read.pictures] == [picture.key]
    assert body.text(read.blocks[:1]) == SENTENCE
    assert read.lost == ()


def test_styles_and_numbers_make_headings():
    read = written(
        ("题目", "Title"), ("背景", "Heading 1"), ("做法", "Heading 2"), "（一）培训", "第五条 总则"
    )
    assert read.blocks == (
        Heading(2, "背景"), Heading(3, "做法"), Heading(3, "（一）培训"), Heading(3, "第五条 总则"),
    )  # fmt: skip


def test_the_first_short_line_is_the_title_where_no_style_says_so():
    assert written("班组安全文化", SENTENCE).title == "班组安全文化"
    assert written(SENTENCE, SENTENCE).title == ""


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("（来源：应急管理部）", "source", "应急管理部"),
        ("来源: 市应急管理局", "source", "市应急管理局"),
        ("（供稿单位：北京安泰晨岭建材有限公司）", "unit", "北京安泰晨岭建材有限公司"),
        ("（北京安泰晨岭建材有限公司供稿）", "unit", "北京安泰晨岭建材有限公司"),
        ("（通讯员 安然 邰宁）", "authors", "安然 邰宁"),
        ("文/安然", "authors", "安然"),
    ],
)
def test_lines_below_the_text_are_recognised(line, field, value):
    read = written("题目", SENTENCE, line)
    assert getattr(read, field) == value
    assert body.text(read.blocks) == SENTENCE


def test_a_name_in_the_middle_of_a_text_stays_there():
    lines = ["作者：安然", *[SENTENCE] * 8]
    assert written("题目", SENTENCE, *lines).authors == ""


def test_lists_quotations_and_tables_come_along():
    def fill(made):
        made.add_paragraph("甲项", style="List Bullet")
        made.add_paragraph("乙项", style="List Bullet")
        made.add_paragraph("以人为本", style="Quote")
        made.add_table(rows=2, cols=2).cell(0, 0).text = "级别"

    read = word.read(
        texts.document(lambda made: (made.add_paragraph("题目", style="Title"), fill(made)))
    )
    assert [type(block) for block in read.blocks] == [ListBlock, Quote, Table]
    assert read.lost == ()


def test_numbers_that_word_sets_itself_are_told():
    content = texts.with_text(
        texts.document(), "<w:p>", '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    )
    assert any("自动编号" in sentence for sentence in word.read(content).lost)


def test_a_table_in_a_table_is_told():
    def fill(made):
        cell = made.add_table(rows=1, cols=1).cell(0, 0)
        for _ in range(5):
            cell.text = "外"
            cell = cell.add_table(rows=1, cols=1).cell(0, 0)
        cell.text = "里"

    read = word.read(texts.document(fill))
    assert body.text(read.blocks).split() == ["外"] * 5 + ["里"]
    assert any("表格里又套了表格" in sentence for sentence in read.lost)


def test_tracked_changes_are_read_as_accepted_and_told():
    content = texts.with_text(
        texts.document(),
        "<w:t>作者",
        '<w:t>甲</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>增</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:t>作者',
    )
    read = word.read(content)
    assert "甲增作者" in body.text(read.blocks)
    assert "删" not in body.text(read.blocks)
    assert any("修订痕迹" in sentence for sentence in read.lost)


def test_comments_are_told_and_not_read():
    def fill(made):
        paragraph = made.add_paragraph(SENTENCE)
        made.add_comment(paragraph.runs, text="这里再改改", author="甲", initials="甲")

    read = word.read(texts.document(fill))
    assert body.text(read.blocks) == SENTENCE
    assert read.lost == ("批注没有带进来，正文不受影响。",)


def test_a_drawing_of_windows_is_told_and_the_rest_is_kept():
    emf = struct.pack("<II", 1, 108) + b"\0" * 32 + b" EMF" + b"\0" * 64
    content = texts.document()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(each for each in archive.namelist() if each.startswith("word/media/"))
    read = word.read(texts.changed(content, {name: emf}))
    assert read.pictures == ()
    assert not any(isinstance(block, Picture) for block in read.blocks)
    assert read.lost == ("有图片是 EMF 格式的，没有带进来，请另存为 JPG 或 PNG 单独上传。",)


def test_a_picture_loses_what_its_camera_wrote():
    read = word.read(texts.document())
    assert read.pictures[0].content.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in read.pictures[0].content


def test_nothing_written_as_html_becomes_html():
    read = written("题目", "<script>alert(1)</script><p onclick='x'>甲</p>")
    assert "&lt;script&gt;" in body.html(read.blocks)
    assert "<script" not in body.html(read.blocks)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "稿件.doc", "是旧版 .doc 文件，请用 Word 或 WPS 打开"),
        (b"%PDF-1.7 ", "稿件.pdf", "不是 Word 文档"),
        (b"PK\x03\x04word/document.xml", "稿件.docx", "不完整或已损坏"),
        (
            texts.changed(texts.document(), {"word/vbaProject.bin": b"x"}),
            "稿件.docm",
            "带有宏",
        ),
        (
            texts.changed(texts.document(), {"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}),
            "稿件.docx",
            "含有不该有的 XML 定义",
        ),
        (texts.changed(texts.document(), {"word/document.xml": b"<a>"}), "稿件.docx", "读不出来"),
        (texts.document(), "稿件.doc", "请把名称的结尾改为 .docx"),
    ],
)  # fmt: skip
def test_what_is_no_word_file_is_refused_with_the_way_out(content, name, sentence):
    with pytest.raises(Refused) as refused:
        word.read(content, name=name)
    assert sentence in refused.value.message


def test_a_book_is_refused_with_a_sentence():
    with pytest.raises(Refused, match="正文超过 3000 段，请分成几篇"):
        written(*["甲"] * 3001)


def test_too_many_megabytes_of_pictures_are_refused_before_they_are_unpacked(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_PICTURES", 300_000)
    swollen = texts.changed(texts.document(), {"word/media/image9.png": b"\0" * 1_200_000})
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    with pytest.raises(Refused, match="图片共 1 MB"):
        word.read(swollen)
