"""``make test``: gets what the tests look at from outside, then runs them.

As root a missing browser, server or PDF reader is installed from Debian; as a plain user the tests that
need it are counted as skipped, and the line that mends it stands at the end. pytest's exit code is
ours. Arguments go to pytest.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from association.launch import browser, cluster, debian, fonts, scratch
from association.launch.interrupts import Deferred, Interrupted
from association.launch.places import end_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"pdftotext": "poppler-utils", "mutool": "mupdf-tools"}


def lacking() -> dict[str, tuple[str, ...]]:
    """What can't be tested here, and the packages that would mend it."""
    missing: dict[str, tuple[str, ...]] = {
        f"documents in {package}": (package,)
        for program, package in READERS.items()
        if shutil.which(program) is None
    }
    if browser.find() is None:
        missing["browser stories"] = browser.PACKAGE
    if servers := cluster.missing():
        missing["server mode"] = servers
    return missing


def packages(missing: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(package for needed in missing.values() for package in needed)


def fetch() -> None:
    """What is missing; then also the lighter browser, if another one is all there is."""
    missing = packages(lacking())
    if missing and debian.install(missing) and shutil.which(browser.LIGHT) is None:
        debian.install(browser.PACKAGE)


def run_pytest(arguments: list[str]) -> int:
    """A stop reaches pytest as Ctrl-C, so that it ends its workers and its servers."""
    environment = {"FONTCONFIG_FILE": str(fonts.default_folder() / "fonts.conf"), **os.environ}
    if chromium := browser.find():
        environment["CHROMIUM"] = chromium
    # Three hundred processes would compile every module anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # One more than there are cores: the drills, mostly, wait for what they have killed. With two
    # more the suite took no less.
    workers = len(os.sched_getaffinity(0)) + 1
    command = [sys.executable, "-m", "pytest", "-n", str(workers), *arguments]
    with Deferred(redeliver=False) as signals, scratch.room() as place:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | place,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        try:
            return signals.wait(process)
        except Interrupted as stop:
            process.send_signal(signal.SIGINT)
            process.wait()
            return 128 + stop.signum


def main() -> int:
    fetch()
    code = run_pytest(sys.argv[1:])
    if missing := lacking():
        print(f"Not run: {', '.join(missing)}. To mend: {debian.line(packages(missing))}")
    return code


if __name__ == "__main__":
    sys.exit(main())
