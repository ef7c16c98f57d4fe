"""The two formats of a report say the same, in faces that can be read."""

import io
import zipfile

import docx
import pypdfium2 as pdfium
import pytest

from association.base import files
from association.base.models import Job
from members.models import Contact
from standardization.enums import CopyFormat, SnapshotKind
from standardization.models import Case, Finding, ReportCopy, ReportEdition
from standardization.reports import copies, pictures
from standardization.reports.chapters import Grid, Pictures, chapters
from tests.conftest import RunJobs
from tests.factories import cast, reports
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db: None) -> Case:
    """安泰's, reviewed by 云岭 with 86.7 points and two findings, to be reported."""
    return reports.reviewed()


def content(edition: ReportEdition, format: CopyFormat) -> bytes:
    with edition.copies.get(format=format).file.content.open("rb") as file:
        return file.read()


def pdf_text(of: bytes) -> str:
    with pdfium.PdfDocument(of) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).split())


def word_text(of: bytes) -> str:
    document = docx.Document(io.BytesIO(of))
    return "".join("".join(document.element.body.itertext()).split())


@pytest.fixture
def edition(run_jobs: RunJobs) -> ReportEdition:
    """With a veto that failed, whatever the score."""
    case = reports.reviewed(veto=True)
    make.scored(case, SnapshotKind.RECTIFIED, "92.0", "一级")
    made = reports.signed(case)
    assert [job.state for job in run_jobs()] == [Job.State.DONE]
    return made


@pytest.mark.parametrize("format", [CopyFormat.PDF, CopyFormat.WORD])
def test_a_copy_holds_every_finding_the_score_and_the_veto(
    edition: ReportEdition, format: CopyFormat
) -> None:
    case = edition.report.case
    read = {CopyFormat.PDF: pdf_text, CopyFormat.WORD: word_text}[format]
    text = read(content(edition, format))
    wanted = [*Finding.objects.filter(case=case).values_list("number", flat=True)]
    assert len(wanted) == 2
    wanted += ["86.7", "触发1项", "动火作业经过审批", "不予达标", "92.0", "岑松", "倪川"]
    wanted += [each.name for each in edition.report.case.sites.get().key_areas.all()]
    wanted += ["".join(words.split()) for words in reports.WORDS.values()]
    assert [each for each in wanted if each not in text] == []


def test_both_hold_every_cell_of_every_table_and_every_paragraph(edition: ReportEdition) -> None:
    printed, typed = (
        pdf_text(content(edition, CopyFormat.PDF)),
        word_text(content(edition, CopyFormat.WORD)),
    )
    missing = []
    for chapter in chapters(edition.data):
        for block in chapter.blocks:
            cells = [cell for row in block.rows for cell in row] if isinstance(block, Grid) else []
            for cell in cells:
                plain = "".join(cell.split())
                if plain not in typed:
                    missing.append(("word", cell))
                # A cell that breaks over lines is read with its neighbours in between.
                if any(part not in printed for part in (plain[:4], plain[-3:])):
                    missing.append(("pdf", cell))
    assert missing == []


def test_a_pdf_carries_its_faces_and_word_names_chinese_ones(edition: ReportEdition) -> None:
    raw = content(edition, CopyFormat.PDF)
    assert b"/FontFile" in raw or b"FontFile2" in _unpacked(raw)
    with zipfile.ZipFile(io.BytesIO(content(edition, CopyFormat.WORD))) as packed:
        styles = packed.read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles


def _unpacked(raw: bytes) -> bytes:
    import zlib

    found = b""
    for part in raw.split(b"stream\n")[1:]:
        try:
            found += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return found


def test_pictures_are_in_both_and_small(edition: ReportEdition) -> None:
    shown = [
        each["file"]
        for chapter in chapters(edition.data)
        for block in chapter.blocks
        if isinstance(block, Pictures)
        for each in block.shown
    ]
    assert len(shown) == 2 * 2 + 2  # before and after of two findings, two key areas
    with zipfile.ZipFile(io.BytesIO(content(edition, CopyFormat.WORD))) as packed:
        media = [name for name in packed.namelist() if name.startswith("word/media/")]
    assert media
    assert set(pictures.small(edition.data)) >= set(shown)


def test_a_picture_that_was_erased_says_so_in_its_place(case: Case, run_jobs: RunJobs) -> None:
    made = reports.signed(case)
    files.erase(Finding.objects.filter(case=case).first().photos.first().file)
    run_jobs()
    assert "照片已清除" in pdf_text(content(made, CopyFormat.PDF))
    assert "照片已清除" in word_text(content(made, CopyFormat.WORD))


def test_made_again_it_makes_only_what_is_not_there(case: Case, run_jobs: RunJobs) -> None:
    made = reports.signed(case)
    run_jobs()
    before = set(ReportCopy.objects.filter(edition=made).values_list("pk", flat=True))
    copies.start(made, by=None)
    (job,) = run_jobs()
    assert job.state == Job.State.DONE
    assert set(ReportCopy.objects.filter(edition=made).values_list("pk", flat=True)) == before


def test_a_copy_is_made_from_the_edition_alone(case: Case, run_jobs: RunJobs) -> None:
    made = reports.signed(case)
    Finding.objects.filter(case=case).update(text="改过的问题")
    run_jobs()
    assert "改过的问题" not in pdf_text(content(made, CopyFormat.PDF))


def test_nobodys_telephone_stands_in_it(case: Case, run_jobs: RunJobs) -> None:
    mobile = "17920268888"
    Contact.objects.create(member=cast.company("antai"), name="安然", mobile=mobile)
    made = reports.signed(case)
    run_jobs()
    expert = reports.leader().expert
    for format, read in ((CopyFormat.PDF, pdf_text), (CopyFormat.WORD, word_text)):
        text = read(content(made, format))
        assert mobile not in text
        assert expert.mobile not in text


def test_the_style_sheet_knows_the_width_of_every_column(edition: ReportEdition) -> None:
    from association.base.pdf import STYLE_SHEET

    style = STYLE_SHEET.read_text(encoding="utf-8")
    grids = [
        block
        for chapter in chapters(edition.data)
        for block in chapter.blocks
        if isinstance(block, Grid)
    ]
    assert [each.caption for each in grids if sum(each.shares) != 100] == []
    assert {
        f".w{share} " for each in grids for share in each.shares if f".w{share} " not in style
    } == set()
