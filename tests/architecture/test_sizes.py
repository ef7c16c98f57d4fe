"""Budgets: what is longer has found a second subject. Reports the soft number, fails at the hard."""

import ast
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")  # which is read once

SOFT_FILE, HARD_FILE = 300, 400
SOFT_FUNCTION, HARD_FUNCTION = 30, 50
HARD_TEMPLATE = 180

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths: list[Path], budget: int) -> list[str]:
    return [f"{source.place(path)}: {size}" for path in paths if (size := lines(path)) > budget]


def long_functions(tree: ast.Module, budget: int) -> list[tuple[ast.AST, int]]:
    """Functions with more lines than the budget, from ``def`` to their end; decorators are free."""
    return [
        (node, size)
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        and (size := (node.end_lineno or node.lineno) - node.lineno + 1) > budget
    ]


def over(budget: int) -> list[str]:
    return [
        f"{source.place(path, node)}: {size}"
        for path in source.python()
        for node, size in long_functions(source.tree(path), budget)
    ]


def test_no_file_is_longer_than_its_budget() -> None:
    paths = [*source.python(), *with_suffix(".css"), *with_suffix(".js")]
    assert too_long(paths, HARD_FILE) == []


def test_no_function_is_longer_than_its_budget() -> None:
    assert over(HARD_FUNCTION) == []


def test_no_template_is_longer_than_its_budget() -> None:
    assert too_long(with_suffix(".html"), HARD_TEMPLATE) == []


def test_what_is_over_the_soft_number_stays_rare() -> None:
    """Nineteen of twenty files and functions keep the soft number."""
    files = list(source.python())
    functions = sum(
        isinstance(node, FUNCTIONS) for path in files for node in ast.walk(source.tree(path))
    )
    assert len(too_long(files, SOFT_FILE)) <= len(files) / 20
    assert len(over(SOFT_FUNCTION)) <= functions / 20


def test_a_long_function_is_seen() -> None:
    body = "\n".join("    pass" for _ in range(5))
    tree = ast.parse(f"@decorated\ndef long():\n{body}\n\ndef short():\n    pass\n")
    assert [(node.name, size) for node, size in long_functions(tree, 5)] == [("long", 6)]


def with_suffix(suffix: str) -> list[Path]:
    return [path for path in source.tracked() if path.suffix == suffix]
