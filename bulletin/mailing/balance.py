"""What became of each copy, and that the numbers come out."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from association.base.models import OutboxRow
from bulletin.mailing.enums import Outcome
from bulletin.models import Delivery, Mailing

State = OutboxRow.State
_BY_ROW = {
    State.WAITING: Outcome.QUEUED,
    State.SENDING: Outcome.QUEUED,
    State.SENT: Outcome.SENT,
    State.UNCERTAIN: Outcome.UNCERTAIN,
    State.FAILED: Outcome.FAILED,
    State.SKIPPED: Outcome.SKIPPED,
}


def with_outcomes(rows: QuerySet[Delivery]) -> QuerySet[Any]:
    """Adds ``outcome`` and ``why``: from the row of the outbox, or from what is said here."""
    return rows.annotate(
        outcome=Case(
            When(bounced_at__isnull=False, then=Value(Outcome.BOUNCED)),
            *(When(row__state=state, then=Value(outcome)) for state, outcome in _BY_ROW.items()),
            When(skipped="", then=Value(Outcome.LISTED)),
            default=Value(Outcome.SKIPPED),
            output_field=CharField(),
        ),
        why=Case(
            When(bounced_at__isnull=False, then=F("bounced")),
            When(row__isnull=False, then=F("row__reason")),
            default=F("skipped"),
            output_field=CharField(),
        ),
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """``candidates`` were written down when the mailing was prepared; ``by`` is counted now."""

    candidates: int
    by: Counter[str]

    @property
    def counted(self) -> int:
        return sum(self.by.values())

    @property
    def comes_out(self) -> bool:
        return self.counted == self.candidates

    @property
    def gone(self) -> int:
        """Settled, however: what is neither listed nor queued."""
        return self.counted - self.by[Outcome.LISTED] - self.by[Outcome.QUEUED]

    @property
    def to_send(self) -> int:
        return self.counted - self.by[Outcome.SKIPPED]


def of(row: Mailing) -> Balance:
    counted = with_outcomes(row.deliveries.order_by()).values_list("outcome")
    return Balance(row.candidates, Counter(dict(counted.annotate(n=Count("pk")))))


def reasons(row: Mailing) -> list[tuple[str, str, int]]:
    """Outcome, why, how many: what was skipped or didn't arrive, the most frequent first."""
    found = (
        with_outcomes(row.deliveries.order_by())
        .filter(outcome__in=[Outcome.SKIPPED, Outcome.FAILED, Outcome.BOUNCED, Outcome.UNCERTAIN])
        .values_list("outcome", "why")
        .annotate(n=Count("pk"))
        .order_by("-n", "outcome")[:20]
    )
    return [(Outcome(outcome).label, why, n) for outcome, why, n in found]
