from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from members.enums import ReceiptState
from members.models.member import Member
from members.models.payment import Payment


class FiscalReceipt(models.Model):
    """A 财政票据 that was issued in the finance bureau's own system. Here it is only on record."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="receipts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="receipts")
    payer_name = models.CharField("交款人", max_length=120)
    code = models.CharField("票据代码", max_length=20)
    number = models.CharField("票据号码", max_length=20)
    check_code = models.CharField("校验码", max_length=20, blank=True)
    issued_on = models.DateField("开票日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="票据文件", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ReceiptState.choices, default=ReceiptState.VALID
    )
    void_reason = models.CharField("作废理由", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="登记人", related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "财政票据"
        verbose_name_plural = "财政票据"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_above_zero"),
            models.UniqueConstraint(
                fields=["code", "number"],
                name="one_receipt_a_number",
                violation_error_message="这个代码和号码的财政票据已经登记过。",
            ),
        ]
        permissions = [("record_receipt", "登记和作废财政票据")]

    def __str__(self) -> str:
        return f"财政票据 {self.code} {self.number}"
