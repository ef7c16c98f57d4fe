from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletin.models.issue import Issue
from members.models import Member


class PrintedCopy(models.Model):
    """赠阅: copies of one issue for one member, where they went and what came back."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="printed_copies")
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员单位", related_name="printed_copies"
    )
    copies = models.PositiveSmallIntegerField("册数", default=1)
    recipient = models.CharField("收件人", max_length=40, blank=True)
    address = models.CharField("地址", max_length=160, blank=True)
    carrier = models.CharField(
        "寄送方式", max_length=40, blank=True, help_text="快递公司，或自取。"
    )
    tracking = models.CharField("运单号", max_length=40, blank=True)
    sent_on = models.DateField("寄出日期", null=True, blank=True)
    returned_on = models.DateField("退回日期", null=True, blank=True)
    returned_because = models.CharField("退回原因", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "赠阅"
        verbose_name_plural = "赠阅"
        ordering = ["issue", "member__number"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "member"], name="copies_once_per_member"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True)
                | (Q(copies__gt=0) & ~(Q(carrier="") | Q(address="") | Q(recipient=""))),
                name="copies_sent_to_somewhere",
                violation_error_message="寄出的须有册数、收件人、地址和寄送方式。",
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True, returned_because="")
                | (
                    Q(returned_on__isnull=False, sent_on__isnull=False)
                    & ~Q(returned_because="")
                    & Q(returned_on__gte=models.F("sent_on"))
                ),
                name="copies_returned_after_they_were_sent",
                violation_error_message="退回的须已寄出，退回日期不早于寄出日期，并写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.member}"
