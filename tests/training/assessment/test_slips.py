"""准考证: what it says, in three readers, and of whom it says nothing."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from association.base.errors import Refused
from tests.factories import assessment as exam
from tests.factories import cast
from tests.factories import training as make
from training.assessment import slips
from training.enums import EnrolmentState, PhotoState
from training.models import Place, Sitting

pytestmark = pytest.mark.django_db


def sitting_of(*names: str) -> Sitting:
    of, team = exam.examined_class(), cast.team("chenling")
    for name in names:
        person = make.trainee(name)
        make.whole(make.enrolment(of, team, person, state=EnrolmentState.ELIGIBLE))
    return exam.seated(of)


def text_of(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())


def pictures(page: pypdfium2.PdfPage) -> int:
    return len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))


def test_a_sitting_is_one_document_with_a_page_for_each_by_seat() -> None:
    row = sitting_of("陶然", "顾北辰", "钱行知")
    document = pypdfium2.PdfDocument(slips.of_sitting(row))
    assert len(document) == 3
    for page, place in zip(document, row.places.all(), strict=True):
        text = text_of(page)
        number = place.enrolment.trainee.id_number
        assert place.number in text
        assert place.enrolment.trainee.name in text
        assert f"{number[:4]}**********{number[-4:]}" in text
        assert number not in text
        assert "一号教学楼 203" in text
        assert pictures(page) == 1


def test_only_an_accepted_photo_is_printed() -> None:
    row = sitting_of("陶然")
    place = row.places.get()
    make.photo(place.enrolment.trainee, state=PhotoState.PENDING)
    page = pypdfium2.PdfDocument(slips.of_place(place))[0]
    assert pictures(page) == 0
    assert "现场核验" in text_of(page)


def test_a_person_gets_every_place_that_is_still_to_come_and_then_none() -> None:
    row = sitting_of("陶然")
    person = row.places.get().enrolment
    exam.seated(row.training_class, exam.ExamPart.SKILL)
    assert len(pypdfium2.PdfDocument(slips.of_enrolment(person))) == 2
    Place.objects.filter(enrolment=person).update(outcome="absent")
    with pytest.raises(Refused, match="没有准考证"):
        slips.of_enrolment(person)


def test_whoever_has_left_gets_no_slip() -> None:
    row = sitting_of("陶然", "顾北辰")
    gone = row.places.all()[0].enrolment
    gone.state = EnrolmentState.WITHDRAWN
    gone.save()
    assert len(pypdfium2.PdfDocument(slips.of_sitting(row))) == 1


@pytest.mark.skipif(
    not (shutil.which("pdftotext") and shutil.which("mutool")),
    reason="poppler or MuPDF is missing: apt-get install poppler-utils mupdf-tools",
)
def test_poppler_mupdf_and_pdfium_read_the_same_also_a_rare_name(tmp_path: Path) -> None:
    row = sitting_of("钱䶮")
    path = tmp_path / "slip.pdf"
    path.write_bytes(slips.of_sitting(row))
    poppler = subprocess.check_output(["pdftotext", path, "-"], text=True)
    mupdf = subprocess.check_output(["mutool", "draw", "-q", "-F", "txt", path], text=True)
    pdfium = text_of(pypdfium2.PdfDocument(path)[0])
    number = row.places.get().number
    for said in (poppler, mupdf, pdfium):
        assert "准考证" in said
        assert "钱䶮" in said
        assert number in said
