"""Certificates that are here and haven't been collected: for how long, and what was done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from training.enums import EnrolmentState
from training.models import Enrolment, NationalNumber, Team, TrainingClass, Undelivered
from training.rules import Actor, may_hand_out

LATE_DAYS = 15
"""From so many days after a number came in, whoever hasn't collected stands on the list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """``days`` since the number was put on record; ``note`` is the latest, if any."""

    enrolment: Enrolment
    days: int
    note: Undelivered | None

    @property
    def late(self) -> bool:
        return self.days >= LATE_DAYS


def waiting(of: TrainingClass) -> list[Waiting]:
    """Everybody of a class whose certificate lies with us, in three queries."""
    rows = Enrolment.objects.filter(training_class=of, state=EnrolmentState.NUMBERED)
    return _waiting(rows.select_related("trainee", "team").order_by("team__name", "pk"))


def of_team(team: Team) -> list[Waiting]:
    rows = Enrolment.objects.filter(team=team, state=EnrolmentState.NUMBERED)
    return _waiting(rows.select_related("trainee", "training_class").order_by("pk"))


def _waiting(rows: Iterable[Enrolment]) -> list[Waiting]:
    found = list(rows)
    numbers = NationalNumber.objects.filter(enrolment__in=found).order_by("-id")
    since = {row.enrolment_id: row.recorded_at for row in numbers}
    noted = Undelivered.objects.filter(enrolment__in=found).order_by("id")
    notes = {row.enrolment_id: row for row in noted}
    today = clock.today()
    return [
        Waiting(
            row,
            (today - since[row.pk].astimezone(clock.TZ).date()).days if row.pk in since else 0,
            notes.get(row.pk),
        )
        for row in found
    ]


@transaction.atomic
def note(
    enrolment: Enrolment, *, text: str, by: Actor, next_try: date | None = None
) -> Undelivered:
    """Why it hasn't been collected. Raises Refused."""
    if not may_hand_out(by):
        raise Refused("您没有权限办理领证。请由教育培训部办理。")
    if enrolment.state != EnrolmentState.NUMBERED:
        raise Refused(
            f"{enrolment.trainee}现在是“{enrolment.get_state_display()}”，没有待领的证书。"
        )
    if not text.strip():
        raise Refused("情况没有填写，请写明为什么没有领。", field="text")
    if next_try and next_try < clock.today():
        raise Refused("下次联系的日期已经过去。", field="next_try")
    row = Undelivered.objects.create(
        enrolment=enrolment,
        note=text.strip()[:200],
        next_try=next_try,
        noted_by=by,
        noted_at=clock.now(),
    )
    audit.record(row, "登记未领原因", by=by, after={"情况": row.note}, about=enrolment)
    return row
