from django.conf import settings
from django.db import models

from association.credentials.models.credential import Credential


class Standing(models.Model):
    """A credential was suspended, or a suspension was lifted. Rows are only ever added, in turn.

    The one that a credential is suspended by stands in ``Credential.suspension``, which the
    database itself keeps; there is no other way to change it than to append here.
    """

    class Step(models.TextChoices):
        SUSPENDED = "suspended", "暂停"
        LIFTED = "lifted", "恢复"

    credential = models.ForeignKey(
        Credential, models.PROTECT, verbose_name="证书", related_name="standings"
    )
    step = models.CharField("事项", max_length=9, choices=Step.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = "暂停与恢复"
        verbose_name_plural = "暂停与恢复"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="standing_has_a_reason",
                violation_error_message="暂停和恢复都须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.credential_id}"
