import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from association.accounts.models import User
from association.base import clock, files
from association.base.errors import Refused
from association.base.models import StoredFile

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n..."
JPEG = b"\xff\xd8\xff\xe0..."


def workbook() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return content.getvalue()


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
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
    ],
)
def test_the_type_is_told_by_the_content_not_by_the_browser(
    name: str, content: bytes, media_type: str
) -> None:
    assert files.check(upload(name, content)) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("page.html", PDF),
        ("picture.png", JPEG),
        ("noending", PDF),
        ("picture.svg", b"<svg onload='alert(1)'/>"),
        ("program.exe.pdf", b"MZ..."),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_the_rule(name: str, content: bytes) -> None:
    with pytest.raises(Refused, match="PDF、JPG 或 PNG，不超过 10 MB") as refusal:
        files.check(upload(name, content))
    assert name in refusal.value.message
    assert refusal.value.field == "file"


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
    with pytest.raises(Refused, match="Excel 工作簿"):
        files.check(upload("名册.xls", b"\xd0\xcf\x11\xe0"), accept=files.SHEETS)


@pytest.mark.django_db
def test_what_is_refused_leaves_nothing_behind() -> None:
    with pytest.raises(Refused):
        files.keep(upload("a.pdf", b"nothing"), by=None)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "/a/passwd.pdf"])
def test_a_path_in_the_name_is_only_a_name(lin: User, name: str) -> None:
    stored = files.keep(upload(name, PDF), by=lin)
    assert stored.name == "passwd.pdf"
    assert ".." not in stored.content.name


def test_a_very_long_name_keeps_its_end(lin: User) -> None:
    stored = files.keep_bytes(PDF, name="长" * 300 + ".pdf", media_type="application/pdf", by=lin)
    stored.refresh_from_db()
    assert len(stored.name) == 200
    assert stored.name.endswith("长.pdf")


def test_it_is_answered_as_a_download_that_no_browser_runs(lin: User) -> None:
    stored = files.keep(upload("决议 1.pdf", PDF), by=lin)
    response = files.respond(stored)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E5%86%B3%E8%AE%AE%201.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_a_name_with_line_breaks_cannot_write_headers(lin: User) -> None:
    name = 'a"\r\nSet-Cookie: x=1.pdf'
    stored = files.keep_bytes(PDF, name=name, media_type="application/pdf", by=lin)
    response = files.respond(stored)
    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]
    response.close()


def test_what_lies_on_the_disk_is_readable_by_us_alone(lin: User) -> None:
    stored = files.keep(upload("a.pdf", PDF), by=lin)
    assert Path(stored.content.path).stat().st_mode & 0o077 == 0
