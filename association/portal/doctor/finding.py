from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


class Level(StrEnum):
    OK = "ok"
    NOTICE = "notice"
    FAIL = "fail"

    @property
    def label(self) -> str:
        return {"ok": "OK", "notice": "留意", "fail": "不行"}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    sentence: str
    """What was found; if it isn't all right, how to mend it."""


Check = Callable[[], Finding]


def ok(sentence: str) -> Finding:
    return Finding(Level.OK, sentence)


def notice(sentence: str) -> Finding:
    return Finding(Level.NOTICE, sentence)


def fail(sentence: str) -> Finding:
    return Finding(Level.FAIL, sentence)


def reached_by_others() -> bool:
    """Whether the portal answers under a name other than this machine's own."""
    return bool(set(settings.ALLOWED_HOSTS) - LOOPBACK)


def grave_where_others_come(sentence: str) -> Finding:
    return fail(sentence) if reached_by_others() else notice(sentence)
