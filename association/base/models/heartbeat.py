from django.db import models


class Heartbeat(models.Model):
    """When something last happened that has to go on happening, by the database's own clock."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "运行标记"
        verbose_name_plural = "运行标记"

    def __str__(self) -> str:
        return self.name
