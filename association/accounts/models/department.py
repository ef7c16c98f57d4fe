from django.db import models


class Department(models.Model):
    """A department of the secretariat: the place that a task is routed to."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "部门"
        verbose_name_plural = "部门"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
