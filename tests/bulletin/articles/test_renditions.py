"""A picture in the size that a page asks for: made once, no larger than it was."""

import io
from threading import Thread

import pytest
from django.db import connection
from PIL import Image

from association.base import files
from bulletin.articles import pictures, renditions
from bulletin.models import ArticlePicture, Rendition
from tests.factories import bulletin as make
from tests.factories import texts

pytestmark = pytest.mark.django_db


def picture(size=(2000, 1000), *, kind="JPEG"):
    content = texts.drawn(size=size, kind=kind)
    kept = files.keep_bytes(content, name="现场.jpg", media_type=f"image/{kind.lower()}", by=None)
    return pictures.add(make.article(), kept)


def opened(row: Rendition) -> Image.Image:
    with row.file.content.open("rb") as content:
        return Image.open(io.BytesIO(content.read()))


def test_it_is_made_once_in_the_width_that_was_asked_for():
    row = picture()
    first, again = renditions.make(row, "w800"), renditions.make(row, "w800")
    assert first == again
    assert Rendition.objects.count() == 1
    assert opened(first).size == (first.width, first.height) == (800, 400)
    assert opened(first).format == "JPEG"


def test_a_small_picture_is_not_blown_up_and_the_page_knows_its_size():
    row = picture((300, 200))
    assert [(each.use, each.width, each.height) for each in renditions.sizes(row)] == [
        ("w400", 300, 200)
    ]
    assert opened(renditions.make(row, "w400")).size == (300, 200)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (400, [("w400", 400)]),
        (401, [("w400", 400), ("w800", 401)]),
        (1000, [("w400", 400), ("w800", 800), ("w1600", 1000)]),
        (4000, [("w400", 400), ("w800", 800), ("w1600", 1600)]),
    ],
)
def test_a_page_offers_what_the_picture_has(width, expected):
    row = picture((width, 300))
    assert [(each.use, each.width) for each in renditions.sizes(row)] == expected
    assert renditions.make_all([row]) == len(expected)
    for each in renditions.sizes(row):
        made = renditions.make(row, each.use)
        assert (made.width, made.height) == (each.width, each.height)
    assert Rendition.objects.count() == len(expected)


def test_covers_are_cut_to_what_wechat_shows():
    row = picture((640, 960))
    assert opened(renditions.make(row, "cover-wide")).size == (900, 383)
    assert opened(renditions.make(row, "cover-square")).size == (383, 383)


def test_what_can_be_seen_through_is_laid_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (500, 100), (0, 0, 0, 0)).save(out, "PNG")
    content, size = renditions.drawn(out.getvalue(), "w400")
    assert size == (400, 80)
    assert Image.open(io.BytesIO(content)).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same():
    row, made = picture(), []

    def ask():
        own = ArticlePicture.objects.get(pk=row.pk)  # as each request has
        made.append(renditions.make(own, "w800").pk)
        connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(made) == 4
