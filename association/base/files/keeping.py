"""Taken in, kept under a name of our own, forgotten again.

The bytes are written within the caller's transaction. If that is rolled back, or the process dies,
they are nobody's: ``sweep`` finds and deletes them. So is what a row lets go of in ``erase``.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from association.base import clock
from association.base.errors import Refused
from association.base.files import judging, names
from association.base.files.rules import DOCUMENTS, LIMIT
from association.base.models import StoredFile

IN_FLIGHT = timedelta(days=1)
"""No transaction lasts as long: bytes without a row that are older are nobody's."""


_FOLDER, _FILE = re.compile("[0-9a-f]{2}"), re.compile("[0-9a-f]{32}")


def check(
    uploaded: "File[bytes]", *, accept: tuple[str, ...] = DOCUMENTS, field: str = "file"
) -> str:
    """The file's type by content. Raises Refused with what it is and with the rule."""
    return _judged(uploaded, accept, field).media_type


def keep(
    uploaded: "File[bytes]",
    *,
    by: AbstractBaseUser | None,
    accept: tuple[str, ...] = DOCUMENTS,
    field: str = "file",
) -> StoredFile:
    """Checks and keeps an upload; of a picture only what is seen. Raises Refused as ``check``."""
    judged = judging.redrawn(_judged(uploaded, accept, field))
    return keep_bytes(judged.content, name=judged.name, media_type=judged.media_type, by=by)


def _judged(uploaded: "File[bytes]", accept: tuple[str, ...], field: str) -> judging.Judged:
    name = names.clean(uploaded.name or "")
    if not uploaded.size:
        raise Refused(f"文件“{name}”是空的，请重新选择。", field=field)
    if uploaded.size > LIMIT:
        raise Refused(f"文件“{name}”超过 10 MB，请压缩后再传。", field=field)
    uploaded.seek(0)
    content = uploaded.read()
    uploaded.seek(0)
    return judging.judge(content, name=name, accept=accept, field=field)


def keep_bytes(
    content: bytes, *, name: str, media_type: str, by: AbstractBaseUser | None
) -> StoredFile:
    """Keeps bytes that we made ourselves, or that were checked before."""
    (stored,) = keep_many([(name, content)], media_type=media_type, by=by)
    return stored


def keep_many(
    contents: Iterable[tuple[str, bytes]], *, media_type: str, by: AbstractBaseUser | None
) -> list[StoredFile]:
    """The same for several (name, bytes), their rows in one statement, in this order."""
    return StoredFile.objects.bulk_create(
        [_written(content, name, media_type, by) for name, content in contents]
    )


def _written(content: bytes, name: str, media_type: str, by: AbstractBaseUser | None) -> StoredFile:
    stored = StoredFile(
        name=names.clean(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_by=by,  # type: ignore[misc]  # the class of our users lives above
        kept_at=clock.now(),
    )
    stored.content.save(stored.name, ContentFile(content), save=False)
    return stored


@transaction.atomic
def erase(stored: StoredFile) -> None:
    """Forgets the bytes; the row with name, size and hash stays, and says when. No way back.

    If the process dies between commit and deletion, the bytes are left to ``sweep``.
    """
    locked = StoredFile.objects.select_for_update().get(pk=stored.pk)
    if locked.erased_at is None:
        place = str(locked.content.name)
        locked.content, locked.erased_at = "", clock.now()
        locked.save(update_fields=["content", "erased_at"])
        transaction.on_commit(lambda: default_storage.delete(place))
    stored.refresh_from_db()


def sweep(*, delete: bool) -> int:
    """How many kept contents no row knows, deleted if so asked. Those in flight are left alone."""
    before, found = clock.machine() - IN_FLIGHT, 0
    for places in _places():
        known = set(StoredFile.objects.filter(content__in=places).values_list("content", flat=True))
        for place in places:
            if place not in known and default_storage.get_modified_time(place) < before:
                found += 1
                if delete:
                    default_storage.delete(place)
    return found


def _places() -> Iterator[list[str]]:
    """What lies under names of our own (models.file), one folder at a time; nothing else counts."""
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        if _FOLDER.fullmatch(folder):
            files = default_storage.listdir(folder)[1]
            yield [f"{folder}/{name}" for name in files if _FILE.fullmatch(name)]
