"""A batch goes through its last steps together: proposed and decided case by case, each
by its own rules, so that one that isn't ready doesn't hold up the others and is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base.errors import Refused
from standardization.cases import steps
from standardization.models import Batch, Case, Proposal

VERBS = ("pass_audit", "recommend", "publish")
"""What may be proposed and decided for all of a batch at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``refused`` names each case that stayed where it was, and why."""

    done: int
    refused: tuple[str, ...]


def to_propose(batch: Batch, user: User) -> dict[str, int]:
    """The verbs that this person may propose for cases of the batch, and for how many."""
    found: dict[str, int] = {}
    for case in _cases(batch):
        if case.proposals.filter(granted=None).exists():
            continue
        for verb in steps.to_propose(case, user):
            if verb in VERBS:
                found[verb] = found.get(verb, 0) + 1
    return found


def to_decide(batch: Batch, user: User) -> dict[str, list[Proposal]]:
    """What waits for this person's word, by verb."""
    rows = Proposal.objects.filter(case__batch=batch, granted=None, verb__in=VERBS)
    found: dict[str, list[Proposal]] = {}
    for row in rows.select_related("case__member").order_by("pk"):
        if steps.may_decide(row, user):
            found.setdefault(row.verb, []).append(row)
    return found


def propose(batch: Batch, verb: str, *, reason: str, by: User) -> Outcome:
    """A recommendation asks for the grade that each company applied for."""
    ready = [case for case in _cases(batch) if verb in steps.to_propose(case, by)]
    return _each(ready, lambda case: steps.propose(case, verb, by=by, reason=reason))


def decide(batch: Batch, verb: str, *, answer: str = "", by: User) -> Outcome:
    """Agrees to all of them; who doesn't agree to one says so on its own page."""
    rows = {row.case_id: row for row in to_decide(batch, by).get(verb, [])}
    cases = [row.case for row in rows.values()]
    return _each(
        cases, lambda case: steps.decide(rows[case.pk], granted=True, answer=answer, by=by)
    )


def _cases(batch: Batch) -> list[Case]:
    return list(batch.cases.select_related("member", "organisation").order_by("pk"))


def _each(cases: Iterable[Case], act: Callable[[Case], Any]) -> Outcome:
    done, refused = 0, []
    for case in cases:
        try:
            with transaction.atomic():
                act(case)
        except Refused as refusal:
            refused.append(f"{case.member.name}：{refusal.message}")
        else:
            done += 1
    return Outcome(done, tuple(refused))
