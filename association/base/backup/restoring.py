"""A backup into an empty cluster. Nothing is touched before every hash of it has been compared."""

import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from association.base import clock, schema, sealing
from association.base.backup import archive, contents, programs
from association.base.errors import Refused


@dataclass(frozen=True, slots=True)
class Restored:
    made_at: str
    tables: int
    rows: int
    files: int
    keys: list[str]
    set_aside: list[str]
    """Keys that were here and differ: kept beside the restored ones, never overwritten."""
    migrated: int
    """How many migrations the backup lacked."""
    audit: int
    """Links of the chain, all of which hold."""


def restore(path: Path, *, keys: Mapping[str, Path], replace: bool = False) -> Restored:
    """Database, files and keys (name → where it belongs), then what the code has learnt since.

    ``replace`` drops the tables of a database that isn't empty. The database changes in one
    transaction; if it can't, files and keys are put back too. Raises Refused.
    """
    manifest = archive.verified(path)
    folder = _refuse_unfit(manifest, replace=replace)
    aims = _aims(manifest, keys)
    with (
        tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as room,
        _undone_unless_finished() as steps,
    ):
        _unpack(path, Path(room), aims, steps)
        _load(folder, Path(room), replace=replace)
    os.sync()
    _forget_what_was_known()
    _compare(manifest)
    missing = schema.missing()
    if missing:
        call_command("migrate", verbosity=0, interactive=False)
    verdict = sealing.verify(expect=manifest["audit_head"])
    if not verdict.holds:
        raise Refused(f"已恢复，但操作记录链断在第 {verdict.broken_at} 环：{verdict.problem}")
    return Restored(
        made_at=manifest["made_at"],
        tables=len(manifest["tables"]),
        rows=sum(table["rows"] for table in manifest["tables"].values()),
        files=len(_stored(manifest)),
        keys=[name.removeprefix(archive.KEYS) for name in aims],
        set_aside=[str(aside) for _, aside in steps.aside],
        migrated=len(missing),
        audit=verdict.sealed,
    )


# --- Before anything is touched ------------------------------------------------------------------
def _refuse_unfit(manifest: contents.Manifest, *, replace: bool) -> Path:
    """The programs to restore with. Raises Refused if backup, code and target don't fit."""
    if strange := schema.unknown({(app, name) for app, name in manifest["migrations"]}):
        app, name = min(strange)
        raise Refused(
            f"备份来自更新的版本 {manifest['version']}（有迁移 {app} {name}，这里没有）。"
            "请先把门户升级到那个版本，再恢复。"
        )
    server = programs.server_major()
    if server < manifest["postgres"]:
        raise Refused(
            f"备份来自 PostgreSQL {manifest['postgres']}，这里的服务器是更旧的 {server}。"
            "请换用同样新或更新的 PostgreSQL。"
        )
    if not replace and (held := _what_is_here()):
        raise Refused(
            f"要恢复到的地方不是空的：{held}。请换一个空的数据库和 DATA_DIR；"
            "确实要丢弃这里的数据，加 --replace。"
        )
    if others := _others():
        raise Refused(f"数据库上还有 {others} 个连接。请先停下门户的全部进程，再恢复。")
    return programs.find(server)


def _what_is_here() -> str:
    if connection.introspection.table_names():
        return "数据库里已有表"
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return ""
    return "文件目录里已有文件" if folders or files else ""


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _aims(manifest: contents.Manifest, keys: Mapping[str, Path]) -> dict[str, Path]:
    """Member → where it goes, for the keys that the archive holds."""
    return {
        name: keys[name.removeprefix(archive.KEYS)]
        for name in manifest["parts"]
        if name.startswith(archive.KEYS) and name.removeprefix(archive.KEYS) in keys
    }


def _stored(manifest: contents.Manifest) -> list[tuple[str, str]]:
    return [
        (name.removeprefix(archive.FILES), part["sha256"])
        for name, part in manifest["parts"].items()
        if name.startswith(archive.FILES)
    ]


# --- What can be taken back ----------------------------------------------------------------------
@dataclass(slots=True)
class _Steps:
    files: list[str] = field(default_factory=list)
    keys: list[Path] = field(default_factory=list)
    aside: list[tuple[Path, Path]] = field(default_factory=list)


@contextmanager
def _undone_unless_finished() -> Iterator[_Steps]:
    steps = _Steps()
    try:
        yield steps
    except BaseException:
        for name in steps.files:
            default_storage.delete(name)
        for path in steps.keys:
            path.unlink(missing_ok=True)
        for path, aside in steps.aside:
            aside.rename(path)
        raise


def _unpack(path: Path, room: Path, aims: Mapping[str, Path], steps: _Steps) -> None:
    def take(entry: tarfile.TarInfo, content: IO[bytes]) -> None:
        if entry.name == archive.DUMP:
            with (room / archive.DUMP).open("wb") as dump:
                dump.writelines(contents.chunks(content))
        elif entry.name.startswith(archive.FILES):
            _put_file(entry.name.removeprefix(archive.FILES), content, steps)
        elif entry.name in aims:
            _put_key(aims[entry.name], content.read(), steps)

    archive.each(path, take)


def _put_file(name: str, content: IO[bytes], steps: _Steps) -> None:
    """Under the very name that its row knows; one that lies there already is compared later."""
    if not default_storage.exists(name):
        steps.files.append(name)
        default_storage.save(name, File(content))


def _put_key(path: Path, key: bytes, steps: _Steps) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        if path.read_bytes() == key:
            return
        aside = path.with_name(f"{path.name}.before-{clock.now():%Y%m%d%H%M%S}")
        path.rename(aside)
        steps.aside.append((path, aside))
    steps.keys.append(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)


def _load(folder: Path, room: Path, *, replace: bool) -> None:
    """One transaction, from the first dropped table to the last index."""
    script = room / "script.sql"
    programs.run(
        folder, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}",
        room / archive.DUMP,
    )  # fmt: skip
    connection.close()
    anew = ("-c", "drop schema public cascade", "-c", "create schema public") if replace else ()
    programs.run(
        folder, "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
        *anew, f"--file={script}",
    )  # fmt: skip
    programs.run(folder, "psql", "--no-psqlrc", "--quiet", "-c", "analyze")


# --- Afterwards ----------------------------------------------------------------------------------
def _forget_what_was_known() -> None:
    connection.close()
    ContentType.objects.clear_cache()
    cache.clear()


def _compare(manifest: contents.Manifest) -> None:
    """Raises Refused if anything is other than it was backed up."""
    here = contents.tables()
    wanted = manifest["tables"]
    wrong = sorted(name for name in {*here, *wanted} if here.get(name) != wanted.get(name))
    lost = contents.damaged(_stored(manifest))
    if wrong or lost:
        raise Refused(
            "已恢复，但与备份不一致，请不要使用："
            + "；".join([f"表 {name}" for name in wrong] + [f"文件 {name}" for name in lost])
        )
