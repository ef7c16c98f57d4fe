"""How a message leaves the house by e-mail, and what is known of it when that goes wrong.

The text of a mail is handed over in one step of the protocol (DATA). A connection that breaks
before it has delivered nothing; one that breaks within leaves the outcome open, and only then does
anybody have to ask. In-portal messages need no way out: the row is the message.
"""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import charset
from email.errors import MessageError
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends import smtp

from association.base import letters
from association.base.models import OutboxRow

FOR_GOOD = 500  # SMTP replies from here on are final; those below ask to come back later


# Chinese takes three signs for a byte in quoted-printable, four for three bytes in this.
_BASE64 = charset.Charset("utf-8")
_BASE64.body_encoding = charset.BASE64


class Unreachable(Exception):  # noqa: N818 - reads as what happened
    """The server can't be talked to; nothing of this mail was handed over."""


class Undeliverable(Exception):  # noqa: N818
    """The server, or the address itself, says no for good. The message says why."""


class ComeBackLater(Exception):  # noqa: N818
    """The server says not now. The message says why."""


class OutcomeUnknown(Exception):  # noqa: N818
    """The connection broke while the mail was handed over."""


class _Noting:
    """Notes while the text of a mail is being handed over (mixed into ``smtplib.SMTP``)."""

    handing_over = False

    def data(self, text: Any) -> Any:
        self.handing_over = True
        try:
            answer = super().data(text)  # type: ignore[misc]
        except smtplib.SMTPDataError:
            self.handing_over = False  # refused before a byte of it
            raise
        self.handing_over = False
        return answer


class _SMTP(_Noting, smtplib.SMTP):
    pass


class _TLS(_Noting, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's own, on connections that note how far a mail got."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TLS if self.use_ssl else _SMTP


class _Message(EmailMultiAlternatives):
    """Put together once: it is looked at before it is handed over."""

    _whole: Any = None

    def message(self, **told: Any) -> Any:
        if self._whole is None:
            self._whole = super().message(**told)
        return self._whole


def composed(row: OutboxRow, connection: Any = None) -> EmailMultiAlternatives:
    """The mail of this row, by itself or as a copy of its letter."""
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    copy = letters.read(row.letter, row.values) if row.letter else None
    message = _Message(
        row.subject,
        copy.text if copy else row.body,
        to=[row.address],
        headers=headers | dict(copy.headers) if copy else headers,
        connection=connection,
    )
    if copy:
        message.encoding = _BASE64
        message.attach_alternative(copy.html, "text/html")
    return message


class Mail:
    """One open connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, row: OutboxRow) -> None:
        """Hands one mail over; raises one of this module's four exceptions if it can't."""
        message = composed(row, self._connection)
        try:
            whole = message.message()
            if not row.letter_id:  # a letter was looked at when it was written
                whole.as_bytes()
        except (ValueError, MessageError) as error:
            raise Undeliverable(f"地址或标题不合格：{error}") from error
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPSenderRefused as error:  # it is we who aren't welcome, not this person
            raise Unreachable(str(error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            self._refused(*next(iter(error.recipients.values())))
        except smtplib.SMTPResponseException as error:
            self._refused(error.smtp_code, error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            if self._handing_over():
                raise OutcomeUnknown("交给邮件服务器时连接中断，不知道对方是否收下") from error
            raise Unreachable(str(error)) from error

    def _handing_over(self) -> bool:
        """Backends other than SMTP write whole mails or none."""
        return bool(getattr(getattr(self._connection, "connection", None), "handing_over", False))

    @staticmethod
    def _refused(code: int, words: bytes | str) -> None:
        said = words.decode(errors="replace") if isinstance(words, bytes) else words
        sentence = f"邮件服务器答复 {code}：{' '.join(said.split())}"[:300]
        raise Undeliverable(sentence) if code >= FOR_GOOD else ComeBackLater(sentence)


@contextmanager
def mail() -> Iterator[Mail]:
    """A connection for as many mails as one likes. Raises Unreachable if there is none."""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(str(error)) from error
    try:
        yield Mail(connection)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()
