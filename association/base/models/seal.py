from django.db import models

from association.base.models.audit import AuditEntry


class AuditSeal(models.Model):
    """A link of the chain over the audit: its digest covers the entry and the link before it.

    ``sequence`` counts from 1 without a gap, in the order of sealing. Appended, never changed.
    """

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "操作记录封印"
        verbose_name_plural = "操作记录封印"

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest[:12]}"


class AuditHorizon(models.Model):
    """Below this transaction every entry is sealed. A shortcut for the sealer, proof of nothing."""

    transaction = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.transaction)
