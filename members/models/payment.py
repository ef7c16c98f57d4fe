from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from members.enums import PaymentMethod, PaymentState
from members.models.dues import Assessment
from members.models.member import Member


class Payment(models.Model):
    """Money that arrived, as the bank's paper says. What it says is never edited: a mistake is
    rejected or reversed, and entered anew.

    ``payer_name`` is the payer as printed, whatever the company is called since or by us;
    ``payer`` is the member behind that name, if it is one. One payer may pay for several members.
    """

    number = models.CharField("缴款编号", max_length=20, unique=True)
    payer_name = models.CharField("付款户名", max_length=120)
    payer = models.ForeignKey(
        Member, models.PROTECT, null=True, verbose_name="付款会员", related_name="payments_made"
    )
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    paid_on = models.DateField("到账日期")
    method = models.CharField(
        "方式", max_length=10, choices=PaymentMethod.choices, default=PaymentMethod.TRANSFER
    )
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    note = models.CharField("附言", max_length=200, blank=True)
    voucher = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="凭证", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=PaymentState.choices, default=PaymentState.ENTERED
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    entered_at = models.DateTimeField("登记时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="确认人", related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="退回或冲销人",
        related_name="+",
    )
    closed_at = models.DateTimeField("退回或冲销时间", null=True)
    closed_reason = models.CharField("退回或冲销的理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "缴款"
        verbose_name_plural = "缴款"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="payment_confirmed_by_another",
                violation_error_message="登记缴款和确认到账须由两个人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "reversed"]) | Q(confirmed_by__isnull=False),
                name="payment_confirmed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference="") & Q(state__in=["entered", "confirmed"]),
                name="one_payment_a_bank_reference",
                violation_error_message="这个银行流水号已经登记过缴款。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="payment_state"),
            models.Index(fields=["payer"], name="payment_payer"),
        ]
        permissions = [("enter_payment", "登记缴款"), ("confirm_payment", "确认到账和冲销缴款")]

    def __str__(self) -> str:
        return f"缴款 {self.number}"


class Allocation(models.Model):
    """The part of a payment that counts for one member's year.

    When a transaction ends, the parts of a payment add up to its amount; the database looks. Only a
    payment that nobody can place yet, or that was rejected, may have none. Once the payment is
    confirmed they are fixed.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="allocations")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "缴款分配"
        verbose_name_plural = "缴款分配"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "assessment"], name="one_part_a_payment_and_year"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocated_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.amount}"
