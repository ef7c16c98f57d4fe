"""Signs of life that survive a flushed broker: beat's last sweep, the last backup.

Both sides of an age are read from the database's clock: machines may disagree about the time, and
the portal's own clock may stand in another year.
"""

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from association.base.models import Heartbeat

BEAT = "beat"
"""Beat rang, the broker carried it, and a worker heard."""
BACKUP = "backup"


def note(name: str) -> None:
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def age(name: str) -> timedelta | None:
    """None if it never happened."""
    since = ExpressionWrapper(Now() - F("at"), output_field=DurationField())
    found: timedelta | None = (
        Heartbeat.objects.filter(pk=name).values_list(since, flat=True).first()
    )
    return found
