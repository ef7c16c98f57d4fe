"""A file is named by its concept, and the repository speaks of the product alone."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

# Where everything fits, nothing can be found.
NAMELESS = {
    *("utils", "util", "helpers", "helper", "services", "service", "common", "core", "logic"),
    *("misc", "tools", "lib", "stuff", "managers", "signals", "receivers"),
}
TEXTS = {
    *(".py", ".html", ".css", ".js", ".md", ".toml", ".yml", ".yaml", ".txt", ".cfg", ".sh"),
    *("", ".svg"),
}

# Written in pieces, so that this very file isn't its own first finding.
UNFINISHED = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
)
MACHINE = re.compile("|".join((r"/wo" + r"rk/", r"/ro" + r"ot/", r"/ho" + r"me/\w", r"C:" + r"\\")))
GENERATED = {"uv.lock", "LICENSE", "requirements.txt", "requirements-dev.txt"}


def unfinished(text: str) -> str | None:
    found = UNFINISHED.search(text) or MACHINE.search(text)
    return found[0] if found else None


def nameless(path: Path) -> bool:
    return path.stem.lower() in NAMELESS or any(
        part.lower() in NAMELESS for part in path.relative_to(source.ROOT).parts[:-1]
    )


def test_every_file_is_named_by_its_concept() -> None:
    assert [source.place(path) for path in source.python(migrations=True) if nameless(path)] == []


def test_nothing_unfinished_and_no_machine_of_ours_is_mentioned() -> None:
    found = []
    for path in source.tracked():
        if path.suffix in TEXTS and path.name not in GENERATED:
            word = unfinished(path.read_text(encoding="utf-8"))
            found += [f"{source.place(path)}: {word}"] if word else []
    assert found == []


@pytest.mark.parametrize(
    "text", ["# TO" + "DO: later", "FIX" + "ME", "see /wo" + "rk/main", "/ro" + "ot/.cache"]
)
def test_an_unfinished_line_is_seen(text: str) -> None:
    assert unfinished(text)


@pytest.mark.parametrize("text", ["a todo list", "/workdays/", "href='/root.css'", "hackneyed"])
def test_an_innocent_line_is_not(text: str) -> None:
    assert unfinished(text) is None


@pytest.mark.parametrize("name", ["members/utils.py", "association/core/clock.py"])
def test_a_name_that_says_nothing_is_seen(name: str) -> None:
    assert nameless(source.ROOT / name)
