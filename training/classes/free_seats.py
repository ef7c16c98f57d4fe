"""A free seat of a member's person, in the ledger of what the association does for companies.

Told as 应急救援员培训, which never bars a company from anything: whoever judges the independence of
a reviewer asks for other kinds.
"""

from django.urls import reverse

from association.base import clock
from members import dealings
from members.enums import DealingKind, MemberState
from training.enums import GONE
from training.models import Enrolment

SOURCE = "training.enrolment:{}"


def tell(enrolment: Enrolment) -> None:
    """Writes what the company saved, or takes it back where the seat isn't free (any more). Told
    twice it is counted once; a price that has changed is corrected."""
    of, member = enrolment.training_class, enrolment.team.member
    free = of.free_for_members and member is not None and member.state == MemberState.ACTIVE
    if not free or member is None or enrolment.state in GONE:
        take_back(enrolment)
        return
    dealings.record(
        member,
        kind=DealingKind.RESCUER_TRAINING,
        what=f"应急救援员培训免费名额：{of.what}，{enrolment.trainee}",
        on=enrolment.registered_at.astimezone(clock.TZ).date(),
        source=SOURCE.format(enrolment.pk),
        label=of.code,
        url=reverse("training:company_people"),
        saved=of.price,
    )


def take_back(enrolment: Enrolment) -> None:
    dealings.take_back(SOURCE.format(enrolment.pk))
