"""The tables in docs/eligibility.md are what the rules come to."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.training.eligibility.applying import DAY, RULES
from training.eligibility.days import counted, needed, split

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "eligibility.md").read_text(encoding="utf-8")


def rows_under(header: str) -> list[list[str]]:
    lines = PAGE[PAGE.index(header) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


WORKED = rows_under("| at work since |")


@pytest.mark.parametrize("row", WORKED, ids=lambda row: row[0])
def test_years_come_to_what_the_table_says(row: list[str]) -> None:
    since, years, days, status, missing = row
    day = date.fromisoformat(DAY)
    worked = counted([(date.fromisoformat(since), day)])
    assert worked == int(days)
    if status == "met":
        assert (worked >= needed(int(years), day), missing) == (True, "")
    else:
        assert worked < needed(int(years), day)
        assert missing == "累计 {}，差{}".format(*split(worked, int(years), day))


def test_the_table_of_levels_names_every_branch() -> None:
    for row, level in zip(rows_under("| level | directions |"), RULES.levels.values(), strict=True):
        assert row[0] == f"{level.level} {level.name}"
        assert row[1] == ("yes" if level.by_direction else "no")
        assert re.findall(r"`([^`]+)`", row[2]) == [branch.id for branch in level.branches]
