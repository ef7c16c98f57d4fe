"""What has to be ready before a visit, by a rule set that is in force on its day."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from standardization.enums import Party, ReadinessKind
from standardization.models.visit import Attendee, Visit


class ReadinessRuleSet(models.Model):
    """What has to be ready before a visit, while it is in force: an epidemic, a flood season."""

    code = models.SlugField("代码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=200)
    start = models.DateField("自")
    end = models.DateField("至", null=True, blank=True)
    active = models.BooleanField("启用", default=False)

    class Meta:
        verbose_name = "现场工作规范"
        verbose_name_plural = "现场工作规范"
        ordering = ["-start", "code"]

    def __str__(self) -> str:
        return self.title


class ReadinessRule(models.Model):
    """One thing. ``days`` from the day of the visit, negative before; ``limit`` is the most that
    passes; ``per_head`` so many pieces for each of the association's and the experts."""

    rule_set = models.ForeignKey(ReadinessRuleSet, models.PROTECT, related_name="rules")
    code = models.SlugField("代码", max_length=40)
    title = models.CharField("事项", max_length=160)
    kind = models.CharField("类别", max_length=12, choices=ReadinessKind.choices)
    party = models.CharField(
        "由谁",
        max_length=12,
        choices=Party.choices,
        blank=True,
        help_text="空：整次工作一项；否则该方每人一项",
    )
    days = models.SmallIntegerField("相对日期（天）", default=0)
    until = models.TimeField("不晚于", null=True, blank=True)
    limit = models.DecimalField(
        "上限（含）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    per_head = models.PositiveSmallIntegerField("每人件数", default=0)
    after_visit = models.BooleanField("返回后办理", default=False)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "规范事项"
        verbose_name_plural = "规范事项"
        ordering = ["rule_set", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="readiness_rule_once")
        ]

    def __str__(self) -> str:
        return self.title


class ReadinessRecord(models.Model):
    """What was done, measured or handed in for a rule; the latest counts. Rows are only added."""

    class MeasuredBy(models.TextChoices):
        STAFF = "staff", "工作人员测量"
        SELF = "self_reported", "本人报告"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="readiness")
    rule = models.ForeignKey(ReadinessRule, models.PROTECT, related_name="+")
    attendee = models.ForeignKey(
        Attendee, models.PROTECT, null=True, blank=True, related_name="readiness"
    )
    value = models.DecimalField("数值", max_digits=12, decimal_places=2, null=True, blank=True)
    measured_by = models.CharField(
        "测量方式", max_length=14, choices=MeasuredBy.choices, blank=True
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("说明", max_length=200, blank=True)
    passed = models.BooleanField("通过")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "规范事项记录"
        verbose_name_plural = "规范事项记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.rule} {'通过' if self.passed else '未通过'}"


class VehicleRequest(models.Model):
    """公务用车审批单."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="vehicle")
    needed_at = models.DateTimeField("用车时间")
    people = models.PositiveSmallIntegerField("人数")
    purpose = models.CharField("事由", max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    granted = models.BooleanField("同意", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        verbose_name = "公务用车审批单"
        verbose_name_plural = "公务用车审批单"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="vehicle_takes_two",
                violation_error_message="申请用车的人不能自己审批。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit} 用车"
