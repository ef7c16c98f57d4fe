"""The set-up script on a small project of the test's own, with real pip and no network."""

import ast
import base64
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.association.launch.processes import assert_nothing_left

ROOT = Path(__file__).resolve().parent.parent.parent.parent
LAUNCH = ROOT / "association" / "launch"
BOOTSTRAP = ("__init__.py", "setup.py", "debian.py", "interrupts.py")
# The real one cuts faces for ten seconds; what matters here is that it is run, and where.
FONTS = "import sys, pathlib; f = pathlib.Path(sys.argv[1]); f.mkdir(parents=True, exist_ok=True); (f / 'fonts.conf').touch()"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def wheel(folder: Path, name: str, version: str = "1.0") -> str:
    """Writes a wheel with one module that knows its version; the line that requires it."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record += f"{path},sha256={digest.decode()},{len(text)}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in files.items():
            archive.writestr(zipfile.ZipInfo(member), text)  # no date: the same bytes each time
    return (
        f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    )


class Project:
    """A clone with the real bootstrap code, two small packages and no environment yet."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.launch = root / "association" / "launch"
        self.launch.mkdir(parents=True)
        for name in BOOTSTRAP:
            shutil.copy(LAUNCH / name, self.launch / name)
        (self.launch / "fonts.py").write_text(FONTS)
        self.wheels = root / "wheels"
        self.wheels.mkdir()
        self.programs = root / "programs"  # stands where uv would be found
        self.programs.mkdir()
        self.lock(run=["portal_core"], dev=["portal_core", "portal_dev"])

    def lock(self, run: list[str], dev: list[str], version: str = "1.0") -> None:
        for file, names in (("requirements.txt", run), ("requirements-dev.txt", dev)):
            lines = "".join(wheel(self.wheels, name, version) for name in names)
            (self.launch / file).write_text(lines.replace("portal_", "portal-"))
        (self.root / "uv.lock").write_text(f"{run} {dev} {version}")

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "HOME": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }
        return [sys.executable, str(self.launch / "setup.py"), *arguments], environment

    def set_up(self, *arguments: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
        command, environment = self.command(*arguments)
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return done

    def version_of(self, name: str) -> str:
        """As the environment's own Python sees it; empty if it isn't there."""
        code = f"import importlib; print(importlib.import_module({name!r}).VERSION)"
        python = self.root / ".venv" / "bin" / "python"
        return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "clone")


def test_a_clone_through_its_life(project: Project) -> None:
    """One story, because each new environment costs seconds."""
    venv = project.root / ".venv"
    stamp = venv / "association-setup.json"
    asked = project.root / "asked"
    project.program("uv", f'echo "$UV_PROJECT_ENVIRONMENT: $*" >> {asked}; exit 1')

    project.set_up()
    assert asked.read_text().startswith(f"{venv}: sync --frozen"), "uv is asked first"
    assert project.version_of("portal_core") == "1.0", "and pip where uv fails"
    assert project.version_of("portal_dev") == "", "no more than running needs"
    assert (venv / "share" / "association" / "fonts" / "fonts.conf").exists()

    before, asked_before = stamp.stat(), asked.read_text()
    project.wheels.rename(project.root / "away")
    again = project.set_up("--", "json.tool", "--help")
    assert "Setting up" not in again.stderr, "nothing is left to do, and no network needed"
    assert (stamp.stat().st_mtime_ns, asked.read_text()) == (before.st_mtime_ns, asked_before)
    assert again.stdout.startswith("usage:"), "the process became the module that was named"
    (project.root / "away").rename(project.wheels)

    packages = next(venv.glob("lib/python3.*/site-packages"))
    shutil.rmtree(packages / "portal_core")
    project.set_up()
    assert project.version_of("portal_core") == "1.0", "a package that was gone is back"

    stamp.unlink()  # as if killed before the end
    (packages / "portal_core" / "__init__.py").write_text("half a fi")
    project.set_up("--dev")
    assert project.version_of("portal_core") == "1.0", "a half-written package is whole"
    assert project.version_of("portal_dev") == "1.0"
    project.set_up()
    assert project.version_of("portal_dev") == "1.0", "what tests need outlives a plain run"

    project.lock(run=["portal_core"], dev=["portal_core"], version="2.0")
    project.set_up()
    assert project.version_of("portal_core") == "2.0", "a new lock is followed"
    assert project.version_of("portal_dev") == "", "what the lock no longer names goes"

    project.lock(run=["portal_core"], dev=["portal_core"], version="3.0")
    (project.wheels / "portal_core-3.0-py3-none-any.whl").write_bytes(b"another file")
    refused = project.set_up(code=1)
    assert "can't be installed: the lines above say why" in refused.stderr
    assert project.version_of("portal_core") == "2.0", "a file with another hash never gets in"
    wheel(project.wheels, "portal_core", "3.0")

    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python")
    project.set_up()
    assert project.version_of("portal_core") == "3.0", "a lost interpreter is replaced"


def test_an_environment_that_is_a_link_is_left_alone(project: Project) -> None:
    lent = project.root / "lent"
    (lent / "bin").mkdir(parents=True)
    (project.root / ".venv").symlink_to(lent)
    refused = project.set_up(code=1)
    assert refused.stderr == (
        f".venv is a link to {lent}, which isn't ready for this checkout and isn't changed from here: "
        "remove the link, or run make where the environment belongs.\n"
    )
    assert (project.root / ".venv").is_symlink()
    assert [path.name for path in lent.iterdir()] == ["bin"]


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_during_the_installation_ends_it(project: Project, signum: signal.Signals) -> None:
    project.program("uv", f"touch {project.root}/started; sleep 60; : {project.root}")
    command, environment = project.command()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while not (project.root / "started").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signum)
    assert process.wait(timeout=20) == 128 + signum
    assert_nothing_left(project.root)


def bootstrap(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs code that sees the set-up script as ``setup``, in a process of its own."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(LAUNCH)!r})\nimport setup\n{code}",
        ],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_an_old_python_is_told_in_one_sentence() -> None:
    done = bootstrap(
        "sys.version_info = (3, 9, 2, 'final', 0); sys.exit(setup.main([]))", PATH="/nowhere"
    )
    assert done.returncode == 1
    assert done.stderr == (
        "python3 is 3.9, the portal needs 3.11 or newer: install it, or install uv.\n"
    )


@pytest.mark.parametrize("name", BOOTSTRAP)
def test_the_bootstrap_can_be_read_by_an_old_python(name: str) -> None:
    source = (LAUNCH / name).read_text()
    tree = ast.parse(source, feature_version=(3, 8))
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom | ast.Import)
    }
    ours = {"launch", "launch.interrupts", "interrupts"}
    assert {name.split(".")[0] for name in imported - ours} <= sys.stdlib_module_names


def test_missing_libraries_name_the_line_that_mends_them() -> None:
    done = bootstrap(
        "setup.debian.PANGO_LIBRARIES = ('libnowhere-1.0',)\n"
        "setup.debian.may_install = lambda: False\n"
        "setup.system_libraries()"
    )
    assert done.stderr == (
        "PDFs need libnowhere-1.0: sudo apt-get install -y --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    )


# --- The lists for pip say what uv.lock says ------------------------------------------------------
def locked() -> dict[str, dict[str, object]]:
    document = tomllib.loads((ROOT / "uv.lock").read_text())
    packages = {package["name"]: package for package in document["package"]}
    assert len(packages) == len(document["package"]), "one version of each package"
    return packages


def reachable(packages: dict[str, dict[str, object]], *groups: str) -> set[str]:
    """Names of what the project needs, itself left out; markers are the installer's business."""
    project = packages["safety-association-portal"]
    waiting = [*project["dependencies"]]
    for group in groups:
        waiting += project["dev-dependencies"][group]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (wanted["name"], tuple(wanted.get("extra", ())))
        if key not in seen:
            seen.add(key)
            package = packages[key[0]]
            waiting += package.get("dependencies", [])
            for extra in key[1]:
                waiting += package.get("optional-dependencies", {}).get(extra, [])
    return {name for name, _ in seen}


def exported(file: str) -> dict[str, tuple[str, set[str]]]:
    """Version and hashes of every package that a list for pip names."""
    text = (LAUNCH / file).read_text().replace("\\\n", " ")
    pins = {}
    for line in text.splitlines():
        match = re.match(r"([\w.-]+)==(\S+)", line)
        assert match, line
        pins[match[1]] = (match[2], set(re.findall(r"--hash=(\S+)", line)))
    return pins


@pytest.mark.parametrize(
    ("file", "groups"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))]
)
def test_the_lists_for_pip_equal_the_lock(file: str, groups: tuple[str, ...]) -> None:
    packages = locked()
    pins = exported(file)
    assert set(pins) == reachable(packages, *groups), "run `make lock`"
    for name, (version, hashes) in pins.items():
        package = packages[name]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert version == package["version"], name
        assert hashes == {entry["hash"] for entry in files}, name


def test_the_lists_for_pip_name_no_machine_and_no_index() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (LAUNCH / file).read_text()
        assert "#" not in text
        assert "://" not in text
        assert "/" not in re.sub(r"python_\w+ [<>=!]+ '[^']*'", "", text)
