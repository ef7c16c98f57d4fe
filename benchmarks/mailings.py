"""An issue to 1,200 readers: what a mail costs, and that a sender killed in the middle loses none.

The mail server is a process of its own on the loopback; it counts what arrives by Message-ID.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from typing import IO, Any, cast

from django.core.cache import cache
from django.test import override_settings

from benchmarks.meter import cpu, emit

READERS = 1200
PAGE = 28_000
"""Characters of the letter's page, most of them Chinese: an issue of thirty pieces has about that."""
SENT, INTERRUPTED = 7, 8
"""The issues that are sent: none that another part of the run is still putting together."""


def measure() -> None:
    _readers()
    row = _released(SENT)
    with _sink() as (port, server):
        count, wall, spent = _send_all(port)
        told = _told(server)
    emit("mailing-rate", f"{count} mails of an issue", round(count / wall), "/s wall", "≥ 20 /s")
    emit("mailing-cpu", "one of them", round(spent / count * 1000, 1), "CPU ms", "")
    emit("mailing-distinct", "distinct Message-IDs", told["distinct"], "of 1200", "1200")
    emit("mailing-twice", "Message-IDs that came twice", told["twice"], "", "0")
    emit("mailing-kept", "the letter, kept once", _kilobytes(row), "KB", "")
    _killed()


def _readers() -> None:
    from association.base import clock
    from bulletin.mailing.enums import Consent, SubscriberState
    from bulletin.models import Subscriber

    now = clock.now()
    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"r{number}@d{number % 40}.example.com", name=f"读者{number}", asked_at=now,
            consented_at=now, state=SubscriberState.ACTIVE, consent_from=Consent.PORTAL,
        )
        for number in range(READERS)
    )  # fmt: skip


def _released(number: int) -> Any:
    from bulletin.mailing import preparing, sending
    from tests.factories import cast as people
    from tests.factories import mailing as make

    html = "<p>" + "安全生产" * (PAGE // 4) + '</p><a href="{unsubscribe}">退订</a>'
    row = preparing.prepare(
        make.issue(number), subject="会刊", html=html, text=make.TEXT,
        by=people.person("bulletin"), per_minute=1_000_000, per_domain=1_000_000,
    )  # fmt: skip
    return sending.release(row, by=people.person("head"))


def _send_all(port: int) -> tuple[int, float, float]:
    from association.base import delivery

    cache.clear()
    sent: list[int] = []
    with override_settings(**_mail(port)):
        begin = time.perf_counter()
        spent = cpu(lambda: sent.append(delivery.send_waiting()))
        return sent[0], time.perf_counter() - begin, spent


def _mail(port: int) -> dict[str, Any]:
    backend = "association.base.channels.EmailBackend"
    return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}


def _killed() -> None:
    from bulletin.mailing import balance

    row = _released(INTERRUPTED)
    cache.clear()
    with _sink() as (port, server):
        environment = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        code = "import django; django.setup(); from association.base import delivery as d; d.send_waiting()"
        sender = subprocess.Popen([sys.executable, "-c", code], env=environment)
        while balance.of(row).by["sent"] < READERS // 3:
            time.sleep(0.02)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        at = balance.of(row).by["sent"]
        while balance.of(row).by["queued"]:
            _send_all(port)
        told = _told(server)
    found = balance.of(row)
    emit("mailing-killed-at", "sent when kill -9 came", at, "of 1200", "")
    lost = READERS - found.by["sent"] - found.by["uncertain"]
    emit("mailing-lost", "of 1200, lost", lost, "", "0")
    emit("mailing-uncertain", "left to a person", found.by["uncertain"], "", "≤ 1")
    emit("mailing-killed-twice", "Message-IDs that came twice", told["twice"], "", "0")
    emit("mailing-balance", "the numbers come out", str(found.comes_out), "", "True")


def _kilobytes(row: Any) -> int:
    return round(len(row.letter.html.encode()) / 1024)


@contextmanager
def _sink() -> Any:
    code = "from benchmarks.mailings import listen; listen()"
    server = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield int(cast(IO[str], server.stdout).readline()), server
    finally:
        server.kill()
        server.wait()


def _told(server: "subprocess.Popen[str]") -> dict[str, int]:
    cast(IO[str], server.stdin).close()
    found: dict[str, int] = json.loads(cast(IO[str], server.stdout).readline())
    return found


def listen() -> None:
    """In the process of its own: prints its port, and what arrived once its input ends."""
    from tests import postbox as post

    box = post.Postbox()
    with post.listening(box) as port:
        print(port, flush=True)
        sys.stdin.read()
        arrived: Counter[str] = box.identities()
        twice = sum(count > 1 for count in arrived.values())
        print(json.dumps({"distinct": len(arrived), "twice": twice}), flush=True)
