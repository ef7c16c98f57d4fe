"""A part of the cache for each test: what one test counted must not lock the next one out."""

import os

_PROCESS = f"{os.getpid()}"
_current = 0


def begin() -> None:
    """From here on, in every thread, the cache is as good as empty."""
    global _current
    _current += 1


def key(name: str, prefix: str, version: int) -> str:
    return f"{prefix}:{_PROCESS}.{_current}:{version}:{name}"
