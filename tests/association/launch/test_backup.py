"""A backup of one portal brought up again as another: database, files, keys, and what they prove."""

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.association.launch.conftest import Script
from tests.association.launch.processes import assert_nothing_left

pytestmark = pytest.mark.xdist_group("servers")

MOBILE = "17920260071"

FILL = f"""
from pathlib import Path
from association.base import files, sealing
from members.register import certificates
from tests.factories import cast, members
antai, lin = cast.company("antai"), cast.person("social")
members.contact(antai, "田禾", mobile="{MOBILE}")
files.keep_bytes(b"paper", name="决议.pdf", media_type="application/pdf", by=lin)
given = certificates.issue(antai, by=lin, reason="按期换证").credential
Path("{{folder}}/given.pdf").write_bytes(given.file.content.read())
sealing.seal()
print(given.number)
"""
# Papers go on coming in, a row and a file each, until nobody reads any more.
BUSY = """
import sys
from association.base import files
while True:
    files.keep_bytes(b"x" * 70_000, name="x.pdf", media_type="application/pdf", by=None)
    print("kept", flush=True)
"""
LOOK = """
import json
from association.base.backup import contents
from association.base.models import StoredFile
from members.models import Contact
print(json.dumps({
    "mobile": Contact.objects.get(name="田禾").mobile,
    "files": StoredFile.objects.count(),
    "damaged": contents.damaged(contents.stored()),
    "tables": contents.tables(),
}))
"""


class Portal:
    """``manage.py`` on one DATA_DIR."""

    def __init__(self, script: Script, data_dir: Path) -> None:
        self._script = script
        self.data_dir = data_dir

    def begin(self, *arguments: str) -> Any:
        return self._script("manage.py", *arguments, DATA_DIR=str(self.data_dir))

    def tell(self, *arguments: str) -> tuple[int, str, str]:
        process = self.begin(*arguments)
        output, errors = process.communicate(timeout=300)
        return process.returncode, output, errors

    def answer(self, *arguments: str) -> Any:
        code, output, errors = self.tell(*arguments, "--json")
        assert code == 0, errors
        return json.loads(output)

    def shell(self, code: str) -> str:
        status, output, errors = self.tell("shell", "--no-imports", "-c", code)
        assert status == 0, errors
        return output.strip().rpartition("\n")[2]


def test_a_portal_comes_back_whole_on_another_machine(
    ready_dir: Path, data_dir_of_another: Path, script: Script
) -> None:
    old, new = Portal(script, ready_dir), Portal(script, data_dir_of_another)
    folder = ready_dir.parent
    number = old.shell(FILL.format(folder=folder))

    busy = old.begin("shell", "--no-imports", "-c", BUSY)
    assert busy.stdout.readline() == "kept\n"
    made = old.answer("backup", "--to", str(folder / "one.tar"))
    assert busy.poll() is None, "people went on working meanwhile"
    busy.terminate()
    busy.communicate(timeout=60)

    assert made["missing"] == []
    assert {"credentials.pem", "data.key", "qr.pem", "secret.key"} == set(made["keys"])
    assert Path(made["file"]).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.glob("*.tar*")) == ["one.tar"]

    restored = new.answer("restore", made["file"])
    assert (restored["files"], restored["rows"]) == (made["files"], made["rows"])
    assert restored["audit"] > 0
    for name in ("secret.key", "keys/data.key", "keys/credentials.pem"):
        assert (new.data_dir / name).read_bytes() == (old.data_dir / name).read_bytes()
        assert (new.data_dir / name).stat().st_mode & 0o777 == 0o600

    found = json.loads(new.shell(LOOK))
    assert found["mobile"] == MOBILE
    assert (found["files"], found["damaged"]) == (made["files"], [])
    manifest = member(Path(made["file"]), "manifest.json")
    changed = {
        name for name in found["tables"] if found["tables"][name] != manifest["tables"][name]
    }
    assert changed == set()

    verdict = new.answer("verify", str(folder / "given.pdf"))
    assert (verdict["number"], verdict["state"]) == (number, "valid")
    assert (verdict["signature"], verdict["signer"], verdict["hash_known"]) == (
        "valid", "ours", True,
    )  # fmt: skip
    assert new.answer("verify_audit", "--expect", manifest["audit_head"])["sealed"] > 0
    assert_nothing_left(new.data_dir)


def test_a_portal_in_use_is_not_written_over_unless_asked(ready_dir: Path, script: Script) -> None:
    portal = Portal(script, ready_dir)
    archive = ready_dir.parent / "empty.tar"
    code, output, _ = portal.tell("backup", "--to", str(archive), "--without-keys")
    assert code == 0
    assert "备份里没有密钥" in output
    with tarfile.open(archive) as tar:
        assert [name for name in tar.getnames() if name.startswith("keys/")] == []
    code, _, errors = portal.tell("backup", "--to", str(archive))
    assert (code, "已经存在，没有覆盖" in errors) == (1, True)

    members = "from members.models import Member; print(Member.objects.count())"
    portal.shell("from tests.factories import cast; cast.company('antai')")
    code, output, errors = portal.tell("restore", str(archive))
    assert (code, output) == (1, "")
    assert "不是空的：数据库里已有表" in errors
    assert portal.shell(members) == "1"

    keys = (ready_dir / "keys" / "credentials.pem").read_bytes()
    assert portal.answer("restore", str(archive), "--replace")["files"] == 0
    assert portal.shell(members) == "0"
    assert (ready_dir / "keys" / "credentials.pem").read_bytes() == keys


def test_an_older_backup_is_brought_up_to_date(
    ready_dir: Path, data_dir_of_another: Path, script: Script
) -> None:
    old, new = Portal(script, ready_dir), Portal(script, data_dir_of_another)
    # As it was some migrations ago: each more would have to be taken back as well.
    assert old.tell("migrate", "bulletin", "0006", "--verbosity", "0")[0] == 0
    missing = "from association.base import schema; print(len(schema.missing()))"
    lacking = int(old.shell(missing))
    assert lacking > 0
    made = old.answer("backup", "--to", str(ready_dir.parent))
    assert new.answer("restore", made["file"])["migrated"] == lacking
    assert new.shell(missing) == "0"


def member(archive: Path, name: str) -> Any:
    with tarfile.open(archive) as tar:
        content = tar.extractfile(name)
        assert content is not None
        return json.load(content)
