"""What follows for a review organisation when a recheck fails what it had let pass."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from standardization.models.case import Batch, Case
from standardization.models.organisation import Organisation


class Reexamination(models.Model):
    """Until it is over the organisation gets no new cases, and none of its batch is concluded
    without a recheck of its own. ``wanted`` is how many of its reports of ``year`` are looked
    through again."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="reexamination")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="reexaminations", verbose_name="评审单位"
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="reexaminations"
    )
    year = models.PositiveSmallIntegerField("年度")
    wanted = models.PositiveSmallIntegerField("须复查报告（份）")
    opened_at = models.DateTimeField("开始时间")
    cleared_at = models.DateTimeField("结束时间", null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    conclusion = models.CharField("复查结论", max_length=500, blank=True)

    class Meta:
        verbose_name = "报告复查"
        verbose_name_plural = "报告复查"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | (Q(cleared_at__isnull=False, cleared_by__isnull=False) & ~Q(conclusion="")),
                name="reexamination_cleared_with_a_conclusion",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} 年报告复查"


class ReexaminedReport(models.Model):
    """One report that was looked through again. Rows are only added."""

    reexamination = models.ForeignKey(Reexamination, models.PROTECT, related_name="reports")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="案件")
    sound = models.BooleanField("报告属实")
    note = models.CharField("复查情况", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "复查的报告"
        verbose_name_plural = "复查的报告"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reexamination", "case"],
                name="report_reexamined_once",
                violation_error_message="这份报告已经复查过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} 复查"
