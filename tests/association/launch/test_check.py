"""What ``make test`` looks for, installs or tells."""

import subprocess
from pathlib import Path

import pytest

from association.launch import browser, check, cluster, debian


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which a program can be found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(cluster, "_CLUSTERS", tmp_path / "postgresql")
    return tmp_path


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_a_given_chromium_wins_then_the_systems_then_playwrights(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.find() is None
    fetched = program(programs / "playwright" / "chromium-1200" / "chrome-linux" / "chrome")
    assert browser.find() == fetched
    chrome = program(programs / "google-chrome")
    assert browser.find() == chrome
    chromium = program(programs / "chromium")
    assert browser.find() == chromium
    shell = program(programs / "chromium-headless-shell")
    assert browser.find() == shell
    given = program(programs / "elsewhere" / "chrome")
    monkeypatch.setenv("CHROMIUM", given)
    assert browser.find() == given
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    assert browser.find() is None, "a wrong path is not silently replaced"


def test_what_is_lacking_names_the_packages_that_mend_it(programs: Path) -> None:
    assert check.lacking() == {
        "documents in poppler-utils": ("poppler-utils",),
        "documents in mupdf-tools": ("mupdf-tools",),
        "browser stories": ("chromium-headless-shell",),
        "server mode": ("postgresql", "redis-server", "caddy"),
    }
    for name in ("redis-server", "caddy", "postgresql/15/bin/postgres"):
        program(programs / name)
    program(programs / "pdftotext")
    program(programs / "mutool")
    assert debian.line(check.packages(check.lacking())) == (
        "sudo apt-get install -y --no-install-recommends chromium-headless-shell"
    )
    program(programs / "chromium-headless-shell")
    assert check.lacking() == {}


@pytest.mark.parametrize(
    ("there", "then"),
    [
        ("chromium", ["poppler-utils mupdf-tools {}", "chromium-headless-shell"]),
        ("chromium-headless-shell", ["poppler-utils mupdf-tools {}"]),
        ("", ["poppler-utils mupdf-tools chromium-headless-shell {}"]),
    ],
)
def test_a_lighter_browser_comes_along_with_what_is_missing(
    programs: Path, monkeypatch: pytest.MonkeyPatch, there: str, then: list[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    if there:
        program(programs / there)
    told = programs / "told"
    shell = there or browser.LIGHT  # what the package brings
    apt = f'#!/bin/sh\necho "$*" >> {told}\n: > {programs / shell}\n'
    Path(program(programs / "apt-get")).write_text(apt + f"/bin/chmod 755 {programs / shell}\n")
    check.fetch()
    asked = [line for line in told.read_text().splitlines() if " install " in line]
    servers = " ".join(cluster.PACKAGES.values())
    wanted = [f"--no-install-recommends {packages.format(servers)}" for packages in then]
    assert [line[line.index("--no") :] for line in asked] == wanted


def test_a_plain_user_installs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert debian.install(("a-package",)) is False


def test_a_server_that_is_installed_is_not_started(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    with debian._nothing_starts(policy):
        assert subprocess.run([policy]).returncode == 101
    assert not policy.exists()


def test_the_machines_own_word_on_starting_services_stands(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    with debian._nothing_starts(policy):
        assert policy.read_text() == "#!/bin/sh\nexit 0\n"
    assert policy.exists()


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["--no-such-option"], 4)])
def test_the_exit_code_of_pytest_is_ours(arguments: list[str], code: int) -> None:
    alone = ["-p", "no:django", "-o", "addopts="]  # no need for servers to learn an exit code
    assert check.run_pytest([*alone, *arguments]) == code


def test_pytest_and_what_it_starts_may_keep_what_they_compile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    told = tmp_path / "told.py"
    told.write_text("import sys\n\ndef test_it():\n    assert not sys.dont_write_bytecode\n")
    alone = ["-p", "no:django", "-o", "addopts=", "-n0", "-q", f"--rootdir={tmp_path}"]
    assert check.run_pytest([*alone, str(told)]) == 0
