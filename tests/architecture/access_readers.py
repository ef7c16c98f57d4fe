"""The bulletin's pages for readers in the access table (``access.py`` says how to read it)."""

from association.base import clock, files
from bulletin import reference
from bulletin.articles import adoption, appearing, pictures, versions
from bulletin.body import Paragraph, Picture, Run, to_json
from bulletin.enums import EditionKind, EditionState, Stage, Visibility
from bulletin.models import Article, ArticlePicture, Edition, Issue
from tests.architecture.allowed import ANTAI, EVERYBODY
from tests.architecture.doors import Desk, Door, Fed, Portal, Public
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import bulletin as make
from tests.factories import issues, texts

EDITORS = ("bulletin",)


def _piece() -> Article:
    reference.install()
    found = Article.objects.filter(stage=Stage.PUBLISHED, visibility=Visibility.PUBLIC).first()
    return found or make.published()


def _picture() -> Named:
    row = ArticlePicture.objects.filter(article__title="一幅图").first() or _drawn()
    return {"pk": row.pk, "use": "w400"}


def _drawn() -> ArticlePicture:
    reference.install()
    row = make.article("一幅图")
    kept = files.keep_bytes(texts.drawn(), name="a.jpg", media_type="image/jpeg", by=None)
    added = pictures.add(row, kept)
    row.body = to_json(
        [Picture(added.key, "班前会", "邰宁", "班前会"), Paragraph((Run("正文。"),))]
    )
    row.save()
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    return added


def _issue() -> Issue:
    return Issue.objects.filter(state="released").first() or issues.released()


def _at(row: Issue) -> Named:
    return {"year": row.year, "number": row.number}


def _edition() -> Named:
    row = _issue()
    if not row.editions.filter(kind=EditionKind.SCREEN, state=EditionState.DONE).exists():
        kept = files.keep_bytes(b"%PDF-1.7", name="a.pdf", media_type="application/pdf", by=None)
        Edition.objects.create(
            issue=row, kind=EditionKind.SCREEN, of="a" * 64, state=EditionState.DONE, file=kept,
            at=clock.now(),
        )  # fmt: skip
    return _at(row)


def _column() -> Named:
    return {"slug": _piece().column.slug}


def _adopted() -> Article:
    """安泰's, that appeared."""
    found = Article.objects.filter(adoption__isnull=False, submission__isnull=False).first()
    if found is not None:
        return found
    reference.install()
    row = make.adopted()
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    row.refresh_from_db()
    appearing.record_wechat(row, url="https://example.org/a", on=clock.today(), by=None)
    adoption.issue(row, by=None)
    return row


READERS: list[Door] = [
    Public("bulletin:front", EVERYBODY),
    Public("bulletin:archive", EVERYBODY, asks="year=2020"),
    Public("bulletin:article", EVERYBODY, at=lambda: key(_piece())),
    Public("bulletin:column", EVERYBODY, at=_column),
    Public("bulletin:issue", EVERYBODY, at=lambda: _at(_issue())),
    Public("bulletin:issue_pdf", EVERYBODY, at=_edition),
    Public(
        "bulletin:picture", EVERYBODY, at=_picture,
        foreign=lambda: {"pk": ABSENT, "use": "w400"},
    ),
    Public("bulletin:search", EVERYBODY, asks="q=演练"),
    Fed("bulletin:rss", EVERYBODY),
    Fed("bulletin:atom", EVERYBODY),
    Fed("bulletin:json_feed", EVERYBODY),
    Fed("bulletin:column_rss", EVERYBODY, at=_column),
    Fed("bulletin:column_atom", EVERYBODY, at=_column),
    Fed("bulletin:column_json_feed", EVERYBODY, at=_column),
    Fed("bulletin:sitemap", EVERYBODY),
    Fed("bulletin:robots", EVERYBODY),
    Desk("admin:bulletin_appeared", EDITORS, at=lambda: key(_piece())),
    Desk("admin:bulletin_adoption", EDITORS, at=lambda: key(_adopted())),
    Portal("bulletin:adoption", ANTAI, at=lambda: {"pk": _adopted().submission_id}),
    Desk("admin:bulletin_wechat", EDITORS, at=lambda: key(_piece())),
    Desk("admin:bulletin_wechat_zip", EDITORS, at=lambda: key(_piece())),
    Desk("admin:bulletin_wechat_issue", EDITORS, at=lambda: key(_issue())),
]  # fmt: skip
