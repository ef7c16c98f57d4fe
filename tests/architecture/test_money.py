"""Money is Decimal, from the column to the page: one float on the way loses a fen somewhere."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import DecimalField, FloatField

from tests.architecture import source

pytestmark = pytest.mark.xdist_group("source")  # which is read once


def floats(tree: ast.Module) -> Iterator[ast.AST]:
    """Whatever makes a float: the name itself, a literal with a point, a column of floats.

    To ask whether something that came in is one makes none.
    """
    asked = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        named = isinstance(node, ast.Name) and node.id == "float" and node not in asked
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        column = isinstance(node, ast.Attribute) and node.attr == "FloatField"
        if named or literal or column:
            yield node


def test_no_module_that_touches_money_makes_a_float() -> None:
    found = [
        source.place(path, node)
        for path in source.python("members", migrations=True)
        for node in floats(source.tree(path))
    ]
    money = source.ROOT / "association/base/money.py"
    found += [source.place(money, node) for node in floats(source.tree(money))]
    assert found == []


def test_no_column_of_ours_is_a_float() -> None:
    fields = [
        field
        for model in apps.get_models()
        if model.__module__.split(".")[0] in source.packages()
        for field in model._meta.local_fields
    ]
    assert [str(field) for field in fields if isinstance(field, FloatField)] == []
    money = [field for field in fields if isinstance(field, DecimalField)]
    assert money
    assert {field.decimal_places for field in money} == {2}
    assert min(field.max_digits for field in money) >= 12


@pytest.mark.parametrize(
    "line", ["x = float(amount)", "rate = 0.5", "models.FloatField()", "y: float = x"]
)
def test_a_float_is_seen(line: str) -> None:
    assert len(list(floats(ast.parse(line)))) == 1


def test_asking_whether_something_is_a_float_is_no_finding() -> None:
    assert list(floats(ast.parse("isinstance(value, float | int)"))) == []
