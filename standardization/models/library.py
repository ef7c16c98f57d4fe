"""What a review is held by: standards, their versions, and everything that a version says.

A published version is frozen by the database, with all its rows: a case that was begun on it is
scored by it to the end.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from association.base.spans import ends_after_start, one_at_a_time
from standardization.enums import (
    CompareOn,
    FinalSnapshot,
    Purpose,
    RegisterRegion,
    RegisterState,
    StandardFamily,
    VersionState,
)
from standardization.scoring.sheet import Method

METHODS = [(Method.POINTS.value, "得分率"), (Method.WEIGHTED.value, "要素加权")]


class Standard(models.Model):
    """A standard by its name, also one of which we hold no version yet: the register of 百项地标."""

    code = models.CharField("标准编号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=120)
    family = models.CharField("类别", max_length=10, choices=StandardFamily.choices)
    issuer = models.CharField("发布单位", max_length=80, blank=True)
    industry = models.CharField("行业", max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=RegisterState.choices, default=RegisterState.UNKNOWN
    )
    region = models.CharField(
        "适用地区", max_length=10, choices=RegisterRegion.choices, default=RegisterRegion.UNKNOWN
    )
    source = models.CharField("出处", max_length=200, blank=True)

    class Meta:
        verbose_name = "标准"
        verbose_name_plural = "标准"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class RegisterFigure(models.Model):
    """A total that a source tells of the register, as it tells it; not counted by us."""

    label = models.CharField("项目", max_length=60, unique=True)
    value = models.PositiveIntegerField("数量")
    source = models.CharField("出处", max_length=200)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "百项地标统计"
        verbose_name_plural = "百项地标统计"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.label} {self.value}"


class StandardVersion(models.Model):
    """One edition, in force from ``start`` to ``end``, both included, and how it is scored.

    ``declared_total`` is what the edition itself says that its full marks add up to; ``fingerprint``
    is the SHA-256 of what it holds, in a canonical order: two equal editions have the same.
    """

    standard = models.ForeignKey(
        Standard, models.PROTECT, verbose_name="标准", related_name="versions"
    )
    label = models.CharField("版本", max_length=20)
    purpose = models.CharField(
        "用途", max_length=10, choices=Purpose.choices, default=Purpose.REVIEW
    )
    state = models.CharField(
        "状态", max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    published_on = models.DateField("发布日期")
    start = models.DateField("实施日期", help_text="发布日期和实施日期常不是同一天")
    end = models.DateField("最后有效日", null=True, blank=True)
    declared_total = models.DecimalField("标明的总分", max_digits=12, decimal_places=2)
    method = models.CharField("计分方法", max_length=10, choices=METHODS)
    places = models.PositiveSmallIntegerField("小数位", default=1)
    compare_on = models.CharField(
        "与分数线比较", max_length=10, choices=CompareOn.choices, default=CompareOn.ROUNDED
    )
    min_coverage = models.DecimalField(
        "最低覆盖率", max_digits=12, decimal_places=2, default="0.50", help_text="低于它会提示"
    )
    final_snapshot = models.CharField(
        "定级用的分数",
        max_length=20,
        choices=FinalSnapshot.choices,
        default=FinalSnapshot.RECTIFIED,
    )
    fingerprint = models.CharField(max_length=64)
    source_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "标准版本"
        verbose_name_plural = "标准版本"
        ordering = ["standard", "-start", "-id"]
        permissions = [
            ("import_standard", "导入标准"),
            ("publish_standard", "发布标准"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "label"],
                name="version_once_a_label",
                violation_error_message="这项标准已经有这个版本。",
            ),
            ends_after_start(
                name="version_ends_after_start",
                message="最后有效日不能早于实施日期。",
            ),
            models.CheckConstraint(
                condition=Q(start__gte=F("published_on")),
                name="version_in_force_once_published",
                violation_error_message="实施日期不能早于发布日期。",
            ),
            models.CheckConstraint(
                condition=Q(places__lte=4, min_coverage__gte=0, min_coverage__lte=1),
                name="version_numbers_make_sense",
            ),
            one_at_a_time(
                "standard",
                name="one_version_in_force",
                message="这项标准同一天只能有一个版本有效。请先写明前一版的最后有效日。",
                condition=Q(state=VersionState.PUBLISHED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard.title}（{self.label}）"


class Threshold(models.Model):
    """From how many points on a grade may be given. ``position`` 1 is the best."""

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="thresholds")
    position = models.PositiveSmallIntegerField("次序")
    grade = models.CharField("等级", max_length=10)
    min_score = models.DecimalField("最低分", max_digits=12, decimal_places=2)
    element_min = models.DecimalField(
        "各要素最低得分率", max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "等级分数线"
        verbose_name_plural = "等级分数线"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "grade"], name="threshold_once_a_grade"),
            models.UniqueConstraint(
                fields=["version", "position"], name="threshold_once_a_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.min_score}"


class PerformanceRule(models.Model):
    """A grade is open to whoever had no more than this in the last ``months``. Money in yuan."""

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="performance_rules")
    grade = models.CharField("等级", max_length=10)
    months = models.PositiveSmallIntegerField("近几个月", default=12)
    deaths = models.PositiveSmallIntegerField("死亡不超过（人）", default=0)
    serious = models.PositiveSmallIntegerField("重伤不超过（人）", default=0)
    loss = models.DecimalField("直接经济损失低于（元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "事故情况要求"
        verbose_name_plural = "事故情况要求"
        ordering = ["version", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "grade"], name="performance_once_a_grade")
        ]

    def __str__(self) -> str:
        return f"{self.grade} 近 {self.months} 个月"
