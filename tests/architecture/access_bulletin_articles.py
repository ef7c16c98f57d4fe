"""Articles at the desk in the access table (``access.py`` says how to read and extend it)."""

from bulletin import reference
from bulletin.articles import editing
from bulletin.models import Article, ArticlePicture, WordRule
from tests.architecture.doors import Desk, Door, Stock
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import bulletin as make
from tests.factories import cast, texts

EDITORS = ("bulletin",)
READERS = ("bulletin", "general", "head")
WRITERS = ("bulletin", "general")


def _article() -> Article:
    reference.install()
    return Article.objects.first() or make.article()


def _picture() -> ArticlePicture:
    row = _article()
    return row.pictures.first() or editing.add_picture(
        row, upload=texts.picture(), by=cast.person("bulletin")
    )


def _version() -> Named:
    row = _article()
    found = row.versions.first() or editing.save_version(row, by=cast.person("bulletin"))
    return {"pk": row.pk, "number": found.number}


def _shown() -> Named:
    row = _picture()
    return {"pk": row.article_id, "picture_pk": row.pk}


def _foreign() -> Named:
    return {**_shown(), "picture_pk": ABSENT}


def _word() -> WordRule:
    reference.install()
    return WordRule.objects.earliest("pk")


def _at() -> Named:
    return key(_article())


STOCK = [Stock("bulletin.WordRule", make=_word, view=EDITORS, add=EDITORS, change=EDITORS)]

DOORS: list[Door] = [
    Desk("admin:bulletin_articles", READERS),
    Desk("admin:bulletin_article_begin", EDITORS),
    Desk("admin:bulletin_article", READERS, at=_at),
    Desk("admin:bulletin_article_open", EDITORS, 302, at=_at, sends={}),
    Desk("admin:bulletin_article_edit", WRITERS, at=_at),
    Desk("admin:bulletin_article_save", EDITORS, 422, at=_at, sends={"saves": "0"}),
    Desk("admin:bulletin_article_pictures", EDITORS, 302, at=_at, sends={}),
    Desk("admin:bulletin_article_picture", READERS, at=_shown, foreign=_foreign),
    Desk(
        "admin:bulletin_article_picture_change", EDITORS, 302, at=_shown, foreign=_foreign,
        sends={"act": "place"},
    ),
    Desk("admin:bulletin_article_version", READERS, at=_version),
]  # fmt: skip
