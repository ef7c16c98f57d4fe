"""The sheet of a version: elements, items, and what is deducted for what."""

from django.db import models
from django.db.models import Q

from standardization.enums import Inspection, KeyAreaKind, Per, VetoLevel
from standardization.models.library import StandardVersion
from standardization.scoring.sheet import Effect, Kind

KINDS = [
    (Kind.DEDUCT.value, "扣分"),
    (Kind.BINARY.value, "符合得满分"),
    (Kind.LEVELS.value, "按档给分"),
    (Kind.VETO_ONLY.value, "只作否决"),
]
EFFECTS = [
    (Effect.ITEM_ZERO.value, "本项得 0 分"),
    (Effect.ELEMENT_ZERO.value, "本要素得 0 分"),
    (Effect.GRADE_CAP.value, "限制最高等级"),
    (Effect.CASE_FAIL.value, "不予达标"),
]


class Element(models.Model):
    """要素. ``weight`` only where the sheet is weighted."""

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="elements")
    code = models.CharField("编号", max_length=20)
    title = models.CharField("要素", max_length=80)
    weight = models.DecimalField("权重", max_digits=12, decimal_places=2, null=True, blank=True)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "要素"
        verbose_name_plural = "要素"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="element_once_a_code"),
            models.UniqueConstraint(fields=["version", "position"], name="element_once_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Item(models.Model):
    """考评项目: what to look at, and what it is worth.

    ``key_area`` is the kind of place where it is looked at; blank: everywhere, or on paper.
    """

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="items")
    element = models.ForeignKey(Element, models.PROTECT, related_name="items")
    code = models.CharField("编号", max_length=20)
    clause = models.CharField("依据条款", max_length=80, blank=True)
    text = models.CharField("考评内容", max_length=500)
    guidance = models.CharField("考评办法", max_length=500, blank=True)
    inspection = models.CharField("方式", max_length=8, choices=Inspection.choices)
    kind = models.CharField("计分", max_length=10, choices=KINDS)
    full = models.DecimalField("满分", max_digits=12, decimal_places=2)
    na_allowed = models.BooleanField("可以不适用", default=True)
    photo_on_fail = models.BooleanField("不符合须拍照", default=False)
    key_area = models.CharField("重点部位", max_length=12, choices=KeyAreaKind.choices, blank=True)
    veto_level = models.CharField("否决", max_length=8, choices=VetoLevel.choices, blank=True)
    veto_effect = models.CharField("否决效力", max_length=12, choices=EFFECTS, blank=True)
    veto_cap = models.CharField("否决后最高等级", max_length=10, blank=True)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "考评项目"
        verbose_name_plural = "考评项目"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="item_once_a_code"),
            models.UniqueConstraint(fields=["version", "position"], name="item_once_a_position"),
            models.CheckConstraint(
                condition=Q(full__gte=0)
                & (~Q(kind=Kind.VETO_ONLY.value) | (Q(full=0) & ~Q(veto_effect=""))),
                name="item_worth_fits_its_kind",
                violation_error_message="满分不能是负数；只作否决的项目满分为 0，并写明否决效力。",
            ),
            models.CheckConstraint(
                condition=Q(veto_level="", veto_effect="", veto_cap="")
                | (
                    ~Q(veto_level="")
                    & ~Q(veto_effect="")
                    & (
                        Q(veto_effect=Effect.GRADE_CAP.value) & ~Q(veto_cap="")
                        | ~Q(veto_effect=Effect.GRADE_CAP.value) & Q(veto_cap="")
                    )
                ),
                name="veto_is_whole",
                violation_error_message="否决项须写明级别和效力；限制等级的还须写明最高等级。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class DeductionRule(models.Model):
    """``points`` off for each place, or once; ``cap`` at most. Without an item: off the element."""

    version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="deduction_rules")
    element = models.ForeignKey(Element, models.PROTECT, related_name="deduction_rules")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="deduction_rules"
    )
    code = models.CharField("编号", max_length=24)
    text = models.CharField("扣分标准", max_length=300)
    points = models.DecimalField("扣分", max_digits=12, decimal_places=2)
    per = models.CharField("按", max_length=10, choices=Per.choices, default=Per.OCCURRENCE)
    cap = models.DecimalField("最多扣", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "扣分标准"
        verbose_name_plural = "扣分标准"
        ordering = ["version", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="deduction_once_a_code"),
            models.CheckConstraint(
                condition=Q(points__gt=0) & (Q(cap__isnull=True) | Q(cap__gt=0)),
                name="deduction_takes_something",
                violation_error_message="扣分和最多扣须大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
