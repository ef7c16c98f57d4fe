"""培训合格证书 on paper: whole in three readers, small, signed, and never a national number."""

import ctypes
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from association.base import clock
from association.base.errors import Refused
from association.credentials import issuing, pictures, qr_claim, qr_key, verification
from association.credentials.enums import SignatureState, Signer
from association.credentials.models import Credential
from tests.factories.credentials import content
from tests.factories.training_certificates import kept_photo, photo, trained
from training.certificates import KIND, TEMPLATE, facts

pytestmark = pytest.mark.django_db

RARE = "周䶮𠅤"
LARGEST = 60 * 1024


def issue(name: str = "周宁宁", **fields: Any) -> Credential:
    return issuing.issue(
        kind=KIND,
        facts=facts(trained(name, **fields)),
        template=TEMPLATE,
        subject=name,
        by=None,
        valid_from=clock.today(),
    )


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content(issue(RARE)))
    return path


def text_of(document: bytes) -> str:
    told: str = pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()
    return told


def test_it_says_all_that_is_asked_of_it_on_one_sheet_on_its_side() -> None:
    credential = issue()
    document = pypdfium2.PdfDocument(content(credential))
    assert len(document) == 1
    assert [round(edge * 25.4 / 72) for edge in document[0].get_size()] == [297, 210]
    text = re.sub(r"\s", "", text_of(content(credential)))  # titles and labels are spaced out
    for words in (
        *("培训合格证书", credential.number, "周宁宁", "女", "110105********002X", "应急救援员"),
        *("四级／中级工", "陆地搜索与救援", "理论86分，技能91.5分", "40学时", "盖章处"),
        *("北京市安全生产联合会", "不是国家职业资格", "/verify/"),
    ):
        assert words in text


def test_pdfium_prints_rare_characters_and_finds_them_again(paper: Path) -> None:
    page = pypdfium2.PdfDocument(paper)[0]
    bitmap = page.render(scale=1, grayscale=True)
    pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    assert 0.01 < sum(value < 128 for value in pixels) / len(pixels) < 0.4
    assert RARE in page.get_textpage().get_text_range()


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler is missing: apt-get install poppler-utils"
)
def test_poppler_finds_the_same_and_our_faces_alone(paper: Path) -> None:
    assert RARE in subprocess.check_output(["pdftotext", paper, "-"], text=True)
    fonts = subprocess.check_output(["pdffonts", paper], text=True).splitlines()[2:]
    assert {re.split(r"[+\s]", line)[1] for line in fonts} == {"Portal-Sans", "Portal-Rare"}


@pytest.mark.skipif(
    shutil.which("mutool") is None, reason="MuPDF is missing: apt-get install mupdf-tools"
)
def test_mupdf_finds_the_same(paper: Path) -> None:
    draw = ["mutool", "draw", "-q", "-o", "-", "-F", "txt", str(paper)]
    assert RARE in subprocess.check_output(draw, text=True)


def test_an_ordinary_name_needs_one_face_and_little_room() -> None:
    document = content(issue(face=kept_photo(photo(edge=900))))
    assert len(document) <= LARGEST
    assert len(set(re.findall(rb"/FontFile2 \d+", document))) <= 1
    assert b"Portal-Rare" not in document


def test_its_signature_holds_in_pyhanko_over_the_whole_file() -> None:
    credential = issue()
    told = verification.of_file(content(credential))
    assert (told.signature, told.signer) == (SignatureState.VALID, Signer.OURS)
    (embedded,) = PdfFileReader(BytesIO(content(credential))).embedded_regular_signatures
    assert embedded.sig_object["/Reason"] == f"签发 {credential.number}"


def qr_pixels(document: bytes) -> Image.Image:
    """The code as it is printed, cut out of the page at 300 dpi."""
    page = pypdfium2.PdfDocument(document)[0]
    scale = 300 / 72
    for found in page.get_objects(filter=[3]):  # images
        left, bottom, right, top = found.get_bounds()
        if abs((right - left) - (top - bottom)) < 1:
            break
    else:
        raise AssertionError("there is no square picture on the page")
    drawn = page.render(scale=scale, grayscale=True).to_pil()
    height = page.get_size()[1]
    return drawn.crop(
        tuple(round(edge * scale) for edge in (left, height - top, right, height - bottom))
    )


def test_the_printed_code_is_the_one_that_was_meant() -> None:
    """Module for module, taken from the page as a camera would see it."""
    from association.credentials import making, qr

    credential = issue()
    code = qr.symbol(*making.scanned(credential))
    shown = qr_pixels(content(credential))
    step = shown.width / (len(code.matrix) + 4)
    seen = [
        [
            shown.getpixel((int((x + 2.5) * step), int((y + 2.5) * step))) < 128
            for x in range(len(code.matrix))
        ]
        for y in range(len(code.matrix))
    ]
    assert seen == [[bool(module) for module in row] for row in code.matrix]
    assert int(code.version) <= 10


def test_its_code_tells_level_and_direction_without_the_register() -> None:
    from association.credentials import making

    credential = issue(level=("5", "五级／初级工"), direction=None)
    claim = qr_claim.read("".join(making.scanned(credential)), [qr_key.private().public_key()])
    assert claim.facts == ("5", "-")
    assert claim.names("周宁宁")
    assert "不分方向" in text_of(content(credential))


def test_its_number_is_never_taken_for_a_national_one() -> None:
    number = KIND.number(2026, 123)
    plain = number.replace("-", "")
    assert number.startswith("BAWA-PX-2026-000123-")
    assert not re.fullmatch(r"\d{16}", plain)
    assert not re.fullmatch(r"[YS]\d{21}", plain)


def test_a_whole_identity_number_is_never_printed() -> None:
    with pytest.raises(ValueError, match="mask it"):
        facts(trained(id_number="11010519491231002X"))


def test_a_large_photo_is_made_small_and_a_small_one_is_left_alone() -> None:
    large = pictures.fitted(photo(edge=1200))
    with Image.open(BytesIO(large)) as made:
        assert (made.format, made.size) == ("JPEG", pictures.EDGES)
    assert len(large) <= pictures.LARGEST
    assert pictures.fitted(large) == large


def test_a_photo_that_was_changed_since_is_refused() -> None:
    face = kept_photo()
    said = facts(trained(face=face)) | {"photo": {"stored_file": face.pk, "sha256": "0" * 64}}
    with pytest.raises(Refused, match="照片已清除或被换过"):
        pictures.found(said)
