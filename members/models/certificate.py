from django.db import models

from association.credentials.models import Credential
from members.models.member import Member


class Certificate(models.Model):
    """A 会员证书 that a member was given. What it says is the credential's, and frozen there.

    ``in_force`` ends when another takes its place or the membership is over; one that has only
    expired still is the member's last. A member has one at a time.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="certificates")
    credential = models.OneToOneField(
        Credential, models.PROTECT, verbose_name="证书", related_name="member_certificate"
    )
    in_force = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = "会员证书"
        verbose_name_plural = "会员证书"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(in_force=True),
                name="one_certificate_in_force",
                violation_error_message="这家会员已有一份现行的会员证书。",
            )
        ]
        permissions = [("issue_certificate", "签发和撤销会员证书")]

    def __str__(self) -> str:
        return str(self.credential)
