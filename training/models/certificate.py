from django.db import models
from django.db.models import Q

from association.credentials.models import Credential
from training.models.enrolment import Enrolment


class TrainingCertificate(models.Model):
    """A 培训合格证书 that a person was given for a class. What it says is the credential's, and
    frozen there. One is in force; another in its place ends it, as does revoking. ``told_at``:
    person and team were told that it is there."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    credential = models.OneToOneField(
        Credential, models.PROTECT, verbose_name="证书", related_name="training_certificate"
    )
    in_force = models.BooleanField("现行", default=True)
    told_at = models.DateTimeField("告知时间", null=True, blank=True)

    class Meta:
        verbose_name = "培训合格证书"
        verbose_name_plural = "培训合格证书"
        ordering = ["-id"]
        permissions = [("issue_certificate", "签发、换发和撤销培训合格证书")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(in_force=True),
                name="one_training_certificate_in_force",
                violation_error_message="这个人在这个班次已有一份现行的培训合格证书。",
            )
        ]

    def __str__(self) -> str:
        return str(self.credential)
