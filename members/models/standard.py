from django.conf import settings
from django.db import models

from members.enums import Proration, StandardState, Tier
from members.models.resolution import Resolution


class FeeStandard(models.Model):
    """One version of the fees, set by a resolution. Published, it can't be changed any more.

    Source: 民发〔2014〕166号: a fee is definite and may not float; only the congress sets it; it is
    made known to all members within 30 days. So a reduction is never an edit of this table.
    """

    code = models.CharField("版本", max_length=20, unique=True)
    title = models.CharField("名称", max_length=80)
    year_from = models.PositiveSmallIntegerField("自哪一年度起")
    due_month = models.PositiveSmallIntegerField("缴费期限：月", default=6)
    due_day = models.PositiveSmallIntegerField("缴费期限：日", default=30)
    proration = models.CharField(
        "新会员首年", max_length=10, choices=Proration.choices, default=Proration.NONE
    )
    basic_services = models.TextField("会费包含的基本服务", blank=True)
    resolution = models.ForeignKey(Resolution, models.PROTECT, null=True, verbose_name="决议")
    state = models.CharField(
        "状态", max_length=10, choices=StandardState.choices, default=StandardState.DRAFT
    )
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "会费标准"
        verbose_name_plural = "会费标准"
        ordering = ["-year_from", "-code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(resolution__isnull=False, published_on__isnull=False),
                name="published_standard_has_resolution",
                violation_error_message="公布会费标准前，请先登记通过它的决议。",
            ),
            models.UniqueConstraint(
                fields=["year_from"],
                condition=models.Q(state="published"),
                name="one_published_standard_a_year",
                violation_error_message="这一年度起已有公布的会费标准。",
            ),
        ]
        permissions = [("publish_feestandard", "公布会费标准")]

    def __str__(self) -> str:
        return self.title


class FeeLine(models.Model):
    """What a tier pays for a year, in yuan."""

    standard = models.ForeignKey(FeeStandard, models.PROTECT, related_name="lines")
    tier = models.CharField("会费档次", max_length=20, choices=Tier.choices)
    amount = models.DecimalField("每年（元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "会费档次"
        verbose_name_plural = "会费档次"
        ordering = ["standard_id", "-amount"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "tier"],
                name="one_line_a_tier",
                violation_error_message="同一档次只能有一个金额。",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="fee_is_not_negative",
                violation_error_message="会费金额不能小于零。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_tier_display()} {self.amount}"
