"""``migrate`` copies the fields of its historic models, lets new ones join those that are built, and
old ones grow: none may differ from one made anew."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.core.management.commands import migrate
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.models import (
    CASCADE,
    AutoField,
    Field,
    ForeignKey,
    Model,
    TextField,
    UniqueConstraint,
)

from association.base.management.commands.migrate import (
    Command,
    copied_fields,
    growing_models,
    joining_models,
)


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


def test_the_command_does_all_of_it_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ways() -> list[object]:
        state = ProjectState
        return [Field.clone, state.add_model, state.add_field, state._append_option]

    usual, meanwhile = ways(), []
    monkeypatch.setattr(migrate.Command, "handle", lambda *_, **__: meanwhile.extend(ways()))
    Command().handle()
    assert all(one is not other for one, other in zip(usual, meanwhile, strict=True))
    assert ways() == usual


# --- Models that join ------------------------------------------------------------------------------
def in_turn(models: Iterable[ModelState]) -> Iterator[ModelState]:
    """Each behind those that it names, as migrations make them; of a circle, any first."""
    waiting = {f"{model.app_label}.{model.name}".lower(): model for model in models}
    while waiting:
        ready = (key for key, model in waiting.items() if not named(model) & waiting.keys() - {key})
        yield waiting.pop(next(ready, next(iter(waiting))))


def named(model: ModelState) -> set[str]:
    fields = [field.related_model for field in model.fields.values() if field.is_relation]
    bases = [base for base in model.bases if isinstance(base, str)]
    return {name.lower() for name in [*fields, *bases]}


def shape(model: type[Model], apps: StateApps, *, fresh: bool = True) -> dict[str, Any]:
    """Its columns and constraints, and with whom it is related in both directions.

    Not all are fresh where Django itself has left relations for later, as after a field was altered.
    """
    meta, fields = model._meta, []
    for field in meta.get_fields(include_hidden=True):
        other = field.related_model
        label = other and other._meta.label
        stale = fresh and other is not None and other is not apps.get_model(label)
        assert not stale, f"{meta.label}.{field.name} is stale"
        fields.append((type(field).__name__, field.name, label))
    return {
        "fields": sorted(fields, key=str),
        "bases": [base.__name__ for base in model.__mro__],
        "columns": [field.attname for field in meta.local_concrete_fields],
        "constraints": [each.deconstruct() for each in meta.constraints],
        "unique": [each.name for each in meta.total_unique_constraints],
        "indexes": [each.deconstruct() for each in meta.indexes],
    }


def same(built: StateApps, state: ProjectState, *, fresh: bool = True) -> bool:
    anew = StateApps(state.real_apps, state.models)
    labels = {model._meta.label for model in anew.get_models(include_auto_created=True)}
    assert {model._meta.label for model in built.get_models(include_auto_created=True)} == labels
    for label in labels:
        shown = shape(built.get_model(label), built, fresh=fresh)
        assert shown == shape(anew.get_model(label), anew)
    return True


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of each model, as often as it is built."""
    names: list[str] = []
    render = ModelState.render

    def noted(model: ModelState, apps: StateApps) -> object:
        names.append(model.name)
        return render(model, apps)

    monkeypatch.setattr(ModelState, "render", noted)
    return names


def test_models_that_joined_are_related_as_if_all_had_been_built_at_once(built: list[str]) -> None:
    last = MigrationLoader(None).project_state()
    state = ProjectState(real_apps=last.real_apps)
    assert not state.apps.get_models()
    with joining_models():
        for model in in_turn(last.models.values()):
            state.add_model(model.clone())
    assert len(built) < 4 * len(last.models), "most of them joined"
    assert same(state.apps, last)


def test_into_a_copy_of_a_state_nobody_joins() -> None:
    """Its models are those of the state before, which would know nothing of the new one."""
    state = ProjectState()
    with joining_models():
        state.add_model(ModelState("one", "Old", [("id", AutoField(primary_key=True))]))
        assert state.apps
        later = state.clone()
        to_old = ForeignKey("one.Old", CASCADE, related_name="news")
        later.add_model(
            ModelState("one", "New", [("id", AutoField(primary_key=True)), ("old", to_old)])
        )
    known = [each.apps.get_model("one", "Old")._meta.get_fields() for each in (state, later)]
    assert [{field.name for field in fields} for fields in known] == [{"id"}, {"id", "news"}]


# --- Models that grow ------------------------------------------------------------------------------
def test_the_whole_history_ends_with_models_as_if_they_had_been_built_at_once(
    built: list[str],
) -> None:
    loader = MigrationLoader(None)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    assert not state.apps.get_models()
    with joining_models(), growing_models():
        for key in plan:
            loader.graph.nodes[key].mutate_state(state, preserve=False)
    assert len(built) < 12 * len(state.models), "most of them joined, and grew as they stood"
    assert same(state.apps, state, fresh=False)


def old_and_new() -> ProjectState:
    """Two models, built."""
    state = ProjectState()
    for name in ("Old", "New"):
        state.add_model(
            ModelState("one", name, [("id", AutoField(primary_key=True))], {"constraints": []})
        )
    assert state.apps
    return state


def test_a_field_leads_to_the_model_that_it_names_and_back() -> None:
    state = old_and_new()
    old, new = (state.apps.get_model("one", name) for name in ("Old", "New"))
    assert [field.name for field in old._meta.get_fields()] == ["id"]
    with growing_models():
        to_old = ForeignKey("one.Old", CASCADE, related_name="news")
        state.add_field("one", "new", "old", to_old, preserve_default=True)
    assert state.apps.get_model("one", "new") is new
    assert new._meta.get_field("old").related_model is old
    assert {field.name for field in old._meta.get_fields()} == {"id", "news"}
    assert same(state.apps, state)


def test_a_constraint_counts_for_a_model_that_had_looked_at_its_own_before() -> None:
    state = old_and_new()
    model = state.apps.get_model("one", "new")
    assert model._meta.total_unique_constraints == []
    with growing_models():
        only = UniqueConstraint(fields=["id"], name="%(class)s_once")
        state.add_constraint("one", "new", only)
    assert state.apps.get_model("one", "new") is model
    assert [each.name for each in model._meta.total_unique_constraints] == ["new_once"]
    assert same(state.apps, state)


def test_of_a_copy_of_a_state_nothing_grows() -> None:
    """Its models are those of the state before, which has neither field nor constraint."""
    state = old_and_new()
    later = state.clone()
    with growing_models():
        later.add_field("one", "old", "note", TextField(), preserve_default=True)
        only = UniqueConstraint(fields=["id"], name="once")
        later.add_constraint("one", "new", only)
    assert same(state.apps, state)
    assert same(later.apps, later)


def test_a_model_with_children_is_built_anew_with_them() -> None:
    state = old_and_new()
    state.add_model(ModelState("one", "Child", [], {"proxy": True}, ("one.Old",)))
    with growing_models():
        state.add_field("one", "old", "note", TextField(), preserve_default=True)
    child = state.apps.get_model("one", "child")
    assert [field.name for field in child._meta.concrete_fields] == ["id", "note"]
    assert same(state.apps, state)
