"""What a backup holds, and how two databases are told to be the same."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypedDict

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from association.base.models import AuditSeal, StoredFile

_CHUNK = 1024 * 1024


class Table(TypedDict):
    rows: int
    digest: str
    """A sum over the SHA-256 of all rows: the same whatever their order on disk."""


class Part(TypedDict):
    bytes: int
    sha256: str


class Manifest(TypedDict):
    format: int
    made_at: str
    version: str
    """Of the portal."""
    postgres: int
    """Major version of the programs that wrote the dump."""
    migrations: list[list[str]]
    tables: dict[str, Table]
    audit_head: str
    """The last link of the chain over the audit; empty if nothing was sealed yet."""
    parts: dict[str, Part]


def tables() -> dict[str, Table]:
    return {name: _table(name) for name in sorted(connection.introspection.table_names())}


def _table(name: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text,"  # noqa: S608 - a table's own name, quoted
            " 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)::text"
            f" from {connection.ops.quote_name(name)} t"
        )
        rows, digest = cursor.fetchone()
    return {"rows": rows, "digest": digest}


def audit_head() -> str:
    last = AuditSeal.objects.order_by("-sequence").first()
    return last.digest if last else ""


def stored() -> list[tuple[str, str]]:
    """Name in the storage and SHA-256 of every file that a row names."""
    return list(
        StoredFile.objects.exclude(content="").order_by("pk").values_list("content", "sha256")
    )


def version() -> str:
    try:
        text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return ""
    return str(tomllib.loads(text)["project"]["version"])


def damaged(files: list[tuple[str, str]]) -> list[str]:
    """Names of those that the storage hasn't got, or not with these bytes."""
    return [name for name, sha256 in files if _digest_in_storage(name) != sha256]


def _digest_in_storage(name: str) -> str:
    try:
        with default_storage.open(name, "rb") as content:
            return hash_of(content)
    except OSError:
        return ""


def hash_of(content: IO[bytes] | Any) -> str:
    digest = hashlib.sha256()
    for chunk in chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def chunks(content: IO[bytes] | Any) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk
