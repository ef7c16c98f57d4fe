"""Numbers of the house's own procedure that staff can change, each with its source."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class BanTerm(models.Model):
    """How long a company may not apply after what. Numbers we haven't verified: 待核实."""

    class Ground(models.TextChoices):
        FAILED = "failed", "未达标"
        FALSE_PROMISE = "false_promise", "承诺不实"

    ground = models.CharField("原因", max_length=16, choices=Ground.choices, unique=True)
    months = models.PositiveSmallIntegerField("不受理（个月）")
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False)

    class Meta:
        verbose_name = "不受理期限"
        verbose_name_plural = "不受理期限"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=120),
                name="ban_term_in_months",
                violation_error_message="不受理期限须在 1 到 120 个月之间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.months} 个月"


class DrawRule(models.Model):
    """Which part of an organisation's batch is rechecked: ``numerator`` of ``denominator``, rounded
    up, at least one. What must be rechecked anyway comes first and counts towards it."""

    name = models.CharField("办法", max_length=40, unique=True)
    numerator = models.PositiveSmallIntegerField("抽取比例：分子", default=1)
    denominator = models.PositiveSmallIntegerField("抽取比例：分母", default=3)
    industries = ArrayField(
        models.CharField(max_length=40), verbose_name="必查的行业", default=list, blank=True
    )
    after_veto = models.BooleanField("评审触发过否决的必查", default=True)
    first_of_organisation = models.BooleanField("评审单位首个案件必查", default=True)
    again_numerator = models.PositiveSmallIntegerField("复核不合格后复查本年报告：分子", default=1)
    again_denominator = models.PositiveSmallIntegerField(
        "复核不合格后复查本年报告：分母", default=2
    )
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原件", default=False)

    class Meta:
        verbose_name = "复核抽取办法"
        verbose_name_plural = "复核抽取办法"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gte=1, denominator__gte=F("numerator")),
                name="draw_rule_part_of_one",
                violation_error_message="抽取比例须大于 0、不超过 1。",
            ),
            models.CheckConstraint(
                condition=Q(again_numerator__gte=1, again_denominator__gte=F("again_numerator")),
                name="draw_rule_again_part_of_one",
                violation_error_message="复查比例须大于 0、不超过 1。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.numerator}/{self.denominator}"
