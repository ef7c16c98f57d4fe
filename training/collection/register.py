"""领证登记表 on paper: one line a person, to be signed at the table."""

from typing import Any

from django.conf import settings

from association.base import clock, pdf
from training.batches import registered
from training.collection import slots
from training.enums import EnrolmentState
from training.models import Enrolment, Team, TrainingClass

TEMPLATE = "training/pdf/register.html"
LISTED = (EnrolmentState.NUMBERED, EnrolmentState.COLLECTED)


def facts(of: TrainingClass, team: Team) -> dict[str, Any]:
    rows = Enrolment.objects.filter(training_class=of, team=team, state__in=LISTED)
    people = list(rows.select_related("trainee", "pickup").order_by("pk"))
    numbers = registered.of_many(people)
    return {
        "issuer": settings.ASSOCIATION_NAME,
        "class": of,
        "team": team,
        "choice": slots.chosen(team, of),
        "people": [
            {
                "enrolment": row,
                "number": numbers.get(row.pk),
                "pickup": getattr(row, "pickup", None),
            }
            for row in people
        ],
        "printed_on": clock.today(),
    }


def render(of: TrainingClass, team: Team) -> bytes:
    return pdf.render(TEMPLATE, facts(of, team))


def name(of: TrainingClass, team: Team) -> str:
    return f"领证登记表 {of.code} {team}.pdf"
