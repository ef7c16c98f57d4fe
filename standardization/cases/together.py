"""A batch goes through its last steps together: proposed and decided case by case, each
by its own rules, so that one that isn't ready doesn't hold up the others and is named."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from association.accounts.models import User
from association.base.errors import Refused
from standardization.cases import steps
from standardization.models import Batch, Case, Proposal

R = TypeVar("R")
VERBS = ("pass_audit", "recommend", "publish")
"""What may be proposed and decided for all of a batch at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``refused`` names each case that stayed where it was, and why."""

    done: int
    refused: tuple[str, ...]


def to_propose(batch: Batch, user: User) -> dict[str, list[Case]]:
    """The verbs that this person may propose for cases of the batch, and for which."""
    found: dict[str, list[Case]] = {}
    for case in _free(batch):
        for verb in steps.to_propose(case, user):
            if verb in VERBS:
                found.setdefault(verb, []).append(case)
    return found


def to_decide(batch: Batch, user: User) -> dict[str, list[Proposal]]:
    """What waits for this person's word, by verb; each with its case."""
    rows = Proposal.objects.filter(case__batch=batch, granted=None, verb__in=VERBS)
    found: dict[str, list[Proposal]] = {}
    for row in rows.select_related("case__member", "asked_by").order_by("pk"):
        if steps.may_decide(row, user):
            found.setdefault(row.verb, []).append(row)
    return found


def propose(batch: Batch, verb: str, *, cases: Collection[Case], reason: str, by: User) -> Outcome:
    """For these of the batch. A recommendation asks for the grade that each company applied for."""
    assert verb in VERBS, f"{verb} is asked for case by case"
    rows = {case: case for case in cases if case.batch_id == batch.pk}
    return _each(rows, lambda case: steps.propose(case, verb, by=by, reason=reason))


def decide(batch: Batch, *, proposals: Collection[Proposal], by: User) -> Outcome:
    """Agrees to these, and to nothing that was asked for meanwhile; who doesn't agree to one says so
    on the page of its case."""
    rows = {row.case: row for row in proposals if row.case.batch_id == batch.pk}
    return _each(rows, lambda row: steps.decide(row, granted=True, by=by))


def _free(batch: Batch) -> list[Case]:
    """Those that wait for nobody's decision."""
    waiting = Proposal.objects.filter(granted=None).values("case")
    rows = batch.cases.exclude(pk__in=waiting).select_related("member", "organisation")
    return list(rows.order_by("pk"))


def _each(rows: Mapping[Case, R], act: Callable[[R], object]) -> Outcome:
    done, refused = 0, []
    for case, row in rows.items():
        try:
            with transaction.atomic():
                act(row)
        except Refused as refusal:
            refused.append(f"{case.member.name}：{refusal.message}")
        else:
            done += 1
    return Outcome(done, tuple(refused))
