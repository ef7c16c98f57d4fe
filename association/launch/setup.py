"""Makes ``.venv/`` ready: ``python3 association/launch/setup.py [--dev] [-- MODULE]``.

Run by its path, before anything is installed: standard library alone, and nothing here may import
``association``, whose package imports Celery. With ``-- MODULE`` the process then becomes that
module, run by the environment's Python. A second run changes nothing, needs no network and
returns at once; a broken environment is mended.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

LAUNCH = Path(__file__).resolve().parent
ROOT = LAUNCH.parent.parent
sys.path.insert(0, str(LAUNCH.parent))  # "launch" without the package above it

from launch import debian  # noqa: E402
from launch.interrupts import Deferred, Interrupted  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "association-setup.json"
OLDEST = (3, 11)
REQUIREMENTS = {False: LAUNCH / "requirements.txt", True: LAUNCH / "requirements-dev.txt"}


class SetupError(Exception):
    """The set-up can't go on; the message is one sentence that says how to mend it."""


class Setup:
    def __init__(self, dev: bool, signals: Deferred) -> None:
        self.dev = dev
        self.signals = signals

    # --- what is there -----------------------------------------------------------------------
    def stamp(self) -> "dict[str, Any]":
        """What the last finished set-up left behind; empty if there was none."""
        try:
            facts: dict[str, Any] = json.loads(STAMP.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return facts

    def ready(self) -> bool:
        stamp = self.stamp()
        return (
            stamp.get("recipe") == recipe()
            and stamp.get("root") == str(ROOT)
            and stamp.get("python") == os.path.realpath(PYTHON)
            and os.access(PYTHON, os.X_OK)
            and (stamp.get("dev") or not self.dev)
            and set(stamp["packages"]) <= set(packages())
            and (fonts_folder() / "fonts.conf").exists()
        )

    # --- the steps ---------------------------------------------------------------------------
    def run(self, command: "list[str]", **environment: str) -> int:
        """The exit code. The child has a group of its own, ended as a whole when we are stopped."""
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
        )
        try:
            return self.signals.wait(process)
        except Interrupted:
            os.killpg(process.pid, 15)
            process.wait()
            raise

    def build(self) -> None:
        if VENV.is_symlink():  # somebody else's: whatever is wrong with it, it isn't ours to change
            raise SetupError(linked())
        stamp = self.stamp()
        self.dev = self.dev or bool(stamp.get("dev")) or "pytest" in packages()
        moved = stamp and stamp.get("root") != str(ROOT)
        if VENV.exists() and (moved or not os.access(PYTHON, os.X_OK)):
            shutil.rmtree(VENV)  # its scripts name another folder, or its Python is gone
        whole = bool(stamp) and VENV.exists() and set(stamp["packages"]) <= set(packages())
        STAMP.unlink(missing_ok=True)
        if not (self.by_uv(whole) or self.by_pip(whole)):
            raise SetupError(
                "The packages can't be installed: the lines above say why; then try again."
            )

    def by_uv(self, whole: bool) -> bool:
        if shutil.which("uv") is None:
            return False
        say("Setting up .venv with uv …")
        command = ["uv", "sync", "--frozen", "--compile-bytecode", "--quiet"]
        command += ["--group", "dev"] if self.dev else ["--no-dev"]
        command += [] if whole or not VENV.exists() else ["--reinstall"]
        return self.run(command, UV_PROJECT_ENVIRONMENT=str(VENV), VIRTUAL_ENV=str(VENV)) == 0

    def by_pip(self, whole: bool) -> bool:
        if sys.version_info < OLDEST:
            raise SetupError(too_old())
        say("Setting up .venv with pip; the first time takes a minute …")
        without_pip = VENV.exists() and "pip" not in packages()  # as uv makes them
        if without_pip and self.run([str(PYTHON), "-m", "ensurepip"]) != 0:
            shutil.rmtree(VENV)
        if not VENV.exists() and not self.new_venv():
            return False
        command = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-deps", "--require-hashes"]
        command += [] if whole else ["--force-reinstall"]
        wanted = REQUIREMENTS[self.dev]
        return self.run([*command, "-r", str(wanted)]) == 0 and self.drop_strangers(wanted)

    def new_venv(self) -> bool:
        make = [sys.executable, "-m", "venv", str(VENV)]
        if self.run([sys.executable, "-c", "import ensurepip"]) == 0:
            return self.run(make) == 0
        if debian.install(("python3-venv",)):
            return self.run(make) == 0
        raise SetupError(f"Python's venv is missing: {debian.line(('python3-venv',))}")

    def drop_strangers(self, wanted: Path) -> bool:
        """pip never removes what the lock no longer names; we do."""
        names = {normal(row) for row in wanted.read_text().splitlines() if "==" in row}
        listing = [str(PYTHON), "-m", "pip", "list", "--format=freeze"]
        rows = subprocess.run(listing, capture_output=True, text=True, start_new_session=True)
        there = {normal(row) for row in rows.stdout.split()}
        strangers = sorted(there - names - {"pip", "setuptools"})
        remove = [str(PYTHON), "-m", "pip", "uninstall", "--quiet", "-y", *strangers]
        return not strangers or self.run(remove) == 0

    def faces(self) -> None:
        """The Chinese faces, made if they aren't there."""
        script = str(LAUNCH / "fonts.py")
        if self.run([str(PYTHON), script, str(fonts_folder())]) != 0:
            raise SetupError("The Chinese faces can't be made: the lines above say why.")

    def finish(self) -> None:
        stamp = {
            "recipe": recipe(),
            "root": str(ROOT),
            "python": os.path.realpath(PYTHON),
            "dev": self.dev,
            "packages": packages(),
        }
        draft = STAMP.with_suffix(".new")
        draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        draft.replace(STAMP)

    def bring(self) -> None:
        """Everything in place, whatever was there before."""
        if self.ready():
            return
        folder = os.open(ROOT, os.O_RDONLY)
        try:
            while not locked(folder):  # another set-up of the same clone is under way
                self.signals.sleep(0.2)
            if not self.ready():
                self.build()
                self.faces()
                self.finish()
        finally:
            os.close(folder)


def recipe() -> str:
    """Changes when the lock or the faces' recipe changes."""
    digest = hashlib.sha256()
    for path in (ROOT / "uv.lock", LAUNCH / "fonts.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def packages() -> "list[str]":
    """Top-level names in site-packages: a missing one tells a broken environment."""
    folders = sorted(VENV.glob("lib/python3.*/site-packages"))
    names = [path.name for path in folders[-1].iterdir()] if folders else []
    return sorted(name for name in names if name != "__pycache__")


def normal(requirement: str) -> str:
    """A distribution's name in the one spelling that compares equal."""
    return re.sub(r"[-_.]+", "-", requirement.partition("==")[0].strip().lower())


def fonts_folder() -> Path:
    return Path(os.environ.get("FONTS_DIR") or VENV / "share" / "association" / "fonts").absolute()


def locked(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def linked() -> str:
    return (
        f"{VENV.name} is a link to {os.path.realpath(VENV)}, which isn't ready for this checkout and "
        "isn't changed from here: remove the link, or run make where the environment belongs."
    )


def too_old() -> str:
    have = ".".join(str(part) for part in sys.version_info[:2])
    need = ".".join(str(part) for part in OLDEST)
    return f"python3 is {have}, the portal needs {need} or newer: install it, or install uv."


def system_libraries() -> None:
    """Without Pango the portal runs, but prints no document; so this never stops the start."""
    if debian.missing_pango():
        debian.install(debian.PANGO)
    if missing := debian.missing_pango():
        say(f"PDFs need {', '.join(missing)}: {debian.line(debian.PANGO)}")


def main(arguments: "list[str]") -> int:
    dev = arguments[:1] == ["--dev"]
    then = arguments[int(dev) :]
    if then and then[0] != "--":
        say("usage: python3 association/launch/setup.py [--dev] [-- MODULE [ARGUMENT …]]")
        return 2
    if sys.version_info < OLDEST and shutil.which("uv") is None:
        say(too_old())
        return 1
    try:
        with Deferred(redeliver=False) as signals:
            Setup(dev, signals).bring()
            system_libraries()
            signals.check()
    except SetupError as failure:
        say(str(failure))
        return 1
    except Interrupted as stop:
        return 128 + stop.signum
    if len(then) > 1:
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", *then[1:]])  # noqa: S606 - becomes that module
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
