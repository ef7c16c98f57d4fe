from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from association.base.models import Job, StoredFile


class RegisterImport(models.Model):
    """An uploaded register: checked by one job, written by another, once somebody confirmed it."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    check_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    write_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    report = models.JSONField("检查结果", default=dict, encoder=DjangoJSONEncoder)
    annotated = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "名册导入"
        verbose_name_plural = "名册导入"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file.name
