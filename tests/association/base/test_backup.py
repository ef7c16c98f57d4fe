"""An archive is believed only whole, and nothing is touched before that is known."""

import hashlib
import json
import os
import stat
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import FileField

from association.base.backup import archive, contents, programs, restoring
from association.base.errors import Refused
from association.base.models import StoredFile

FACTS: contents.Manifest = {
    "format": archive.FORMAT,
    "made_at": "2026-11-22T08:00:00+08:00",
    "version": "0.1.0",
    "postgres": 18,
    "migrations": [],
    "tables": {},
    "audit_head": "",
    "parts": {},
}


def written(place: Path, *, secret: bytes = b"a key" * 4000, **facts: Any) -> Path:
    with archive.writing(place) as writer:
        for name, content in ((archive.DUMP, b"PGDMP" * 9000), ("keys/data.key", secret)):
            writer.add(name, BytesIO(content), len(content))
        writer.finish({**FACTS, **facts, "parts": dict(writer.parts)})  # type: ignore[typeddict-item]
    return place


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return written(tmp_path / "good.tar")


def test_a_whole_archive_is_believed_and_only_its_owner_reads_it(good: Path) -> None:
    manifest = archive.verified(good)
    assert manifest["parts"]["keys/data.key"] == {
        "bytes": 20_000,
        "sha256": hashlib.sha256(b"a key" * 4000).hexdigest(),
    }
    assert stat.S_IMODE(good.stat().st_mode) == 0o600


def flipped(at: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        place = at(content)
        return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    return change


def other_member(content: bytes) -> bytes:
    """One that the manifest doesn't know, put before the others."""
    extra = BytesIO()
    with tarfile.open(fileobj=extra, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("keys/more.key"))
    return extra.getvalue()[:512] + content


def link(content: bytes) -> bytes:
    extra = BytesIO()
    with tarfile.open(fileobj=extra, mode="w") as tar:
        entry = tarfile.TarInfo("files/x")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    return extra.getvalue()[:512] + content


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a bit of the dump": (flipped(lambda all_: all_.index(b"PGDMP") + 999), "database.dump 与清单不符"),
    "a bit of a key": (flipped(lambda all_: all_.index(b"a key") + 999), "keys/data.key 与清单不符"),
    "a bit of the manifest": (flipped(lambda all_: all_.index(b"made_at") + 30), "清单已损坏"),
    "a bit of a header": (flipped(lambda all_: 3), "读不出来"),
    "not sent to the end": (lambda all_: all_[: len(all_) // 2], "读不出来|缺少清单"),
    "without its last member": (lambda all_: all_[: all_.index(b"manifest.sha256")], "缺少清单"),
    "empty": (lambda all_: b"", "读不出来"),
    "no archive": (lambda all_: b"SELECT 1;" * 300, "读不出来"),
    "one member more": (other_member, "keys/more.key 与清单不符"),
    "a link": (link, "不是普通文件"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_refused_and_nothing_is_touched(
    good: Path, tmp_path: Path, damage: str
) -> None:
    change, sentence = DAMAGE[damage]
    good.write_bytes(change(good.read_bytes()))
    key = tmp_path / "keys" / "data.key"
    before = contents.tables()
    with pytest.raises(Refused, match=sentence):
        restoring.restore(good, keys={"data.key": key}, replace=True)
    assert not key.parent.exists()
    assert contents.tables() == before


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"没有文件 .*none\.tar"):
        archive.verified(tmp_path / "none.tar")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            {"migrations": [["base", "9999_from_the_future"]]},
            "更新的版本.*base 9999_from_the_future",
        ),
        ({"format": archive.FORMAT + 1}, "更新的版本写成"),
    ],
)
def test_a_backup_of_newer_code_is_refused(
    tmp_path: Path, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        restoring.restore(written(tmp_path / "new.tar", **facts), keys={}, replace=True)


@pytest.mark.django_db
def test_a_backup_of_a_newer_postgres_is_refused(tmp_path: Path) -> None:
    major = programs.server_major()
    archived = written(tmp_path / "new.tar", postgres=major + 1)
    with pytest.raises(Refused, match=f"来自 PostgreSQL {major + 1}，这里的服务器是更旧的 {major}"):
        restoring.restore(archived, keys={}, replace=True)


def test_a_broken_off_archive_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="unexpected end of data"),
        archive.writing(tmp_path / "x.tar") as writer,
    ):
        writer.add("files/x", BytesIO(b"short"), 6)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_table_is_known_by_its_rows_whatever_their_order() -> None:
    def rows(*names: str) -> contents.Table:
        StoredFile.objects.all().delete()
        for at, name in names:
            StoredFile.objects.create(
                pk=int(at),
                name=name,
                content=f"aa/{at}",
                size=0,
                kept_at="2026-11-22T00:00:00+08:00",
            )
        return contents.tables()["base_storedfile"]

    first = rows("1甲", "2乙")
    assert first == rows("2乙", "1甲")
    assert first["rows"] == 2
    assert first["digest"] != rows("1乙", "2甲")["digest"]
    assert rows() == {"rows": 0, "digest": "0"}


def test_all_files_of_the_portal_are_stored_files() -> None:
    """The backup takes these along and no others."""
    found = [
        str(field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, FileField)
    ]
    assert found == ["base.StoredFile.content"]


class TestPrograms:
    @pytest.fixture
    def installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
        """Puts programs of a version on the PATH, and nothing else."""

        def install(major: int) -> Path:
            for name in programs.NEEDED:
                program = tmp_path / name
                program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.3 (Debian)'\n")
                program.chmod(0o755)
            monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
            return tmp_path

        return install

    def test_the_version_of_the_server_is_taken_before_a_newer_one(
        self, installed: Callable[[int], Path]
    ) -> None:
        assert programs.find(18).name == "bin", "the wheel's"
        older = installed(16)
        assert programs.find(16) == older
        assert programs.find(17) != older

    def test_where_all_are_too_old_the_sentence_says_what_to_install(
        self, installed: Callable[[int], Path]
    ) -> None:
        installed(19)
        with pytest.raises(Refused, match="postgresql-client-20"):
            programs.find(20)

    @pytest.mark.django_db
    def test_a_program_that_fails_is_told_in_its_own_words(self) -> None:
        folder = programs.find(programs.server_major())
        with pytest.raises(Refused, match="psql 没有办成：.*no_such_table"):
            programs.run(folder, "psql", "-c", "select * from no_such_table")


def test_the_manifest_reads_as_it_was_written(good: Path) -> None:
    with tarfile.open(good) as tar:
        assert tar.getnames()[-2:] == [archive.MANIFEST, archive.SEAL]
        text = tar.extractfile(archive.MANIFEST)
        assert text is not None
        assert json.load(text) == archive.verified(good)
