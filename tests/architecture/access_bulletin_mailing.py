"""Readers, mailings and printed copies of the bulletin in the access table."""

from bulletin.mailing import links, subscribing, suppressing
from bulletin.mailing.enums import SuppressionReason
from bulletin.models import Mailing, PrintedCopy, Subscriber, Suppression
from tests.architecture.allowed import EVERYBODY
from tests.architecture.doors import Desk, Door, Portal, Public
from tests.architecture.objects import Named, key
from tests.factories import mailing as make
from tests.factories.cast import MEMBER_USERS

EDITORS = ("bulletin",)
SENDERS = ("bulletin", "head", "general")


def _reader() -> Subscriber:
    return Subscriber.objects.filter(state="active").first() or make.reader()


def _token() -> Named:
    return {"token": _reader().token}


def _confirmation() -> Named:
    row, _ = subscribing.ask(address="new@example.org")
    return {"signed": links.confirmation(row).rstrip("/").rpartition("/")[2]}


def _mailing() -> Named:
    row = Mailing.objects.exclude(state="dropped").first() or make.prepared()
    return {"pk": row.issue_id}


def _copy() -> Named:
    row = PrintedCopy.objects.first() or make.printed_copy()
    return {"pk": row.issue_id, "copy_pk": row.pk}


def _issue_with_copies() -> Named:
    return {"pk": _copy()["pk"]}


def _suppression() -> Named:
    found = Suppression.objects.first() or suppressing.suppress(
        address="gone@example.org", reason=SuppressionReason.STAFF, note="来电", by=None
    )
    return key(found)


MAILING: list[Door] = [
    Public("bulletin:subscribe", EVERYBODY),
    Public("bulletin:subscription_confirm", EVERYBODY, at=_confirmation),
    # Whoever holds the link from a mail acts, signed in or not.
    Public("bulletin:subscription", EVERYBODY, at=_token),
    Public("bulletin:subscription_data", EVERYBODY, at=_token),
    Public("bulletin:subscription_erase", EVERYBODY, at=_token, sends={}),
    Public("bulletin:unsubscribe", EVERYBODY, at=_token, sends={"List-Unsubscribe": "One-Click"}),
    Portal("bulletin:my_subscription", MEMBER_USERS),
    Desk("admin:bulletin_mailings", SENDERS),
    Desk("admin:bulletin_mailing", SENDERS, at=_mailing),
    Desk("admin:bulletin_mailing_progress", SENDERS, at=_mailing),
    Desk("admin:bulletin_deliveries", SENDERS, at=_mailing),
    Desk("admin:bulletin_readers", EDITORS),
    Desk("admin:bulletin_reader_add", EDITORS),
    Desk("admin:bulletin_readers_export", EDITORS),
    Desk(
        "admin:bulletin_reader_end", EDITORS, 302, at=lambda: key(_reader()),
        sends={"act": "unsubscribe"},
    ),
    Desk("admin:bulletin_suppressions", EDITORS),
    Desk(
        "admin:bulletin_suppression_lift", EDITORS, 302, at=_suppression,
        sends={"reason": "来电恢复"},
    ),
    Desk("admin:bulletin_printed_issues", EDITORS),
    Desk("admin:bulletin_printed", EDITORS, at=_issue_with_copies),
    Desk("admin:bulletin_printed_copy", EDITORS, at=_copy),
    Desk("admin:bulletin_printed_workbook", EDITORS, at=_issue_with_copies),
    Desk("admin:bulletin_printed_labels", EDITORS, at=_issue_with_copies),
]  # fmt: skip
