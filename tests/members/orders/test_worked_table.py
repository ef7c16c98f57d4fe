"""The table with numbers in docs/services.md is what the rule comes to."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from association.base.money import grouped
from members.arithmetic.discount import Terms, judge

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "services.md").read_text(encoding="utf-8")
POLICY = Terms(
    "2020-HYFW-1", 1, Decimal(10), frozenset({"named"}), date(2020, 6, 1), date(2021, 12, 31)
)


def rows() -> list[list[str]]:
    table = PAGE[PAGE.index("| listed | signed") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


@pytest.mark.parametrize("row", rows(), ids=" ".join)
def test_a_row_of_the_page_is_what_the_rule_says(row: list[str]) -> None:
    listed, signed, company, discount, paid, why = row
    told = judge(
        [POLICY],
        listed=Decimal(listed.replace(",", "")),
        kind="other" if "name the kind" in why else "named",
        signed_on=date.fromisoformat(signed[:10]),
        in_register=company == "在册" or "next day" in company,
    )
    assert (grouped(told.priced.discount), grouped(told.priced.payable)) == (discount, paid)


def test_the_page_has_its_rows() -> None:
    assert len(rows()) == 7
