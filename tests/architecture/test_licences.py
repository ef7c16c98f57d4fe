"""What we lean on lets the association give the portal away: no licence reaches into ours."""

import re

import pytest

from association.portal.management.commands import licences
from tests.architecture import source

GPL = re.compile(r"(?<![AL])GPL|(?<!Lesser )(?<!Affero )General Public License")
WEAKER = re.compile(r"LGPL|Lesser|Library General|with exceptions|Classpath|linking", re.IGNORECASE)
NEVER = re.compile(r"AGPL|Affero|SSPL|Server Side Public|BUSL|Business Source|Commons Clause", re.I)


@pytest.fixture(scope="module")
def lock() -> licences.Locked:
    return licences.locked(source.ROOT)


@pytest.fixture(scope="module")
def written() -> str:
    return (source.ROOT / licences.PAGE).read_text(encoding="utf-8")


def reaches_into_ours(licence: str) -> bool:
    """Every alternative is the GPL without an exception."""
    ways = licence.split(licences.OTHER)
    return all(GPL.search(way) and not WEAKER.search(way) for way in ways)


def told(row: str) -> str:
    return row.split("|")[3].strip()


def test_the_page_is_what_the_locked_distributions_say(lock: licences.Locked, written: str) -> None:
    """Some are for other systems or Pythons: those that are here must stand on the page."""
    rows = licences.rows(licences.runtime(lock), lock)
    assert set(rows.values()) - set(written.splitlines()) == set()


def test_the_page_names_nothing_that_is_not_locked(lock: licences.Locked, written: str) -> None:
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\d\S*) \| [^|]+ \|$", written, re.MULTILINE)
    assert len(rows) > 50
    assert [(name, version) for name, version in rows if lock[name]["version"] != version] == []


def test_what_another_python_needs_keeps_its_line_where_it_isnt_installed() -> None:
    lock = {name: {"name": name, "version": "5"} for name in ("for-elsewhere", "moved-on")}
    written = "| for-elsewhere | 5 | MIT |\n| moved-on | 4 | MIT |\n"
    assert licences.rows(lock, lock, written) == {"for-elsewhere": "| for-elsewhere | 5 | MIT |"}


def test_everything_says_under_what_licence_it_comes(lock: licences.Locked) -> None:
    names = [*licences.runtime(lock), *licences.development(lock)]
    rows = licences.rows(names, lock)
    assert [row for row in rows.values() if not told(row)] == []


def test_nothing_that_runs_is_under_the_gpl_alone(lock: licences.Locked) -> None:
    rows = licences.rows(licences.runtime(lock), lock)
    assert len(rows) > 30
    assert [row for row in rows.values() if reaches_into_ours(told(row))] == []


def test_nothing_at_all_is_under_the_affero_gpl_or_a_licence_with_a_hook(
    lock: licences.Locked,
) -> None:
    names = [*licences.runtime(lock), *licences.development(lock)]
    assert [row for row in licences.rows(names, lock).values() if NEVER.search(told(row))] == []
    assert not {"viewflow", "django-fsm", "psycopg"} & set(lock)


@pytest.mark.parametrize(
    ("licence", "reaches"),
    [
        ("GPL-3.0-or-later", True),
        ("GNU General Public License v2 or later (GPLv2+)", True),
        ("GPL-2.0-only OR GPL-3.0-only", True),
        ("GPL-2.0-or-later OR MPL-1.1", False),
        ("LGPL with exceptions", False),
        ("GNU Library or Lesser General Public License (LGPL)", False),
        ("LGPL-2.1-or-later", False),
        ("MIT", False),
    ],
)
def test_a_licence_is_read_for_what_it_asks(licence: str, reaches: bool) -> None:
    assert reaches_into_ours(licence) is reaches


@pytest.mark.parametrize(
    "licence", ["AGPL-3.0-only", "GNU Affero General Public License v3", "SSPL-1.0"]
)
def test_a_licence_that_reaches_over_the_network_is_seen(licence: str) -> None:
    assert NEVER.search(licence)


def test_our_own_licence_is_written_out() -> None:
    text = (source.ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert source.pyproject()["project"]["license"] == "Apache-2.0"
