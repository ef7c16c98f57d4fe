"""A backup of a portal that goes on working meanwhile."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction

from association.base import clock, heartbeats, schema
from association.base.backup import archive, contents, programs
from association.base.errors import Refused


@dataclass(frozen=True, slots=True)
class Made:
    file: Path
    bytes: int
    files: int
    keys: list[str]
    rows: int
    missing: list[str]
    """Stored files on record that were not there or had other bytes: a matter for a person."""


def make(target: Path, *, keys: Mapping[str, Path]) -> Made:
    """Writes the archive; those of ``keys`` that exist go in under their names.

    Dump, digests of the tables and list of the files are of one snapshot; files are copied
    afterwards, which is sound because none is ever rewritten. Raises Refused.
    """
    if target.exists():
        raise Refused(f"{target} 已经存在，没有覆盖。请换一个文件名。")
    folder = programs.find(programs.server_major())
    present = {name: path for name, path in keys.items() if path.is_file()}
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        missing, manifest = _write(target, folder, present)
    except OSError as error:
        raise Refused(f"备份写不到 {target}：{error.strerror or error}。") from error
    heartbeats.note(heartbeats.BACKUP)
    return Made(
        file=target,
        bytes=target.stat().st_size,
        files=sum(name.startswith(archive.FILES) for name in manifest["parts"]),
        keys=sorted(present),
        rows=sum(table["rows"] for table in manifest["tables"].values()),
        missing=missing,
    )


def _write(
    target: Path, folder: Path, keys: Mapping[str, Path]
) -> tuple[list[str], contents.Manifest]:
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as room,
        archive.writing(target) as writer,
    ):
        dump = Path(room) / archive.DUMP
        with _snapshot() as name:
            manifest = _facts(programs.version_of(folder))
            stored = contents.stored()
            programs.run(
                folder, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                f"--snapshot={name}", f"--file={dump}",
            )  # fmt: skip
        writer.add_file(archive.DUMP, dump)
        dump.unlink()
        missing = [name for name, sha256 in stored if not _add(writer, name, sha256)]
        for key, path in keys.items():
            writer.add_file(archive.KEYS + key, path)
        manifest["parts"] = dict(writer.parts)
        writer.finish(manifest)
    return missing, manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    """Everything read within, by us and by pg_dump, is of one moment."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        yield cursor.fetchone()[0]


def _facts(postgres: int) -> contents.Manifest:
    return {
        "format": archive.FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "version": contents.version(),
        "postgres": postgres,
        "migrations": [list(key) for key in sorted(schema.applied())],
        "tables": contents.tables(),
        "audit_head": contents.audit_head(),
        "parts": {},
    }


def _add(writer: archive.Writer, name: str, sha256: str) -> bool:
    """Whether it is the file on record; one with other bytes is kept as it is."""
    try:
        content = default_storage.open(name, "rb")
    except FileNotFoundError:
        return False
    with content:
        return writer.add(archive.FILES + name, content, content.size) == sha256
