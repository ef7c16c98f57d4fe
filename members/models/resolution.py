from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from association.base import clock
from association.base.models import StoredFile


class Resolution(models.Model):
    """A decision of a body of the association, recorded with its paper.

    ``verified`` says that somebody has compared it with the original; until then every page that
    leans on it shows 待核实.
    """

    class Body(models.TextChoices):
        CONGRESS = "congress", "会员代表大会"
        COUNCIL = "council", "理事会"
        STANDING_COUNCIL = "standing_council", "常务理事会"
        SUPERVISORS = "supervisors", "监事会"

    number = models.CharField(
        "决议文号",
        max_length=60,
        unique=True,
        error_messages={"unique": "这个文号的决议已经登记，请直接选用，或核对文号。"},
    )
    title = models.CharField("标题", max_length=120)
    body = models.CharField("作出机构", max_length=20, choices=Body.choices)
    decided_on = models.DateField("决定日期")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="决议文件", related_name="+"
    )
    verified = models.BooleanField("已与原件核对", default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "决议"
        verbose_name_plural = "决议"
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return f"{self.number}《{self.title}》"

    def clean(self) -> None:
        if self.decided_on and self.decided_on > clock.today():
            raise ValidationError({"decided_on": f"决定日期 {self.decided_on} 还没有到，请核对。"})
