"""What to do with money that is more than what is owed: count it for another year, or give it back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.enums import RefundState
from members.models.dues import Assessment, LedgerEntry


class CarriedCredit(models.Model):
    """Two linked entries: out of one year of a member, into another of the same member.

    Taken back, both get a counter-entry; the row stays and says when.
    """

    outgoing = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="carried_out")
    incoming = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="carried_in")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    reason = models.CharField("说明", max_length=200, blank=True)
    carried_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    carried_at = models.DateTimeField("时间")
    undone_at = models.DateTimeField("冲销时间", null=True)

    class Meta:
        verbose_name = "多缴结转"
        verbose_name_plural = "多缴结转"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="carried_above_zero"),
            models.CheckConstraint(
                condition=~Q(outgoing=F("incoming")), name="carried_in_two_entries"
            ),
        ]
        permissions = [("carry_credit", "结转多缴的会费")]

    def __str__(self) -> str:
        return f"结转 {self.amount} 元"


class Refund(models.Model):
    """Money that goes back: asked for by one person, paid after another has checked it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="refunds")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    payee = models.CharField("收款户名", max_length=120)
    reason = models.CharField("退款理由", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=RefundState.choices, default=RefundState.REQUESTED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提出人", related_name="+"
    )
    requested_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="复核人", related_name="+"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True)
    paid_on = models.DateField("退款日期", null=True)
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    answer = models.CharField("复核意见", max_length=500, blank=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, null=True, verbose_name="会费明细", related_name="refund"
    )

    class Meta:
        verbose_name = "退款"
        verbose_name_plural = "退款"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_above_zero"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")),
                name="refund_confirmed_by_another",
                violation_error_message="提出退款和复核退款须由两个人办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "returned"])
                | Q(confirmed_by__isnull=False, entry__isnull=False),
                name="refund_paid_is_posted",
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(state="requested"),
                name="one_open_refund_a_year",
                violation_error_message="这一年度已有一笔退款在复核。",
            ),
        ]
        permissions = [("request_refund", "提出退款"), ("confirm_refund", "复核退款")]

    def __str__(self) -> str:
        return f"{self.assessment} 退款 {self.amount} 元"
