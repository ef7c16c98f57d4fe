"""An accepted submission becomes an article once, with its text and pictures as they came."""

import pytest
from django.db import IntegrityError, transaction

from association.base.errors import Refused
from bulletin import body
from bulletin.articles import beginning, versions
from bulletin.body import Picture
from bulletin.enums import FileKind, Origin
from bulletin.models import ArticleVersion, Column
from bulletin.submissions import attaching, sorting, writing
from tests.factories import bulletin as make
from tests.factories import cast, pictures

pytestmark = pytest.mark.django_db


def test_what_was_accepted_becomes_an_article_with_its_first_version() -> None:
    row = make.adopted()

    first = row.versions.get()
    assert (row.origin, row.unit, row.authors) == (Origin.MEMBER, row.member.name, "安然")
    assert (first.number, first.note) == (1, "来稿原文")
    assert first.body == row.submission.body


def test_a_submission_becomes_an_article_only_once() -> None:
    row = make.adopted()

    with pytest.raises(Refused, match="已经转为稿件"):
        beginning.adopt(row.submission, by=None, editor=cast.person("bulletin"))


def test_what_waits_to_be_sorted_is_no_article_yet() -> None:
    with pytest.raises(Refused, match="采用之后"):
        beginning.adopt(make.handed_in(), by=None, editor=cast.person("bulletin"))


def test_pictures_come_along_with_what_stands_below_them() -> None:
    admin = cast.person("antai_admin")
    draft = make.draft(by=admin)
    attaching.add_file(
        draft, kind=FileKind.PICTURE, upload=pictures.upload(), by=admin, caption="演练现场",
        credit="安然",
    )  # fmt: skip
    draft.refresh_from_db()
    row = writing.hand_in(draft, by=admin, rights=True)
    sorting.accept(row, by=None)

    told = beginning.adopt(
        row, by=None, column=Column.objects.get(slug="members"), editor=cast.person("bulletin")
    )

    picture = told.pictures.get()
    assert picture.file_id != row.files.get().file_id
    assert body.from_json(told.body)[-1] == Picture(picture.key, "演练现场", "安然")


def test_a_version_is_kept_once_while_nothing_changes() -> None:
    row = make.article()

    one, again = versions.freeze(row, by=None), versions.freeze(row, by=None)
    row.title = "改过的标题"
    other = versions.freeze(row, by=None)

    assert one == again
    assert [one.number, other.number] == [1, 2]
    assert one.sha256 != other.sha256


def test_a_version_stays_as_it_is() -> None:
    version = versions.freeze(make.article(), by=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVersion.objects.filter(pk=version.pk).update(note="改")
