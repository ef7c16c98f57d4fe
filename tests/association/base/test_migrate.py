"""``migrate`` copies the fields of its historic models: none may differ from one made anew."""

from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field

from association.base.management.commands.migrate import copied_fields


def attributes(field: "Field[Any, Any]") -> dict[str, Any]:
    """All of them but what no two fields have in common."""
    target = vars(field.remote_field) if field.remote_field else {}
    both = vars(field) | {f"to {name}": value for name, value in target.items()}
    own = {"creation_counter", "remote_field", "base_field", "to field"}
    if isinstance(model := both.get("to model"), str):
        both["to model"] = model.lower()  # as a key is made anew
    return {name: value for name, value in both.items() if name not in own}


@pytest.fixture(scope="module")
def fields() -> "list[Field[Any, Any]]":
    """Of all models, as the last migration leaves them."""
    state = MigrationLoader(None).project_state()
    return [field for model in state.models.values() for field in model.fields.values()]


def test_a_copy_is_what_would_have_been_made(fields: "list[Field[Any, Any]]") -> None:
    made = [field.clone() for field in fields]
    with copied_fields():
        copied = [field.clone() for field in fields]
    for field, one, other in zip(fields, made, copied, strict=True):
        assert type(one) is type(other)
        assert attributes(one) == attributes(other)
        assert other is not field
        assert other.remote_field is None or other.remote_field is not field.remote_field


def test_copies_keep_the_order_of_columns(fields: "list[Field[Any, Any]]") -> None:
    with copied_fields():
        copied = [field.clone() for field in fields if not field.auto_created]
    assert copied == sorted(copied)


def test_what_belongs_to_a_model_is_made_anew() -> None:
    field = apps.get_model("accounts", "User")._meta.get_field("username")
    with copied_fields():
        assert not hasattr(field.clone(), "model")


def test_what_was_given_a_name_meanwhile_is_made_anew(fields: "list[Field[Any, Any]]") -> None:
    """As whoever looks for changes of models does to the fields of the last state."""
    field = next(each for each in fields if not hasattr(each, "model")).clone()
    field.set_attributes_from_name("named")
    with copied_fields():
        assert field.clone().name is None


def test_afterwards_every_field_is_made_as_ever() -> None:
    usual = Field.clone
    with pytest.raises(ZeroDivisionError), copied_fields():
        assert Field.clone is not usual
        1 / 0  # noqa: B018
    assert Field.clone is usual


def test_it_is_the_command_that_everybody_calls() -> None:
    assert get_commands()["migrate"] == "association.base"
