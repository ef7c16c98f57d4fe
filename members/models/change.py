from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from association.base.models import StoredFile
from members.enums import ChangeState
from members.models.member import Member


class ChangeRequest(models.Model):
    """A member asks to change what only the secretariat may: name, code, organisation type.

    ``changes`` maps a field to its value before and after: ``{"name": ["旧", "新"]}``.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="change_requests")
    changes = models.JSONField("变更", encoder=DjangoJSONEncoder)
    note = models.TextField("说明", blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="证明材料", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=10, choices=ChangeState.choices, default=ChangeState.PENDING
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    answer = models.TextField("审核意见", blank=True)

    class Meta:
        verbose_name = "信息变更申请"
        verbose_name_plural = "信息变更申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(state="pending"),
                name="one_pending_change",
                violation_error_message="已有一份变更申请在审核，请等审核结束，或先撤回它。",
            )
        ]
        permissions = [("decide_changerequest", "审核信息变更")]

    def __str__(self) -> str:
        return f"{self.member} 信息变更"
