import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from pytest_django import DjangoCaptureOnCommitCallbacks

from association.accounts.models import User
from association.base import clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from tests.association.base.files.hostile import workbook
from tests.factories.papers import pdf, picture

PDF = pdf()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def test_a_file_is_kept_whole_under_a_name_of_our_own(lin: User) -> None:
    with clock.at("2020-06-08T10:00"):
        stored = files.keep(upload("决议（扫描）.pdf", PDF), by=lin)
    stored.refresh_from_db()
    assert (stored.name, stored.size, stored.kept_by) == ("决议（扫描）.pdf", len(PDF), lin)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert stored.kept_at.year == 2020
    assert "决议" not in stored.content.name
    assert Path(stored.content.path).read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PDF", PDF, "application/pdf"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ],
)
def test_the_type_is_told_by_the_content_not_by_the_browser(
    name: str, content: bytes, media_type: str
) -> None:
    assert files.check(upload(name, content)) == media_type


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refused, match="是空的"):
        files.check(upload("a.pdf", b""))


def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    whole = PDF + b" " * (files.LIMIT - len(PDF))
    assert files.check(upload("a.pdf", whole)) == "application/pdf"
    with pytest.raises(Refused, match="超过 10 MB"):
        files.check(upload("a.pdf", whole + b" "), field="evidence")


def test_a_workbook_is_taken_only_where_workbooks_are_asked_for() -> None:
    book = workbook()
    assert files.check(upload("名册.xlsx", book), accept=files.SHEETS) == files.XLSX
    with pytest.raises(Refused, match="PDF、JPG 或 PNG"):
        files.check(upload("名册.xlsx", book))
    with pytest.raises(Refused, match="不是 .xlsx 表格"):
        files.check(upload("名册.xlsx", PDF), accept=files.SHEETS)


@pytest.mark.django_db
def test_what_is_refused_leaves_nothing_behind() -> None:
    with pytest.raises(Refused):
        files.keep(upload("a.pdf", b"nothing"), by=None)
    assert not StoredFile.objects.exists()


def test_the_name_is_kept_clean_and_lies_nowhere_on_the_disk(lin: User) -> None:
    stored = files.keep(upload("../../etc/" + "长" * 300 + "\u202e.pdf", PDF), by=lin)
    stored.refresh_from_db()
    assert stored.name == "长" * 83 + ".pdf"
    assert re.fullmatch("[0-9a-f]{2}/[0-9a-f]{32}", stored.content.name)


def test_it_is_answered_as_a_download_that_no_browser_runs(lin: User) -> None:
    stored = files.keep(upload("决议 1.pdf", PDF), by=lin)
    response = files.respond(stored)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E5%86%B3%E8%AE%AE%201.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_what_lies_on_the_disk_is_readable_by_us_alone(lin: User) -> None:
    stored = files.keep(upload("a.pdf", PDF), by=lin)
    assert Path(stored.content.path).stat().st_mode & 0o077 == 0


def aged(stored: StoredFile, days: int) -> str:
    """Its place, as if written so many days ago."""
    then = (clock.machine() - timedelta(days=days)).timestamp()
    os.utime(stored.content.path, (then, then))
    return str(stored.content.name)


class LaterStepError(Exception):
    pass


class TestSweep:
    def rolled_back(self, days: int) -> str:
        """What an act leaves that was refused after its file was written."""
        with pytest.raises(LaterStepError), transaction.atomic():
            place = aged(files.keep(upload("a.pdf", PDF), by=None), days)
            raise LaterStepError
        return place

    def test_bytes_of_an_act_that_came_to_nothing_are_found_and_deleted(self, lin: User) -> None:
        files.sweep(delete=True)
        kept, lost = aged(files.keep(upload("a.pdf", PDF), by=lin), 9), self.rolled_back(9)
        assert default_storage.exists(lost)
        assert files.sweep(delete=False) == 1
        assert default_storage.exists(lost)
        assert files.sweep(delete=True) == 1
        assert not default_storage.exists(lost)
        assert default_storage.exists(kept)
        assert files.sweep(delete=True) == 0

    @pytest.mark.django_db
    def test_what_may_still_be_on_its_way_is_left_alone(self) -> None:
        lost = self.rolled_back(0)
        with clock.at("2099-01-01"):
            files.sweep(delete=True)
        assert default_storage.exists(lost)

    @pytest.mark.django_db
    def test_what_is_not_ours_by_name_is_left_alone(self) -> None:
        place = default_storage.save("notes/readme.txt", SimpleUploadedFile("x", b"x"))
        os.utime(default_storage.path(place), (0, 0))
        files.sweep(delete=True)
        assert default_storage.exists(place)
        default_storage.delete(place)


class TestErasing:
    def test_the_bytes_go_and_the_row_says_what_it_was_and_when(
        self, lin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        stored = files.keep(upload("a.pdf", PDF), by=lin)
        place, sha256 = stored.content.name, stored.sha256
        with clock.at("2021-01-05"), django_capture_on_commit_callbacks(execute=True):
            files.erase(stored)
        assert not default_storage.exists(place)
        assert (stored.name, stored.size, stored.sha256) == ("a.pdf", len(PDF), sha256)
        assert stored.erased_at.year == 2021
        with pytest.raises(Http404):
            files.respond(stored)
        with clock.at("2022-01-05"):
            files.erase(stored)
        assert stored.erased_at.year == 2021

    def test_an_erasing_that_is_rolled_back_loses_nothing(self, lin: User) -> None:
        stored = files.keep(upload("a.pdf", PDF), by=lin)
        with pytest.raises(LaterStepError), transaction.atomic():
            files.erase(stored)
            raise LaterStepError
        stored.refresh_from_db()
        assert stored.erased_at is None
        assert Path(stored.content.path).read_bytes() == PDF

    def test_the_database_wants_content_or_the_day_it_was_erased(self, lin: User) -> None:
        stored = files.keep(upload("a.pdf", PDF), by=lin)
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=stored.pk).update(content="")
