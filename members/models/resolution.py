from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from association.base import clock
from association.base.models import StoredFile
from members.enums import MeetingMode

COUNTS = (
    "mode", "seats", "present", "in_favour", "against", "abstained", "recused", "arithmetic",
)  # fmt: skip


class Resolution(models.Model):
    """A decision of a body of the association, recorded with its paper.

    ``verified`` says that somebody has compared it with the original; until then every page that
    leans on it shows 待核实. One that was decided here knows how: ``mode`` and the counts, and in
    ``arithmetic`` the rule and the reckoning in words. One recorded from paper leaves them empty.
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
    mode = models.CharField(
        "方式", max_length=14, choices=MeetingMode.choices, null=True, blank=True
    )
    seats = models.PositiveSmallIntegerField("应到", null=True, blank=True)
    present = models.PositiveSmallIntegerField("到会", null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    against = models.PositiveSmallIntegerField("反对", null=True, blank=True)
    abstained = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    recused = models.PositiveSmallIntegerField("回避", null=True, blank=True)
    arithmetic = models.JSONField("计票", null=True, blank=True)

    class Meta:
        verbose_name = "决议"
        verbose_name_plural = "决议"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="resolution_counts_whole_or_none",
                condition=Q(**{f"{name}__isnull": True for name in COUNTS})
                | Q(**{f"{name}__isnull": False for name in COUNTS}),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}《{self.title}》"

    def clean(self) -> None:
        if self.decided_on and self.decided_on > clock.today():
            raise ValidationError({"decided_on": f"决定日期 {self.decided_on} 还没有到，请核对。"})
