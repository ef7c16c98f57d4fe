import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from association.base import audit, sealing
from association.base.models import AuditEntry, AuditHorizon, AuditSeal
from members.models import Resolution
from tests.factories.members import resolution

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper() -> Resolution:
    return resolution()


def write(paper: Resolution, *words: str) -> None:
    for word in words:
        audit.record(paper, word, by=None)


def seal_everything() -> int:
    """Seals until no tail is left; how many. A transaction anywhere in the cluster, as of a test
    beside this one, holds the sealer back until it is over."""
    sealed, end = 0, time.monotonic() + 20
    while AuditEntry.objects.filter(seal=None).exists() and time.monotonic() < end:
        sealed += sealing.seal()
    return sealed


@contextmanager
def somebody_with_the_keys() -> Iterator[None]:
    """An attacker who owns the database: triggers asleep."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield


def test_what_is_committed_is_linked_in_order_and_holds(paper: Resolution) -> None:
    write(paper, "一", "二", "三")
    assert seal_everything() == 3
    assert list(AuditSeal.objects.values_list("sequence", "entry__action")) == [
        (1, "一"),
        (2, "二"),
        (3, "三"),
    ]
    verdict = sealing.verify()
    assert (verdict.holds, verdict.sealed, verdict.unsealed) == (True, 3, 0)


def test_sealing_again_adds_nothing_and_later_entries_follow(paper: Resolution) -> None:
    write(paper, "一")
    seal_everything()
    assert sealing.seal() == 0
    write(paper, "二")
    assert seal_everything() == 1
    assert sealing.verify().sealed == 2


def test_an_entry_of_a_transaction_still_open_waits_and_is_not_lost(paper: Resolution) -> None:
    written, go_on = Event(), Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                write(paper, "慢")
                written.set()
                go_on.wait(10)
        finally:
            connection.close()

    slow = Thread(target=slowly)
    slow.start()
    written.wait(10)
    write(paper, "快")
    sealing.seal()
    assert not AuditSeal.objects.filter(entry__action="慢").exists()

    go_on.set()
    slow.join()
    seal_everything()
    assert AuditSeal.objects.filter(entry__action="慢").exists()
    assert AuditSeal.objects.count() == AuditEntry.objects.count() == 2


def test_a_changed_entry_breaks_its_link(paper: Resolution) -> None:
    write(paper, "一", "二", "三")
    seal_everything()
    with somebody_with_the_keys():
        AuditEntry.objects.filter(action="二").update(reason="后来改的")

    verdict = sealing.verify()

    assert verdict.broken_at == 2
    assert "内容或前一环与封存时不同" in verdict.problem
    with pytest.raises(CommandError, match="断在第 2 环"):
        call_command("verify_audit")


def test_a_removed_link_is_missed(paper: Resolution) -> None:
    write(paper, "一", "二", "三")
    seal_everything()
    with somebody_with_the_keys():
        AuditSeal.objects.filter(sequence=2).delete()
        AuditEntry.objects.filter(action="二").delete()
    verdict = sealing.verify()
    assert (verdict.broken_at, verdict.problem) == (2, "第 2 环不见了，下一环是第 3 环。")


def test_an_end_cut_off_is_told_by_a_head_noted_before(paper: Resolution) -> None:
    write(paper, "一", "二")
    seal_everything()
    head = sealing.verify().head
    with somebody_with_the_keys():
        AuditSeal.objects.filter(sequence=2).delete()
        AuditEntry.objects.filter(action="二").delete()

    assert sealing.verify().holds
    assert not sealing.verify(expect=head).holds
    write(paper, "三")
    seal_everything()
    assert not sealing.verify(expect=head).holds


def test_a_head_noted_before_stays_a_link_as_the_chain_grows(paper: Resolution) -> None:
    write(paper, "一")
    seal_everything()
    head = sealing.verify().head
    write(paper, "二")
    seal_everything()
    assert sealing.verify(expect=head).holds


def test_a_database_restored_elsewhere_goes_on_sealing(paper: Resolution) -> None:
    write(paper, "一")
    AuditHorizon.objects.create(pk=1, transaction=2**40)  # as the old cluster counted
    assert seal_everything() == 1
    with somebody_with_the_keys():
        AuditEntry.objects.filter(action="一").update(written_by=2**40)
    write(paper, "二")
    with somebody_with_the_keys():
        AuditEntry.objects.filter(action="二").update(written_by=2**41)
    assert seal_everything() == 1


def test_two_sealers_at_once_make_one_chain(paper: Resolution) -> None:
    write(paper, *[str(n) for n in range(50)])

    def run() -> None:
        try:
            sealing.seal()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_everything()
    assert sealing.verify().sealed == 50


@pytest.mark.parametrize("table", ["base_auditentry", "base_auditseal"])
@pytest.mark.parametrize("verb", ["delete from {}", "truncate {} cascade"])
def test_neither_entries_nor_seals_can_be_removed(paper: Resolution, table: str, verb: str) -> None:
    write(paper, "一")
    seal_everything()
    with pytest.raises(IntegrityError, match="只能追加"), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
