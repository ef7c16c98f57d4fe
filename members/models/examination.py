from django.db import models

from association.base import clock


class Examination(models.Model):
    """One look at all the books: when it was, and what didn't add up. Appended every night.

    ``findings`` is a list of ``{"check", "title", "sentences", "more"}``, one for each check that
    found something; ``more`` counts the sentences that were left out.
    """

    at = models.DateTimeField("时间")
    checks = models.PositiveSmallIntegerField("核对项目")
    findings = models.JSONField("发现", default=list)

    class Meta:
        verbose_name = "账目核对"
        verbose_name_plural = "账目核对"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"账目核对 {self.at.astimezone(clock.TZ):%Y-%m-%d %H:%M}"

    @property
    def holds(self) -> bool:
        return not self.findings
