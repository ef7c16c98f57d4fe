import uuid

from django.conf import settings
from django.db import models


def _place(instance: "StoredFile", filename: str) -> str:
    """A name of our own: what the uploader called it is only shown, never a path."""
    return f"{uuid.uuid4().hex[:2]}/{uuid.uuid4().hex}"


class StoredFile(models.Model):
    """A private file. It has no address of its own: an app checks who asks, then answers it.

    Once erased, ``content`` is empty; name, size and hash still say what it was.
    """

    name = models.CharField("文件名", max_length=255)
    content = models.FileField("内容", upload_to=_place, max_length=100)
    media_type = models.CharField("类型", max_length=80)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField("校验值", max_length=64, db_index=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="上传人", related_name="+"
    )
    kept_at = models.DateTimeField("上传时间")
    erased_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content="", erased_at__isnull=False)
                | (~models.Q(content="") & models.Q(erased_at__isnull=True)),
                name="file_has_content_until_erased",
                violation_error_message="文件的内容只能到期清除。",
            )
        ]

    def __str__(self) -> str:
        return self.name
