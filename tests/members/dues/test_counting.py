"""The counts over a year's list, which are added up another way than the list's own rows."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from association.accounts.models import User
from association.base import clock
from members.enums import DuesLabel, EntryKind
from members.models import Assessment, Extension, LedgerEntry, Member
from members.queries import label_counts, with_position
from tests.factories import dues, ledger
from tests.factories.members import member, resolution

pytestmark = pytest.mark.django_db

LABELS_BY_DAY = {
    date(2020, 6, 30): {
        DuesLabel.DUE, DuesLabel.PARTLY, DuesLabel.PAID, DuesLabel.EXEMPT, DuesLabel.OVERPAID,
        DuesLabel.EXTENDED,
    },
    date(2020, 7, 31): {
        DuesLabel.OVERDUE, DuesLabel.PAID, DuesLabel.EXEMPT, DuesLabel.OVERPAID,
        DuesLabel.EXTENDED,
    },
    date(2020, 9, 1): {
        DuesLabel.OVERDUE, DuesLabel.PAID, DuesLabel.EXEMPT, DuesLabel.OVERPAID,
    },
}  # fmt: skip


def _post(row: Assessment, kind: EntryKind, amount: str, **fields: Any) -> None:
    LedgerEntry.objects.create(
        assessment=row, kind=kind, amount=Decimal(amount), posted_on=date(2020, 3, 2), memo="记",
        **fields,
    )  # fmt: skip


def _extend(of: Member | None, until: date, by: User) -> None:
    Extension.objects.create(
        year=2020, member=of, due_on=until, reason="困难", granted_by=by, granted_at=clock.now()
    )


@pytest.fixture
def year(he: User) -> None:
    """Members in every standing; one is in none, and another year stands beside."""
    rows = [dues.assessed(member()) for _ in range(9)]
    ledger.paid(rows[0], "2000.00")
    ledger.paid(rows[1], "500.00")
    ledger.paid(rows[2], "2500.00")
    _post(rows[3], EntryKind.RELIEF, "-2000.00", resolution=resolution())
    ledger.paid(rows[4], "2000.00")
    _post(rows[4], EntryKind.REFUND, "2000.00")
    _post(rows[5], EntryKind.CREDIT, "-2000.00")
    _post(rows[6], EntryKind.CORRECTION, "-100.00")
    _extend(rows[7].member, date(2020, 7, 15), he)
    _extend(rows[7].member, date(2020, 8, 31), he)
    ledger.paid(dues.assessed(rows[8].member, 2019), "2000.00")
    member()


def _by_row() -> Counter[str]:
    return Counter(row.label for row in with_position(Assessment.objects.filter(year=2020)))


@pytest.mark.parametrize("today", LABELS_BY_DAY)
def test_a_year_counts_as_many_of_a_label_as_its_rows_bear(year: None, today: date) -> None:
    with clock.at(today):
        counts = label_counts(2020)
        assert counts == _by_row()
    assert set(counts) == LABELS_BY_DAY[today]


def test_an_extension_for_everybody_counts_for_everybody(year: None, he: User) -> None:
    with clock.at(date(2020, 8, 1)):
        overdue = label_counts(2020)[DuesLabel.OVERDUE]
        _extend(None, date(2020, 8, 15), he)
        counts = label_counts(2020)
        assert counts == _by_row()
    assert overdue
    assert DuesLabel.OVERDUE not in counts


def test_a_year_that_nobody_is_assessed_for_has_no_counts(year: None) -> None:
    assert label_counts(2031) == {}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def test_the_counts_add_a_year_up_at_once(year: None) -> None:
    """And don't add up row by row, as is right for a page of them."""
    asked: list[Any] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        label_counts(2020)
    ((sql, params),) = asked
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, format json) {sql}", params)
        (answer,) = cursor.fetchone()
    plan = answer if isinstance(answer, list) else json.loads(answer)
    sums = [row for row in _nodes(plan[0]["Plan"]) if row["Node Type"] == "Aggregate"]
    assert sums
    assert {row["Actual Loops"] for row in sums} == {1}
