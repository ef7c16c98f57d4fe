"""Checklists on paper, for zones where no phone may be carried."""

from django.conf import settings
from django.db import models

from association.base.models import StoredFile
from standardization.models.checklist import Checklist


class PaperScan(models.Model):
    """The filled-in sheet of a checklist, scanned: answers that are entered from it point at its
    file. Rows are only added."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="scans")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "纸质检查表扫描件"
        verbose_name_plural = "纸质检查表扫描件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.checklist} 扫描件"
