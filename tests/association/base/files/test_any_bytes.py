"""Whatever somebody sends: it is taken or refused in words, and never breaks a screen."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFile

from association.base import files
from association.base.errors import Refused
from association.base.files import images, names
from association.base.files.rules import JPEG, PNG
from tests.association.base.files import hostile
from tests.factories.papers import pdf, picture

BEGINNINGS = {
    "a.pdf": b"%PDF-1.7\n",
    "a.jpg": b"\xff\xd8\xff",
    "a.png": b"\x89PNG\r\n\x1a\n",
    "a.xlsx": b"PK\x03\x04",
}
WHOLE = {
    "a.pdf": hostile.packed(b"<< /Type /Font >>"),
    "a.jpg": hostile.located("JPEG"),
    "a.png": hostile.with_texts(),
    "a.xlsx": hostile.workbook({"xl/sharedStrings.xml": b"<x/>"}),
}


@pytest.fixture(params=[True, False], ids=["filled up", "strict"], autouse=True)
def _pictures(request: pytest.FixtureRequest) -> Iterator[None]:
    """The PDF library has the picture library fill up what is missing, in the whole process."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, request.param
    yield
    ImageFile.LOAD_TRUNCATED_IMAGES = before


def judged(name: str, content: bytes) -> None:
    accept = files.SHEETS if name.endswith("xlsx") else files.DOCUMENTS
    with suppress(Refused):
        files.check(SimpleUploadedFile(name, content), accept=accept)
        for suffix, media_type in ((".jpg", JPEG), (".png", PNG)):
            if name.endswith(suffix):
                assert images.redrawn(content, media_type)


@settings(max_examples=150)
@given(st.sampled_from(sorted(BEGINNINGS)), st.binary(max_size=400), st.booleans())
def test_arbitrary_bytes_are_taken_or_refused(name: str, rest: bytes, begins: bool) -> None:
    judged(name, (BEGINNINGS[name] if begins else b"") + rest)


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 300),
)
def test_a_good_file_with_wrong_bytes_is_taken_or_refused(
    name: str, wrong: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(WHOLE[name])
    for at, value in wrong:
        damaged[at % len(damaged)] = value
    judged(name, bytes(damaged[: len(damaged) - cut] if cut < 100 else damaged))


@given(st.text(st.characters(codec="utf-8"), max_size=400))
def test_any_name_comes_to_one_that_can_be_kept_and_shown(name: str) -> None:
    clean = names.clean(name)
    assert 0 < len(clean.encode()) <= names.LONGEST
    assert names.clean(clean) == clean
    assert not set(clean) & set('/\\<>:"|?*\r\n\x00\u202e\u2066')
    assert not clean.startswith(".")
    assert names.disposition(name).isascii()
    assert names.disposition(name).isprintable()


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_the_good_files_themselves_are_taken(name: str) -> None:
    accept = files.SHEETS if name.endswith("xlsx") else files.DOCUMENTS
    assert files.check(SimpleUploadedFile(name, WHOLE[name]), accept=accept)
    assert files.check(SimpleUploadedFile("b.pdf", pdf()))
    assert files.check(SimpleUploadedFile("b.png", picture()))
