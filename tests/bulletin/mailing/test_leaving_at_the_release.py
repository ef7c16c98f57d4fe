"""A release holds its readers: whoever leaves, or is stopped, at that moment finds their mail."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from association.base.models import OutboxRow
from bulletin.mailing import sending, subscribing, suppressing
from bulletin.mailing.enums import SuppressionReason
from bulletin.models import Subscriber
from tests.factories import cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db(transaction=True)


def leave() -> None:
    subscribing.unsubscribe(Subscriber.objects.get())


def stop() -> None:
    suppressing.suppress(
        address="r1@example.org", reason=SuppressionReason.COMPLAINED, note="来电投诉", by=None
    )


@pytest.mark.parametrize("end", [leave, stop])
def test_who_ends_it_while_it_is_being_released_is_not_written_to(
    end: Callable[[], None],
) -> None:
    row, head = make.prepared(), cast.person("head")

    def run() -> None:
        try:
            end()
        finally:
            connection.close()

    with transaction.atomic():
        sending.release(row, by=head)
        other = threading.Thread(target=run)
        other.start()
        other.join(timeout=1)
        assert other.is_alive()  # it waits for the release
    other.join()
    assert OutboxRow.objects.get(letter=row.letter).state == OutboxRow.State.SKIPPED
