from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from training.models.course import TrainingClass
from training.models.team import Team


class RosterUpload(models.Model):
    """A team's roster for one class as a workbook: looked through, then entered by a click.

    ``report`` is what the last look found, without whole numbers; entering looks anew.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="rosters")
    team = models.ForeignKey(Team, models.PROTECT, related_name="rosters")
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    report = models.JSONField("检查结果", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="录入人", related_name="+"
    )
    entered_at = models.DateTimeField("录入时间", null=True)

    class Meta:
        verbose_name = "花名册"
        verbose_name_plural = "花名册"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True, entered_at__isnull=True)
                | Q(entered_by__isnull=False, entered_at__isnull=False),
                name="roster_entered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.file.name}"
