"""What only the system's package manager can give: libraries, a browser, servers, PDF readers.

Standard library alone: the set-up script uses it before the environment exists.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .interrupts import Deferred, Interrupted

# WeasyPrint draws with Pango; without HarfBuzz's subsetter it falls back to a slower one.
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
POLICY = Path("/usr/sbin/policy-rc.d")  # invoke-rc.d asks it before it starts a service
PANGO_LIBRARIES = ("libpango-1.0", "libpangoft2-1.0", "libharfbuzz-subset")


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def line(packages: "tuple[str, ...]") -> str:
    """The command that a person types to get the packages."""
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(packages: "tuple[str, ...]") -> bool:
    """Installs by apt-get, as root only; starts nothing. False if that isn't possible or failed."""
    if not may_install():
        return False
    print(f"Installing {', '.join(packages)} …", file=sys.stderr, flush=True)
    patient = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    with _nothing_starts():
        return _apt([*patient, "update"]) and _apt(
            [*patient, "install", "-y", "--no-install-recommends", *packages]
        )


@contextlib.contextmanager
def _nothing_starts(policy: Path = POLICY) -> "Iterator[None]":
    """Debian starts a server as soon as it is installed, unless this file says no.

    One that is there already (as in every container) is the machine's own, and is left alone.
    """
    try:
        policy.touch(exist_ok=False)
    except OSError:
        yield
        return
    try:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        yield
    finally:
        policy.unlink()


def missing_pango() -> "list[str]":
    """Names of the libraries for PDFs that this machine lacks."""
    return [name for name in PANGO_LIBRARIES if not _loads(name)]


def _loads(name: str) -> bool:
    for file in (f"{name}.so.0", f"{name}.dylib", f"{name}.0.dylib"):
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def _apt(command: "list[str]") -> bool:
    """A stop is passed on, then apt-get is waited for: a half-done dpkg would be worse."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    with Deferred() as signals:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return signals.wait(process) == 0
        except Interrupted:
            process.terminate()
            process.wait()
            return False
