"""Whether somebody still answers at the addresses that articles point at.

Asked by a beat task, never while an editor waits. Only names of the public web are asked: an address
inside our own network would answer questions that nobody outside may put.
"""

import errno
import http.client
import ipaddress
import socket
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.db.models import Q

from association.base import clock
from bulletin import body
from bulletin.checks.running import addresses
from bulletin.models import Article, Link

AGAIN = timedelta(days=7)
WORKED_ON = timedelta(days=60)
"""After that a text has been let through long ago: what its links became stops nobody."""
LONGEST = 500
PATIENCE = 8
"""Seconds."""
MOST = 50
"""In one round of the task."""
_ASKED_FOR = ("HEAD", "GET")
_NOT_HEAD = {403, 405, 501}
_OURS, _NO_NET = "站内或内部地址，不检查", "本机上不了网，没有检查"
_OWN = {socket.EAI_AGAIN, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
"""What the system says where it is this machine that can't get out."""


def note(article: Article) -> None:
    """The addresses of its text, as ones that somebody is about to let through."""
    now = clock.now()
    told = {url for _, url in addresses(body.from_json(article.body)) if len(url) <= LONGEST}
    Link.objects.bulk_create(
        [Link(url=url, noted_at=now) for url in sorted(told)],
        update_conflicts=True, unique_fields=["url"], update_fields=["noted_at"],
    )  # fmt: skip


def check_due() -> int:
    """Asks at those never asked, or not for a week, of texts in the works. Answers how many."""
    now = clock.now()
    unknown = Q(checked_at__isnull=True) | Q(checked_at__lt=now - AGAIN)
    due = Link.objects.filter(unknown, noted_at__gt=now - WORKED_ON).order_by("checked_at", "pk")
    asked = list(due[:MOST])
    for link in asked:
        check(link)
    return len(asked)


def check(link: Link, *, public_only: bool = True) -> None:
    """Writes what was found. What we couldn't ask stays unknown: a text isn't held up by our own
    network."""
    link.alive, link.said = ask(link.url, public_only=public_only)
    link.checked_at = clock.now()
    link.save(update_fields=["alive", "said", "checked_at"])


def ask(url: str, *, public_only: bool = True) -> tuple[bool | None, str]:
    """True: something answered; False with a word why not; None: not asked, or we have no net."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return _unheard(error, "没有这个网站")
    except ValueError:  # no such port, a name that is none
        return False, "没有这个网站"
    places = [str(each[4][0]) for each in told]
    if public_only and not all(_is_public(each) for each in places):
        return None, _OURS
    try:
        return _answer(_connection(parts.scheme, host, port, places[0]), parts)
    except OSError as error:
        return _unheard(error, "没有回应")
    except (http.client.HTTPException, ValueError):
        return False, "没有回应"


def _unheard(error: OSError, said: str) -> tuple[bool | None, str]:
    """A text isn't held up because it is we who have no net."""
    return (None, _NO_NET) if error.errno in _OWN else (False, said)


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.split("%")[0]).is_global


def _connection(scheme: str, host: str, port: int, place: str) -> http.client.HTTPConnection:
    """To the address that was looked at: a name that is asked for twice may lead elsewhere."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=PATIENCE)

    def reach(_: object, *more: Any) -> socket.socket:
        return socket.create_connection((place, port), *more)

    connection._create_connection = reach  # type: ignore[attr-defined]  # noqa: SLF001
    return connection


def _answer(connection: http.client.HTTPConnection, parts: SplitResult) -> tuple[bool, str]:
    """A redirect is an answer: where it leads is the reader's browser's business."""
    path, status = (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), 0
    for method in _ASKED_FOR:
        try:
            connection.request(method, path)
            status = connection.getresponse().status
        finally:
            connection.close()
        if status not in _NOT_HEAD:
            break
    return (True, "") if status < 400 or status in {401, 403, 429} else (False, f"返回 {status}")
