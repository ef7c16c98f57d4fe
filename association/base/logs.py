"""Lines of the log: for people, or one JSON object each.

A line says when, how grave, in which request and which task. It never holds what opens a door:
the paths that carry a token are masked, whoever writes them down, and query strings are left out.
"""

import json
import logging
import re
from datetime import datetime
from typing import Any

from django.urls import ResolverMatch

from association.base import clock, context

MASK = "…"
_SHORT_WORD = re.compile(r"[a-z0-9_.-]{0,15}")
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def masked(path: str, match: ResolverMatch | None) -> str:
    """The path without what the address takes as text: tokens and keys. Numbers of rows stay.

    Of a path that leads nowhere only short words stay: it may be a token with a slip.
    """
    if match is None:
        return "/".join(_word(part) for part in path.split("/"))
    taken = {str(value) for value in match.kwargs.values() if isinstance(value, str)}
    hidden = {value for value in taken if not (value.isdecimal() and len(value) < 12)}
    return "/".join(MASK if part in hidden else part for part in path.split("/"))


def _word(part: str) -> str:
    return part if _SHORT_WORD.fullmatch(part) else MASK


def _message(record: logging.LogRecord) -> str:
    """Django's own lines name the path in clear: there it is masked as in ours."""
    request: Any = getattr(record, "request", None)
    if hasattr(request, "path") and isinstance(record.args, tuple) and record.args:
        clear = {request.path, request.path_info, request.get_full_path()}
        told = masked(request.path, request.resolver_match)
        return str(record.msg) % tuple(told if arg in clear else arg for arg in record.args)
    return record.getMessage()


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """What the line says of its surroundings; what is unknown is left out."""
    around = context.current()
    facts = {"request": around.request_id, "task": around.task_id, **getattr(record, "facts", {})}
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _moment(record: logging.LogRecord) -> str:
    """Real time, also where the portal's clock stands in another year."""
    moment = datetime.fromtimestamp(record.created, clock.TZ)
    return moment.isoformat(timespec="milliseconds")


class Text(logging.Formatter):
    """``moment level logger message name=value …``; a traceback follows, indented."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name} {_message(record)} {facts}"
        line = _LINE_BREAKS.sub(" ", line).rstrip()
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line += "".join(f"\n    {row}" for row in trace.splitlines())
        return line


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
