from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from members.enums import VoucherState
from members.models.member import Member
from members.models.payment import Payment


class TransferVoucher(models.Model):
    """What a member says it has transferred, with the bank's slip. It moves no money by itself."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="vouchers")
    amount = models.DecimalField("汇款金额（元）", max_digits=12, decimal_places=2)
    paid_on = models.DateField("汇款日期")
    payer_name = models.CharField("付款户名", max_length=120)
    note = models.CharField("说明", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="转账凭证", related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=VoucherState.choices, default=VoucherState.PENDING
    )
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, verbose_name="缴款", related_name="vouchers"
    )
    answer = models.CharField("答复", max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+"
    )
    submitted_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "转账凭证"
        verbose_name_plural = "转账凭证"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="voucher_above_zero"),
            models.CheckConstraint(
                condition=~Q(state="entered") | Q(payment__isnull=False),
                name="voucher_entered_as_a_payment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | Q(payment__isnull=True),
                name="voucher_sent_back_is_no_payment",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="voucher_state")]

    def __str__(self) -> str:
        return f"{self.member} 转账凭证 {self.amount} 元"
