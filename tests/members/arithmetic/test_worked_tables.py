"""The tables with numbers in docs/dues.md are what the rules come to."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from association.base.money import grouped
from members.arithmetic.allocation import Open, oldest_first
from members.arithmetic.proration import first_year_dues
from members.arithmetic.relief import Due, Effect, Scope, Terms, stack

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "dues.md").read_text(encoding="utf-8")
MONTHS = {"January": 1, "February": 2, "May": 5, "July": 7, "December": 12}


def rows_under(header: str) -> list[list[str]]:
    """The cells of the table that begins with this header, without its header and ruler."""
    lines = PAGE[PAGE.index(header) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


FIRST_YEARS = rows_under("| joined in |")
STACKS = rows_under("| assessed | policies, in order |")


@pytest.mark.parametrize("row", FIRST_YEARS, ids=lambda row: row[0])
def test_a_first_year_costs_what_the_table_says(row: list[str]) -> None:
    joined_on = date(2020, MONTHS[row[0]], 15)
    reckoned = [
        grouped(first_year_dues(Decimal(2000), rule=rule, joined_on=joined_on, year=2020))
        for rule in ("none", "month", "quarter", "half")
    ]
    assert reckoned == row[1:]


def policy(place: int, words: str) -> Terms:
    """``exempt``, ``50 %``, ``500.00 off`` or ``3 months``; ``alone`` doesn't stack."""
    plain = words.removesuffix(" alone")
    found = re.fullmatch(r"(?:(exempt)|([\d,.]+) (%|off|months))", plain)
    assert found, words
    kinds = {None: "exempt", "%": "percent", "off": "amount", "months": "months"}
    value = amount(found[2]) if found[2] else Decimal(0)
    effect = Effect(kinds[found[3]], value)
    return Terms(f"P{place}", Scope(), effect, order=place, stackable=plain == words)


@pytest.mark.parametrize("row", STACKS, ids=lambda row: row[1])
def test_policies_take_off_what_the_table_says(row: list[str]) -> None:
    due = Due(amount(row[0]), "private", "member", "110105", date(2015, 3, 1))
    policies = [policy(place, words) for place, words in enumerate(row[1].split(", then "))]
    taken = [relieved for _, relieved in stack(policies, due)]
    assert " + ".join(map(grouped, taken)) == row[2]
    assert grouped(due.amount - sum(taken)) == row[3]


def test_the_year_2020_adds_up() -> None:
    lines = {row[0]: row[1:] for row in rows_under("| | members | yuan |")}
    relieved = [lines[f"relieved, {kind}"] for kind in ("民营企业", "社会组织")]
    total = lines["relieved in all"]
    assert [sum(int(row[0]) for row in relieved), sum(amount(row[1]) for row in relieved)] == [
        int(total[0]),
        amount(total[1]),
    ]
    assert amount(lines["assessed"][1]) - amount(total[1]) == amount(lines["payable"][1])
    assert amount(lines["assessed"][0]) - amount(total[0]) == amount(lines["payable"][0])


@pytest.mark.parametrize("row", rows_under("| paid | laid on 2018 |"), ids=lambda row: row[0])
def test_a_payment_is_laid_as_the_table_says(row: list[str]) -> None:
    left = {2018: Decimal(500), 2019: Decimal(2000), 2020: Decimal(2000)}
    owed = [Open(year, date(year, 6, 30), due) for year, due in left.items()]
    laid = {part.key: part.amount for part in oldest_first(amount(row[0]), owed)}
    parts = [laid.get(year, Decimal(0)) for year in left]
    assert [grouped(part) for part in [*parts, max(parts[-1] - left[2020], Decimal(0))]] == row[1:]


def test_a_payment_before_relief_comes_to_nothing_either_way() -> None:
    rows = rows_under("| | 2020 | 2021 carried |")
    columns = [[amount(row[at].replace("−", "-") or "0") for row in rows] for at in (1, 2, 3)]
    assert [sum(column[:-1]) for column in columns] == [column[-1] for column in columns] == [0] * 3
