"""A state machine is a table; one function runs it.

The table says which verb leads from where to where, who may, what must hold, what else happens and
whether a reason is needed. ``perform`` locks the row, refuses what the table lacks, writes the new
state and appends an audit entry, all in one transaction.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from association.base import audit
from association.base.errors import Refused

Actor = AbstractBaseUser | None
_MANY = 10


@dataclass(frozen=True, slots=True)
class Transition:
    verb: str
    label: str
    sources: tuple[str, ...]
    target: str
    may: Callable[[Any, Any], bool]
    guard: Callable[[Any], str | None] | None = None
    """Answers a sentence that says why not, or None."""
    effect: Callable[..., None] | None = None
    """Called as effect(obj, by=, reason=) after the state was written, in the transaction."""
    sets: Callable[[Any], Mapping[str, Any]] | None = None
    """Fields written in the same statement as the state, where the table holds the two together."""
    reason_needed: bool = False
    stops: bool = False
    """The step takes something away: shown in the stop colour, asked about before it is done."""


@dataclass(frozen=True, slots=True)
class Table:
    transitions: tuple[Transition, ...]
    states: type[models.TextChoices]
    field: str = "state"
    about: Callable[[Any], models.Model] | None = None
    """On whose timeline the steps stand, if not on the object's own."""
    _verbs: dict[str, Transition] = dataclasses.field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._verbs.update({step.verb: step for step in self.transitions})
        if len(self._verbs) != len(self.transitions):
            raise ValueError("Two steps of one table have the same verb.")

    def __getitem__(self, verb: str) -> Transition:
        return self._verbs[verb]

    def open_to(self, obj: models.Model, user: Actor) -> Iterable[Transition]:
        """The steps that this person can take from here, in the table's order."""
        state = getattr(obj, self.field)
        return [step for step in self.transitions if state in step.sources and step.may(user, obj)]

    @transaction.atomic
    def perform(
        self, obj: models.Model, verb: str, *, by: Actor, reason: str = "", **facts: Any
    ) -> models.Model:
        """Takes the step, or raises Refused with a sentence. ``facts`` go into the audit entry."""
        step = self._verbs[verb]
        locked = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
        before = getattr(locked, self.field)
        self._check(step, locked, by=by, reason=reason)
        setattr(locked, self.field, step.target)
        also = step.sets(by) if step.sets else {}
        for name, value in also.items():
            setattr(locked, name, value)
        locked.save(update_fields=[self.field, *also])
        if step.effect:
            step.effect(locked, by=by, reason=reason)
        audit.record(
            locked,
            step.label,
            by=by,
            before={"状态": self.states(before).label},
            after={"状态": self.states(step.target).label, **facts},
            reason=reason,
            about=self.about(locked) if self.about else None,
        )
        setattr(obj, self.field, step.target)
        return locked

    def _check(self, step: Transition, obj: models.Model, *, by: Actor, reason: str) -> None:
        state = self.states(getattr(obj, self.field))
        if state not in step.sources:
            raise Refused(f"“{obj}”现在是“{state.label}”，不能{step.label}。请刷新页面看最新状态。")
        if not step.may(by, obj):
            raise Refused(f"您没有权限{step.label}。请由有权限的同事办理。")
        if step.reason_needed and not reason.strip():
            raise Refused(f"{step.label}须写明理由。", field="reason")
        if step.guard and (obstacle := step.guard(obj)):
            raise Refused(obstacle)

    def picture(self) -> str:
        """The machine as a Mermaid state diagram, for the app's README. A step that may be taken
        from almost anywhere is one line."""
        lines = ["stateDiagram-v2"]
        for step in self.transitions:
            target = self.states(step.target).label
            many = len(step.sources) > _MANY
            sources = ["办理中"] if many else [self.states(each).label for each in step.sources]
            lines += [f"    {source} --> {target}: {step.label}" for source in sources]
        return "\n".join(lines)
