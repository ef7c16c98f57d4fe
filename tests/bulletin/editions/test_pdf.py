"""A small issue on paper: read back with another library than wrote it."""

import io
import json
import re
import zlib

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from association.base.errors import Refused
from association.base.models import Job
from bulletin import body
from bulletin.articles import pictures, renditions, versions
from bulletin.body import Heading, Paragraph, Picture, Run
from bulletin.editions import contents, making, press
from bulletin.enums import EditionKind, EditionState, Stage
from bulletin.issues import locking, planning
from bulletin.models import Article, Edition, Issue, Rendition
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db
LONG = tuple(Paragraph((Run(texts.SENTENCE * 4),)) for _ in range(30))


@pytest.fixture
def jian():
    return cast.person("bulletin")


def illustrated(title: str, **told: object) -> Article:
    """With a picture that has words of its own and one that has a caption alone."""
    row = make.article(title, **told)
    added = [
        pictures.add(row, kept)
        for kept in (kept_picture("navy", (2000, 1200)), kept_picture("green", (320, 240)))
    ]
    blocks = (
        Picture(added[0].key, "班前会现场", "安然", "十几名工人围着一块白板"),
        Heading(2, "一、到 2022 年底"),
        Paragraph((Run(texts.SENTENCE * 3),)),
        Picture(added[1].key, "静电夹上的红绳"),
    )
    Article.objects.filter(pk=row.pk).update(body=body.to_json(blocks))
    row.refresh_from_db()
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.READY, approved=versions.freeze(row, by=None)
    )
    row.refresh_from_db()
    return row


def kept_picture(colour: str, size: tuple[int, int]):
    from association.base import files

    content = texts.drawn(colour=colour, size=size)
    return files.keep_bytes(content, name="现场.jpg", media_type=files.JPEG, by=None)


@pytest.fixture
def issue() -> Issue:
    long = make.approved("写得长的一篇", column="members", body=body.to_json(LONG))
    return make.issue(
        illustrated("十分钟班前会"), make.approved("一次没有脚本的演练"), long,
        focus=["十分钟班前会", "一次没有脚本的演练"], call=make.call(),
        feature_title="三件事", feature=[{"title": "减免会费", "text": "困难会员可以申请。"}],
    )  # fmt: skip


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.fixture
def made(issue) -> making.Made:
    return making.make(contents.contents(issue), EditionKind.SCREEN)


def text(content: bytes) -> list[str]:
    with pdfium.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_contents_folios_bookmarks_tags_and_words_agree(made, issue):
    facts = made.facts
    assert (facts["toc_entries"], facts["toc_mismatches"]) == (4, 0)
    assert (facts["figures"], facts["figures_without_alt"]) == (3, 0)  # two, and the QR code
    assert facts["front"] % 2 == 0
    assert facts["fill"] == "balance"
    with pdfium.PdfDocument(made.content) as document:
        titles = [mark.get_title() for mark in document.get_toc()]
    for wanted in ("封面", "目录", "安联聚焦", "十分钟班前会", "写得长的一篇", "征稿启事"):
        assert any(wanted in title for title in titles), wanted
    assert len(titles) == facts["bookmarks"]

    pages = text(made.content)
    said = "".join(pages).replace("\r\n", "").replace("\n", "")
    assert texts.SENTENCE in said
    assert "一、到2022年底" in said
    for item in issue.items.select_related("article"):
        first, last = made.items[str(item.pk)]
        assert 1 <= first <= last
        assert item.article.title in pages[made.facts["front"] + first - 1].replace("\r\n", "")
    long = issue.items.get(article__title="写得长的一篇")
    assert made.items[str(long.pk)][1] > made.items[str(long.pk)][0]


def test_it_is_a_tagged_pdf_in_chinese_with_a_title(made):
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made.content, re.DOTALL)
    unpacked = made.content + b"".join(_unpacked(each) for each in streams)
    assert b"pdfuaid" in unpacked
    assert b"zh-CN" in unpacked
    with pdfium.PdfDocument(made.content) as document:
        assert raw.FPDFCatalog_IsTagged(document.raw)
        assert document.get_metadata_dict()["Title"] == "安联会刊 2020年第2期"


def test_what_isnt_locked_is_a_proof_copy_and_says_so_on_every_page(made, issue, jian):
    pages = text(made.content)
    assert "样刊" in pages[0]
    assert "样刊" in pages[made.facts["front"]]
    ready = make.issue(make.approved("改好的一篇"), number=3)
    locking.lock(ready, by=jian)
    final = making.make(contents.contents(ready), EditionKind.SCREEN)
    assert not any("样刊" in page for page in text(final.content))


def test_the_printed_edition_has_bleed_and_whole_sheets(issue):
    press_copy = making.make(contents.contents(issue), EditionKind.PRINT)
    assert press_copy.facts["pages"] % 4 == 0
    assert press_copy.facts["toc_mismatches"] == 0
    with pdfium.PdfDocument(press_copy.content) as document:
        page = document[0]
        outer, trim = page.get_mediabox(), page.get_trimbox()
    assert trim[0] - outer[0] > 8  # three millimetres are 8.5 points; the marks stand outside
    assert round(trim[2] - trim[0]) == 595


def test_pictures_are_made_small_once(issue):
    told = contents.contents(issue)
    making.make(told, EditionKind.SCREEN)
    rows = [row.file_id for row in Rendition.objects.all()]
    assert sorted(row.width for row in Rendition.objects.all()) == [320, 1340]
    piece = issue.items.get(article__title="十分钟班前会").article
    assert {
        renditions.make(each, renditions.PRINT).file_id for each in piece.pictures.all()
    } == set(rows)
    with Rendition.objects.first().file.content.open("rb") as content:
        assert Image.open(io.BytesIO(content.read())).format == "JPEG"


def test_a_title_never_stands_alone_at_the_foot_of_a_page():
    """Pieces of every length, until one would: it begins the next page instead."""
    pieces = [
        make.approved(f"第 {at} 篇", body=body.to_json(LONG[: 3 + at % 3])) for at in range(9)
    ]
    made = making.make(contents.contents(make.issue(*pieces)), EditionKind.SCREEN)
    assert made.facts["stranded"] == []
    assert made.facts["toc_mismatches"] == 0


def test_the_job_makes_it_once_and_says_on_which_pages_pieces_stand(issue, jian, run_jobs):
    row = making.ask_for(issue, EditionKind.SCREEN, by=jian)
    assert row.job.label.startswith("制作 PDF 阅读版：")
    assert making.ask_for(issue, EditionKind.SCREEN, by=jian) == row
    assert Job.objects.count() == 1
    run_jobs()

    row.refresh_from_db()
    assert (row.state, row.facts["toc_mismatches"]) == (EditionState.DONE, 0)
    assert row.file.size == row.facts["bytes"]
    assert all(item.first_page for item in issue.items.all())
    assert making.ask_for(issue, EditionKind.SCREEN, by=jian) == row
    assert Job.objects.count() == 1

    planning.change(issue, fields={"title": "安全月"}, by=jian)
    assert making.ask_for(issue, EditionKind.SCREEN, by=jian) != row


def test_what_changed_while_it_was_waiting_is_told_and_made_anew(issue, jian, run_jobs):
    row = making.ask_for(issue, EditionKind.SCREEN, by=jian)
    planning.change(issue, fields={"title": "安全月"}, by=jian)
    run_jobs()
    row.refresh_from_db()
    assert row.state == EditionState.FAILED
    assert "内容又改了" in row.job.message


def test_an_issue_without_pieces_or_without_the_right_isnt_made(issue):
    with pytest.raises(Refused, match="没有权限制作"):
        making.ask_for(issue, EditionKind.SCREEN, by=cast.person("social"))
    with pytest.raises(Refused, match="还没有稿件"):
        making.ask_for(make.issue(number=3), EditionKind.SCREEN, by=None)
    assert not Edition.objects.exists()


def test_columns_that_take_too_long_to_balance_are_filled_one_after_the_other(issue, monkeypatch):
    monkeypatch.setitem(press.PATIENCE, "balance", 0.05)
    made = making.make(contents.contents(issue), EditionKind.SCREEN)
    assert made.facts["fill"] == "auto"
    assert made.facts["toc_mismatches"] == 0


def test_the_command_writes_the_file_and_says_what_is_in_it(issue, tmp_path):
    out = io.StringIO()
    call_command("build_issue", "2020-2", "--out", str(tmp_path / "out"), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["toc_mismatches"], told["figures_without_alt"]) == (0, 0)
    assert told["pages"] > 4
    with open(told["pdf"], "rb") as file:  # noqa: PTH123
        assert file.read(5) == b"%PDF-"


@pytest.mark.parametrize(("code", "said"), [("2019-9", "没有 2019 年第 9 期"), ("二期", "请写成")])
def test_an_issue_that_isnt_there_is_refused_with_a_sentence(code, said, tmp_path):
    with pytest.raises(CommandError, match=said):
        call_command("build_issue", code, "--out", str(tmp_path))
