"""A mail server that keeps what it is given, and says to anybody what a test wants it to say."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """``refuses`` maps an address to the reply to its RCPT; ``hangs_up_on`` are addresses whose
    mail is read to its end and then answered by closing the connection. ``slow`` is how long, in
    seconds, the server thinks about each mail."""

    def __init__(self) -> None:
        self.refuses: dict[str, str] = {}
        self.hangs_up_on: set[str] = set()
        self.slow = 0.0
        self.connections = 0
        self.port = 0
        self._mails: list[Message] = []
        self._lock = threading.Lock()

    # --- what aiosmtpd asks -------------------------------------------------------------------
    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refuses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.slow)
        with self._lock:
            self._mails.append(message_from_bytes(envelope.content or b""))
        if self.hangs_up_on & set(envelope.rcpt_tos):
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    # --- what a test asks ---------------------------------------------------------------------
    def mails(self) -> list[Message]:
        with self._lock:
            return list(self._mails)

    def identities(self) -> Counter[str]:
        """How often each Message-ID has come."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails())

    def addressees(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails()]

    def subjects(self) -> list[str]:
        return [str(make_header(decode_header(str(mail["Subject"])))) for mail in self.mails()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening(postbox: Postbox) -> Iterator[int]:
    """The port on which it listens, of the loopback alone."""
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port(), ready_timeout=20)
    controller.start()
    postbox.port = controller.port
    try:
        yield controller.port
    finally:
        controller.stop()
