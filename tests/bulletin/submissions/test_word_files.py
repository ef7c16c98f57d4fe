"""A Word file becomes the text, by the job that its upload starts."""

import pytest

from association.base.errors import Refused
from association.base.models import Job, StoredFile
from bulletin import body
from bulletin.body import Picture
from bulletin.enums import FileKind, ImportState
from bulletin.models import WordImport
from bulletin.submissions import attaching, importing, writing
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def an(antai):
    return cast.person("antai_admin")


@pytest.fixture
def empty(antai, an):
    return writing.begin(antai, by=an)


def add(row, an, content=None, kind=FileKind.WORD):
    upload = texts.upload(content) if kind == FileKind.WORD else texts.picture()
    return attaching.add_file(row, kind=kind, upload=upload, by=an)


def work():
    """Every job that waits, as the worker would do it."""
    for job in Job.objects.filter(task=attaching.READ_WORD, state=Job.State.QUEUED):
        importing.run(job.pk)


def pictures(row):
    return [block for block in body.from_json(row.body) if isinstance(block, Picture)]


def test_an_empty_draft_is_filled_with_text_pictures_and_names(empty, an):
    source = add(empty, an)
    assert source.word_import.state == ImportState.WAITING
    with pytest.raises(Refused, match="还在读取"):
        writing.hand_in(empty, by=an, rights=True)
    work()
    empty.refresh_from_db()
    (shown,) = pictures(empty)
    (kept,) = empty.files.filter(kind=FileKind.PICTURE)
    assert (empty.title, empty.authors, empty.unit) == ("十分钟班前会", "安然", empty.member.name)
    assert (shown.key, kept.caption, kept.credit) == (kept.key, "班前会现场", "邰宁")
    assert Job.objects.get().state == Job.State.DONE


def test_a_text_that_stands_is_replaced_only_when_asked(an):
    row = make.draft()
    source = add(row, an)
    work()
    row.refresh_from_db()
    assert not pictures(row)
    assert WordImport.objects.get(source=source).body
    attaching.read_again(source, by=an)
    work()
    row.refresh_from_db()
    assert len(pictures(row)) == 1
    assert row.title == "十分钟班前会"


def test_replacing_forgets_the_pictures_of_the_file_before(empty, an):
    source = add(empty, an)
    work()
    attaching.read_again(source, by=an)
    work()
    assert empty.files.filter(kind=FileKind.PICTURE).count() == 1
    assert StoredFile.objects.filter(erased_at__isnull=False).count() == 1


def test_what_cant_be_read_is_told_where_the_file_stands(empty, an):
    broken = texts.changed(texts.document(), {"word/document.xml": b"<a>"})
    source = add(empty, an, broken)
    work()
    told = WordImport.objects.get(source=source)
    assert told.state == ImportState.FAILED
    assert "读不出来" in told.report[0]
    assert Job.objects.get().state == Job.State.DONE


def test_a_file_that_was_taken_off_meanwhile_is_no_error(empty, an):
    attaching.take_off_file(add(empty, an), by=an)
    work()
    assert Job.objects.get().state == Job.State.DONE
    empty.refresh_from_db()
    assert empty.body == []


def test_what_was_handed_in_meanwhile_isnt_written_over(an):
    row = make.draft()
    source = add(row, an)
    WordImport.objects.update(state=ImportState.DONE)
    writing.hand_in(row, by=an, rights=True)
    before = row.body
    Job.objects.update(params={"source": source.pk, "replace": True})
    work()
    row.refresh_from_db()
    assert row.body == before


def test_a_picture_that_is_taken_off_leaves_the_text_and_its_bytes_are_forgotten(empty, an):
    add(empty, an)
    work()
    kept = empty.files.get(kind=FileKind.PICTURE)
    attaching.take_off_file(kept, by=an)
    empty.refresh_from_db()
    assert pictures(empty) == []
    assert StoredFile.objects.get(pk=kept.file_id).erased_at


def test_a_caption_is_written_where_the_picture_stands(empty, an):
    add(empty, an)
    work()
    kept = empty.files.get(kind=FileKind.PICTURE)
    attaching.caption(kept, caption=" 开工前 ", credit="安然", by=an)
    empty.refresh_from_db()
    assert (pictures(empty)[0].caption, pictures(empty)[0].credit) == ("开工前", "安然")


def test_a_sheet_is_no_word_file(empty, an):
    with pytest.raises(Refused, match="不是 Word 文档"):
        attaching.add_file(empty, kind=FileKind.WORD, upload=texts.picture("稿.docx"), by=an)


def test_nothing_is_added_to_what_was_handed_in(an):
    with pytest.raises(Refused, match="不能再改"):
        add(make.handed_in(), an, kind=FileKind.PICTURE)
