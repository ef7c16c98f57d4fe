"""Django's ``migrate``, in a tenth of its time.

Before each operation Django builds the models around it anew, 39,000 of them from an empty database
to the newest table: whatever can be reached from it by relations, which is nearly all. A model that is
new only joins the others, and one that gains a field, an index or a constraint gains it as it stands.
And most of what building one takes goes into its fields: each is taken apart into the arguments that
would make it, and made from those. While it belongs to no model yet a copy of it is as good.
"""

import copy
import functools
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.models import Field
from django.utils.functional import cached_property


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with _much_garbage_at_once(), copied_fields(), joining_models(), growing_models():
            super().handle(*args, **options)


@contextmanager
def joining_models() -> Iterator[None]:
    """``ProjectState.add_model()`` builds the new model alone, as a module does that defines one more
    class, where all that it names was built for the same state. Who needs every model as it would be
    without history (``RunPython``) has them built anew, as after other operations that save work."""
    usual = ProjectState.add_model

    def add_model(state: ProjectState, added: ModelState) -> None:
        known = vars(state).get("apps")
        if known is None or not _joins(added, known):
            usual(state, added)
            return
        with _nothing_built(state):
            usual(state, added)
        known.render_multiple([added])

    ProjectState.add_model = add_model  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]


@contextmanager
def growing_models() -> Iterator[None]:
    """A model that was built for the same state takes a further field, index or constraint, as its
    class would take one that somebody adds to it; ``RunPython`` is served as above.

    The state before shares the class: what adds one of these asks the older model for no more than
    the name of its table.
    """
    states: Any = ProjectState
    usual = states.add_field, states._append_option  # noqa: SLF001 - for both kinds of option

    def add_field(
        state: ProjectState, label: str, model: str, name: str, field: Any, preserve_default: bool
    ) -> None:
        grown = _grows(state, label, model, field)
        if grown is None:
            usual[0](state, label, model, name, field, preserve_default)
            return
        with _nothing_built(state):
            usual[0](state, label, model, name, field, preserve_default)
        grown.add_to_class(name, state.models[label, model].fields[name].clone())
        grown._meta.apps.clear_cache()  # for the model that it leads to, too

    def append_option(state: ProjectState, label: str, model: str, option: str, added: Any) -> None:
        grown = _grows(state, label, model)
        if grown is None:
            usual[1](state, label, model, option, added)
            return
        with _nothing_built(state):
            usual[1](state, label, model, option, added)
        meta = grown._meta
        options = state.models[label, model].options
        setattr(meta, option, meta._format_names(options[option]))  # noqa: SLF001
        vars(meta).pop("total_unique_constraints", None)  # worked out of those that it had

    states.add_field, states._append_option = add_field, append_option  # noqa: SLF001
    try:
        yield
    finally:
        states.add_field, states._append_option = usual  # noqa: SLF001


@contextmanager
def _nothing_built(state: ProjectState) -> Iterator[None]:
    """The state takes note of a change, else all around it are built at once."""
    known = vars(state).pop("apps")
    try:
        yield
    finally:
        vars(state)["apps"] = known
        state.is_delayed = True


def _grows(state: ProjectState, label: str, model: str, field: Any = None) -> Any:
    """The model, if it can take the field. Its children would not hear of it, and a relation to many
    has a model of its own."""
    known = vars(state).get("apps")
    if known is None or not _knows(known, {key := f"{label}.{model}"}):
        return None
    grown, fields = _found(key, known), [field] if field else []
    if grown.__subclasses__() or any(each.many_to_many for each in fields):
        return None
    return grown if _knows(known, _named(label, fields)) else None


def _joins(added: ModelState, known: StateApps) -> bool:
    """Not in a state that is a copy: the models of the first know nothing of what joins the second."""
    own = f"{added.app_label}.{added.name}".lower()
    keys = _named(added.app_label, added.fields.values(), added.bases) - {own}
    return not _found(own, known) and _knows(known, keys)


def _named(label: str, fields: Iterable[Any], bases: Iterable[Any] = ()) -> set[str]:
    related = [field.related_model for field in fields if field.is_relation]
    named = [str(name) for name in (*related, *bases) if not isinstance(name, type)]
    return {
        (name if "." in name else f"{label}.{name}").lower() for name in named if name != "self"
    }


def _knows(known: StateApps, keys: set[str]) -> bool:
    return all((model := _found(key, known)) and model._meta.apps is known for key in keys)


def _found(key: str, known: StateApps) -> Any:
    label, _, name = key.partition(".")
    return known.all_models[label].get(name)


@contextmanager
def copied_fields() -> Iterator[None]:
    """``Field.clone()`` copies. One that a model has taken, that was given a name, or that holds
    another, is made anew."""
    usual = Field.clone

    def clone(field: "Field[Any, Any]") -> "Field[Any, Any]":
        taken = hasattr(field, "model") or field.name is not None
        return usual(field) if taken or hasattr(field, "base_field") else _copy(field)

    Field.clone = clone  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        Field.clone = usual  # type: ignore[method-assign]


def _copy(field: "Field[Any, Any]") -> "Field[Any, Any]":
    twin = copy.deepcopy(field)
    for name in _worked_out(type(field)):  # type: ignore[arg-type]
        vars(twin).pop(name, None)  # such as the model it leads to, while that is but a name
    if not field.auto_created:  # as in __init__: the order of columns
        twin.creation_counter = Field.creation_counter
        Field.creation_counter += 1
    return twin


@functools.cache
def _worked_out(kind: type[object]) -> frozenset[str]:
    """What an instance finds out once and keeps. To its validators ``__init__`` has added some."""
    return frozenset(
        name
        for ancestor in kind.__mro__
        for name, value in vars(ancestor).items()
        if isinstance(value, cached_property) and name != "validators"
    )


@contextmanager
def _much_garbage_at_once() -> Iterator[None]:
    """Each migration keeps a state of all models: to walk through them again and again for garbage
    took a quarter of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 1_000, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
