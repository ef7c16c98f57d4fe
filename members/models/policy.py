from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models

from members.enums import (
    District,
    EffectKind,
    OrganisationType,
    PolicyMode,
    PolicyState,
    Tier,
)
from members.models.resolution import Resolution


class ReliefPolicy(models.Model):
    """A rule that lets members pay less than the standard says, backed by a resolution.

    Empty lists in the scope mean everybody. Organisation types are judged as of
    ``reference_date``: what a member becomes later changes nothing. While active it can't be
    edited: what was decided by it stands.
    """

    code = models.CharField(
        "代号", max_length=40, unique=True, error_messages={"unique": "这个代号已有政策使用。"}
    )
    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("会费年度")
    reference_date = models.DateField("认定基准日", help_text="单位类型以这一天的登记为准")
    organisation_types = ArrayField(
        models.CharField(max_length=12, choices=OrganisationType.choices),
        verbose_name="单位类型",
        default=list,
        blank=True,
    )
    tiers = ArrayField(
        models.CharField(max_length=20, choices=Tier.choices),
        verbose_name="会费档次",
        default=list,
        blank=True,
    )
    districts = ArrayField(
        models.CharField(max_length=6, choices=District.choices),
        verbose_name="所在区",
        default=list,
        blank=True,
    )
    joined_from = models.DateField("入会不早于", null=True, blank=True)
    joined_to = models.DateField("入会不晚于", null=True, blank=True)
    effect = models.CharField(
        "减免方式", max_length=10, choices=EffectKind.choices, default=EffectKind.EXEMPT
    )
    value = models.DecimalField(
        "数值",
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text="比例填百分数（50 即减一半），定额填元，按月填月数；全额免缴不填",
    )
    mode = models.CharField(
        "适用方式", max_length=12, choices=PolicyMode.choices, default=PolicyMode.AUTOMATIC
    )
    valid_from = models.DateField("执行自")
    valid_to = models.DateField("执行至")
    order = models.PositiveSmallIntegerField("叠加次序", default=100)
    stackable = models.BooleanField("可与其他减免叠加", default=False)
    extend_due_to = models.DateField(
        "其余会员缴费期限延至", null=True, blank=True, help_text="含当日；不延期则留空"
    )
    basis = models.TextField("依据")
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="决议",
        related_name="policies",
    )
    state = models.CharField(
        "状态", max_length=10, choices=PolicyState.choices, default=PolicyState.DRAFT
    )

    class Meta:
        verbose_name = "减免政策"
        verbose_name_plural = "减免政策"
        ordering = ["-year", "order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(resolution__isnull=False),
                name="policy_in_force_has_resolution",
                violation_error_message="执行减免政策前，请先登记批准它的决议。",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="policy_ends_after_start",
                violation_error_message="政策的执行截止日不能早于开始日。",
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0)
                & (~models.Q(effect="percent") | models.Q(value__gt=0, value__lte=100))
                & (~models.Q(effect="months") | models.Q(value__gte=1, value__lte=12))
                & (~models.Q(effect="amount") | models.Q(value__gt=0)),
                name="policy_value_fits_effect",
                violation_error_message="数值须合乎减免方式：比例 1 至 100，月数 1 至 12，定额大于 0。",
            ),
        ]
        permissions = [("activate_reliefpolicy", "执行减免政策")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        """Days that nothing could be reckoned with."""
        super().clean()
        wrong = {}
        if self.joined_from and self.joined_to and self.joined_to < self.joined_from:
            wrong["joined_to"] = (
                f"入会不晚于：不能早于“入会不早于”（{self.joined_from}），请改正其中一个日期。"
            )
        if self.year and self.reference_date and self.reference_date.year > self.year:
            wrong["reference_date"] = (
                f"认定基准日：不能晚于会费年度的最后一天 {self.year}-12-31，请改正日期或会费年度。"
            )
        if wrong:
            raise ValidationError(wrong)
