"""What is going on around a write: request id, task id and address, without handing a request around."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    request_id: str = ""
    address: str | None = None
    task_id: str = ""


_NOTHING = Surroundings()
_current: ContextVar[Surroundings] = ContextVar("surroundings", default=_NOTHING)


def current() -> Surroundings:
    return _current.get()


@contextmanager
def acting(*, request_id: str, address: str | None = None, task_id: str = "") -> Iterator[None]:
    token = _current.set(Surroundings(request_id, address, task_id))
    try:
        yield
    finally:
        _current.reset(token)
