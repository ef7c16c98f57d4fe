from django.db import models
from django.db.models import DO_NOTHING

from members.models.dues import Assessment


class DuesPosition(models.Model):
    """What the ledger and the extensions say of an assessment: a view, read and never written.

    In yuan: ``relieved`` and ``paid`` are positive, ``balance`` is what is left to pay. ``paid`` is
    what counts for this year: money received less money paid back, and credit ``carried`` into it
    (negative: out of it). In days: ``due_until`` is the latest day granted (that day included),
    ``extended`` whether one of the extensions was for this member alone.
    """

    assessment = models.OneToOneField(
        Assessment, DO_NOTHING, primary_key=True, related_name="position"
    )
    relieved = models.DecimalField(max_digits=14, decimal_places=2)
    paid = models.DecimalField(max_digits=14, decimal_places=2)
    balance = models.DecimalField(max_digits=14, decimal_places=2)
    due_until = models.DateField()
    extended = models.BooleanField()
    carried = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        managed = False
        db_table = "members_duesposition"
        verbose_name = "会费余额"
        verbose_name_plural = "会费余额"

    def __str__(self) -> str:
        return f"{self.assessment_id}：{self.balance}"
