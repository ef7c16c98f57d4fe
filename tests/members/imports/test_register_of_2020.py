"""The office's real register, where the sample is at hand: every row judged as its key says."""

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from association.base import clock
from members import dues
from members.imports import book, checking, export, report, writing
from members.imports.book import Book
from members.models import Contact, Member, OrganisationTypeRecord
from tests.members.imports.registers import NEW_YEAR

SAMPLES = Path(
    os.environ.get("SAMPLES_DIR", Path(__file__).resolve().parents[3].parent / "shared/real")
)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (SAMPLES / "members-2020.xlsx").exists(),
        reason=f"the office's sample register is not in {SAMPLES} (SAMPLES_DIR names its folder)",
    ),
]


@pytest.fixture(scope="module")
def register() -> Book:
    return book.read(SAMPLES / "members-2020.xlsx")


@pytest.fixture(scope="module")
def key() -> Any:
    return json.loads((SAMPLES / "members-2020.key.json").read_text(encoding="utf-8"))


def write(register: Book) -> dict[str, Any]:
    return report.document(writing.write(register, by=None, file="members-2020.xlsx"))


def test_exactly_the_wrong_and_the_double_rows_are_found(register: Book, key: Any) -> None:
    told = report.document(checking.check(register))
    assert [(e["row"], e["code"]) for e in told["errors"]] == [
        (e["row"], e["problem"]) for e in key["errors"]
    ]
    assert told["duplicates"] == key["duplicates"]
    assert told["valid"] == told["created"] == key["valid"]
    assert told["rows"] == key["valid"] + len(key["errors"]) + len(key["duplicates"])


def test_it_speaks_as_of_new_years_day_2020(register: Book) -> None:
    assert (register.year, register.day) == (2020, NEW_YEAR)
    assert register.remarks == ()


def test_all_good_rows_are_entered_and_a_second_time_none(register: Book, key: Any) -> None:
    assert write(register)["created"] == 1200
    types = OrganisationTypeRecord.objects.filter(since=NEW_YEAR)
    labels = Counter(row.get_organisation_type_display() for row in types)
    assert dict(labels) == key["by_type"]
    assert Contact.objects.filter(roles=["main"]).exclude(mobile="").count() == 1200
    numbers = Member.objects.order_by("number").values_list("number", flat=True)
    assert (numbers[0], numbers[1199]) == ("BJAL-2020-0001", "BJAL-2020-1200")

    again = write(register)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1200)


def test_what_it_asks_in_dues_is_what_the_standard_asks(register: Book, key: Any) -> None:
    write(register)
    assert checking.check(register).remarks == []
    assert dues.preview(2020).total == Decimal(key["fee_total"])


def test_out_and_in_again_changes_nothing(register: Book) -> None:
    write(register)
    with clock.at("2026-11-21"):
        data = export.register(Member.objects.all(), year=2020, by=None)
        found = checking.check(book.read(data))
    assert (found.wrong, found.duplicates, found.remarks) == ([], [], [])
    assert (len(found.created), len(found.changed), found.unchanged) == (0, 0, 1200)
