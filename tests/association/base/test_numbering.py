"""Numbers without a gap, whatever happens to those who take them."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from association.base import numbering
from association.base.models import NumberCounter

THREADS = 200
KILLS = 20


class _ChangedOurMindError(Exception):
    pass


@pytest.mark.django_db
def test_numbers_begin_at_one_for_every_kind_and_year() -> None:
    assert [numbering.take("a", 2026)[0] for _ in range(3)] == [1, 2, 3]
    assert numbering.take("a", 2027)[0] == 1
    assert numbering.take("b", 2026)[0] == 1


@pytest.mark.django_db
def test_a_block_of_ten_thousand_is_one_statement(django_assert_num_queries: Any) -> None:
    numbering.take("a", 2026)
    with django_assert_num_queries(1):
        block = numbering.take("a", 2026, 10_000)
    assert (block[0], block[-1], len(block)) == (2, 10_001, 10_000)
    assert numbering.take("a", 2026)[0] == 10_002


@pytest.mark.django_db
def test_a_rolled_back_transaction_leaves_no_gap() -> None:
    numbering.take("a", 2026)
    with pytest.raises(_ChangedOurMindError), transaction.atomic():
        numbering.take("a", 2026, 50)
        raise _ChangedOurMindError
    assert numbering.take("a", 2026)[0] == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_only_given_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        numbering.take("a", 2026)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1])
def test_no_number_is_no_request(count: int) -> None:
    with pytest.raises(ValueError, match="no count"):
        numbering.take("a", 2026, count)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update base_numbercounter set last = last - 1",
        "update base_numbercounter set year = 2030",
        "delete from base_numbercounter",
        "truncate base_numbercounter",
    ],
)
def test_the_database_takes_no_number_back(statement: str) -> None:
    numbering.take("a", 2026)
    with (
        pytest.raises(DatabaseError, match="不能收回"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_hundred_at_once_with_rollbacks_and_killed_connections_leave_no_gap() -> None:
    """Each writes its number where it is used, as a certificate would, and one in five thinks
    better of it; twenty connections are killed while they hold the counter."""
    with connection.cursor() as cursor:
        cursor.execute("create table used_number (serial bigint)")
    try:
        outcomes = _crowd()
        with connection.cursor() as cursor:
            cursor.execute("select serial from used_number order by serial")
            used = [serial for (serial,) in cursor.fetchall()]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table used_number")
    assert outcomes.count("killed") == KILLS
    assert outcomes.count("rolled back") == THREADS // 5
    assert used == list(range(1, outcomes.count("given") + 1))
    assert NumberCounter.objects.get(kind="crowd", year=2026).last == len(used)
    assert len(used) == THREADS - KILLS - THREADS // 5


def _crowd() -> list[str]:
    fates = ["killed"] * KILLS + ["rolled back"] * (THREADS // 5)
    fates += ["given"] * (THREADS - len(fates))
    random.Random(18).shuffle(fates)
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda fate: _one(fate, start), fates))


def _one(fate: str, start: Barrier) -> str:
    try:
        connection.ensure_connection()
        start.wait(timeout=60)
        with transaction.atomic():
            (serial,) = numbering.take("crowd", 2026)
            with connection.cursor() as cursor:
                cursor.execute("insert into used_number values (%s)", [serial])
                if fate == "killed":
                    cursor.execute("select pg_terminate_backend(pg_backend_pid())")
            if fate == "rolled back":
                raise _ChangedOurMindError
    except _ChangedOurMindError:
        return "rolled back"
    except DatabaseError:
        return "killed"
    finally:
        connection.close()
    return "given"


class _Office(RuleBasedStateMachine):
    """Blocks of any size, given or rolled back, in any order: what is used is 1 … n."""

    def __init__(self) -> None:
        super().__init__()
        self.used: dict[tuple[str, int], list[int]] = {}
        self.outer = transaction.atomic()
        self.outer.__enter__()

    @rule(
        kind=st.sampled_from(["a", "b"]),
        year=st.sampled_from([2025, 2026]),
        count=st.integers(1, 50),
        stays=st.booleans(),
    )
    def take(self, kind: str, year: int, count: int, stays: bool) -> None:
        try:
            with transaction.atomic():
                block = numbering.take(kind, year, count)
                if not stays:
                    raise _ChangedOurMindError
        except _ChangedOurMindError:
            return
        self.used.setdefault((kind, year), []).extend(block)

    @invariant()
    def there_is_no_gap(self) -> None:
        for numbers in self.used.values():
            assert numbers == list(range(1, len(numbers) + 1))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_order_of_blocks_and_rollbacks_is_contiguous() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        _Office,
        settings=hypothesis_settings(max_examples=30, stateful_step_count=15),
    )
