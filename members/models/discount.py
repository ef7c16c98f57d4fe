from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from members.enums import PolicyState, ServiceKind
from members.models.resolution import Resolution


class DiscountPolicy(models.Model):
    """What members pay less for services, by the day on which the contract is signed.

    In force it can't be edited: another rate is the next version of the code, and the contracts
    signed before keep theirs. ``ended_on`` is the first day on which it holds no more.
    """

    code = models.CharField("代号", max_length=40)
    version = models.PositiveSmallIntegerField("版本", default=1, editable=False)
    title = models.CharField("名称", max_length=80)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=ServiceKind.choices), verbose_name="适用服务"
    )
    percent = models.DecimalField(
        "优惠（%）",
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="10 即按原价的九折收取",
    )
    valid_from = models.DateField("执行自")
    valid_to = models.DateField("执行至", help_text="含当日；以北京时间的签约日为准")
    basis = models.TextField("依据")
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, verbose_name="决议", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=PolicyState.choices, default=PolicyState.DRAFT
    )
    ended_on = models.DateField("提前结束日", null=True, blank=True)

    class Meta:
        verbose_name = "服务优惠政策"
        verbose_name_plural = "服务优惠政策"
        ordering = ["-valid_from", "code", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="one_discount_policy_a_version",
                violation_error_message="这个代号已有优惠政策使用，请换一个，或为原政策拟新版本。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="draft"),
                name="one_discount_draft_a_code",
                violation_error_message="这项政策已有一个新版本的草案。",
            ),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100),
                name="discount_percent_in_range",
                violation_error_message="优惠比例须大于 0、不超过 100。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="discount_ends_after_start",
                violation_error_message="优惠的截止日不能早于开始日。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(resolution__isnull=False),
                name="discount_in_force_has_resolution",
                violation_error_message="执行优惠政策前，请先登记批准它的决议。",
            ),
        ]
        permissions = [("activate_discountpolicy", "执行服务优惠政策")]

    def __str__(self) -> str:
        return f"{self.code} 第 {self.version} 版"
