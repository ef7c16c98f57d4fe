"""Private files: taken in by their content, kept under a name of our own, answered by an app."""

import hashlib
from pathlib import PurePath
from urllib.parse import quote

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.http import FileResponse

from association.base import clock
from association.base.errors import Refused
from association.base.models import StoredFile

MEGABYTE = 1024 * 1024
LIMIT = 10 * MEGABYTE
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MAGIC = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    XLSX: b"PK\x03\x04",
}
_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    XLSX: (".xlsx",),
}
DOCUMENTS = ("application/pdf", "image/jpeg", "image/png")
DOCUMENTS_RULE = "PDF、JPG 或 PNG，不超过 10 MB"
SHEETS = (XLSX,)
SHEETS_RULE = "Excel 工作簿（.xlsx），不超过 10 MB"
_RULES = {DOCUMENTS: DOCUMENTS_RULE, SHEETS: SHEETS_RULE}


def _media_type(head: bytes, name: str, accept: tuple[str, ...]) -> str | None:
    """The type told by the content; the name's ending has to agree with it."""
    suffix = PurePath(name).suffix.lower()
    for media_type in accept:
        if head.startswith(_MAGIC[media_type]) and suffix in _SUFFIXES[media_type]:
            return media_type
    return None


def check(
    uploaded: "File[bytes]", *, accept: tuple[str, ...] = DOCUMENTS, field: str = "file"
) -> str:
    """The file's type by content. Raises Refused with the rule if it isn't one of these."""
    name = PurePath(uploaded.name or "").name
    if not uploaded.size:
        raise Refused(f"文件“{name}”是空的，请重新选择。", field=field)
    if uploaded.size > LIMIT:
        raise Refused(f"文件“{name}”超过 10 MB，请压缩后再传。", field=field)
    uploaded.seek(0)
    head = uploaded.read(16)
    uploaded.seek(0)
    media_type = _media_type(head, name, accept)
    if media_type is None:
        raise Refused(
            f"文件“{name}”的内容不是可收的类型。请上传 {_RULES.get(accept, '规定类型')}。",
            field=field,
        )
    return media_type


def keep(
    uploaded: "File[bytes]", *, by: AbstractBaseUser | None, accept: tuple[str, ...] = DOCUMENTS
) -> StoredFile:
    """Checks and keeps an upload. Raises Refused with the rule."""
    media_type = check(uploaded, accept=accept)
    return keep_bytes(
        uploaded.read(), name=PurePath(uploaded.name or "").name, media_type=media_type, by=by
    )


def keep_bytes(
    content: bytes, *, name: str, media_type: str, by: AbstractBaseUser | None
) -> StoredFile:
    """Keeps bytes that we made ourselves, or that were checked before."""
    stored = StoredFile(
        name=name[-200:],
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_by=by,  # type: ignore[misc]  # the class of our users lives above
        kept_at=clock.now(),
    )
    stored.content.save(name, ContentFile(content), save=False)
    stored.save()
    return stored


def respond(stored: StoredFile) -> FileResponse:
    """As a download that no browser will run. The caller has checked who is asking."""
    return as_download(stored.content.open("rb"), name=stored.name, media_type=stored.media_type)


def as_download(content: "File[bytes]", *, name: str, media_type: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
