from django.db import models


class LookBackTerm(models.Model):
    """After how many days a finding that was struck off is looked at again. Practice: 待核实."""

    days = models.PositiveSmallIntegerField("销号后几天", unique=True)
    major_only = models.BooleanField("只对重大的", default=False)
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField(
        "已核对原件", default=False, help_text="与原件核对无误后勾选；此前各处显示“待核实”"
    )

    class Meta:
        verbose_name = "回头看期限"
        verbose_name_plural = "回头看期限"
        ordering = ["days"]

    def __str__(self) -> str:
        return f"{self.days} 天"
