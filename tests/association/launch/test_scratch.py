"""Where a run of the tests keeps its files."""

import os
from pathlib import Path

import pytest

from association.launch import check, scratch


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with enough of it, on which nobody has named a folder."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(scratch, "MEMORY", tmp_path)
    monkeypatch.setattr(scratch, "NEEDED", 1)
    return tmp_path


def test_a_run_has_a_folder_in_memory_and_leaves_nothing(memory: Path) -> None:
    with scratch.room() as environment:
        folder = Path(environment["TMPDIR"])
        assert folder.parent == memory
        assert folder.stat().st_mode & 0o777 == 0o711, "servers of another user pass through"
        (folder / "database").mkdir()
    assert list(memory.iterdir()) == []


def test_what_the_tests_begin_finds_that_folder(
    memory: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = tmp_path_factory.mktemp("told") / "told.py"
    told.write_text(
        "import tempfile\n\n"
        f"def test_it():\n    assert tempfile.gettempdir().startswith({str(memory)!r})\n"
    )
    alone = ["-p", "no:django", "-o", "addopts=", "-n0", "-q", f"--rootdir={told.parent}"]
    assert check.run_pytest([*alone, str(told)]) == 0


def test_a_folder_that_somebody_named_stays_the_one(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "/srv/large")
    with scratch.room() as environment:
        assert environment == {}
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("NEEDED", 2**60), ("MEMORY", Path("/nowhere")), ("_available", lambda: 1)],
)
def test_without_room_in_memory_the_usual_folder_is_taken(
    memory: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    monkeypatch.setattr(scratch, name, value)
    with scratch.room() as environment:
        assert environment == {}


def test_nothing_is_kept_where_no_program_may_be_executed(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = list(os.statvfs(memory))
    here[8] |= os.ST_NOEXEC  # f_flag
    monkeypatch.setattr("os.statvfs", lambda path: os.statvfs_result(here))
    with scratch.room() as environment:
        assert environment == {}
