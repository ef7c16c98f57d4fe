from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Member
from training.enums import ReservationState
from training.models.course import TrainingClass
from training.models.team import Team


class Reservation(models.Model):
    """One seat of a class, held or waited for by a team. The line goes by ``id``.

    ``member`` is the team's member on the day of reserving: whose quota it counts in.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="reservations")
    team = models.ForeignKey(Team, models.PROTECT, related_name="reservations")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    state = models.CharField("状态", max_length=8, choices=ReservationState.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="预留人", related_name="+"
    )
    made_at = models.DateTimeField("预留时间")
    held_at = models.DateTimeField("留定时间", null=True, blank=True)

    class Meta:
        verbose_name = "名额预留"
        verbose_name_plural = "名额预留"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["training_class", "state", "id"], name="reservation_line"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="held") | Q(held_at__isnull=False),
                name="held_reservation_knows_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.get_state_display()}"
