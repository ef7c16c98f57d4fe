"""A workbook on its way to become a version."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from standardization.models.library import StandardVersion


class StandardImport(models.Model):
    """Looked through when it was handed in; ``report`` is what was found. Nothing is written before
    somebody has seen that and confirmed. ``version`` is gone again if the draft was discarded."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    version = models.ForeignKey(
        StandardVersion, models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = "标准导入"
        verbose_name_plural = "标准导入"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.file.name
