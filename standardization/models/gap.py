"""What is missing from an application: all of it told at once, each answered by the company."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from standardization.models.case import Case, CaseDocument


class Gap(models.Model):
    """One line of a case's only 补正 notice."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="gaps")
    text = models.CharField("缺什么", max_length=300)
    asked_at = models.DateTimeField("告知时间")
    answer = models.CharField("补正说明", max_length=500, blank=True)
    document = models.ForeignKey(
        CaseDocument, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("补正时间", null=True, blank=True)

    class Meta:
        verbose_name = "补正事项"
        verbose_name_plural = "补正事项"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="gap_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.text
