"""What a rehearsal of server mode needs from Debian: its own PostgreSQL, Redis and Caddy."""

import os
import shutil
from pathlib import Path

PACKAGES = {"postgres": "postgresql", "redis-server": "redis-server", "caddy": "caddy"}
_CLUSTERS = Path("/usr/lib/postgresql")


def find(program: str) -> str | None:
    """Path of one of Debian's programs; of PostgreSQL the newest. Never what a wheel brought."""
    if program in {"postgres", "initdb"}:
        found = sorted(_CLUSTERS.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
        return str(found[-1]) if found and os.access(found[-1], os.X_OK) else None
    return shutil.which(program)


def missing() -> tuple[str, ...]:
    """The packages that this machine lacks."""
    return tuple(package for program, package in PACKAGES.items() if find(program) is None)
