from django.db import models
from django.db.models import Q

from members.enums import DealingKind
from members.models.member import Member


class Dealing(models.Model):
    """Something the association did for or with a company, gathered from where it happened.

    A reading copy, one row a source: whoever writes it has audited its own act. ``year`` is the
    membership year that it is counted in, ``saved`` what the company did not have to pay, in yuan.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="dealings")
    kind = models.CharField("类别", max_length=20, choices=DealingKind.choices)
    what = models.CharField("事项", max_length=200)
    on = models.DateField("日期")
    year = models.PositiveSmallIntegerField("年度")
    saved = models.DecimalField("节省（元）", max_digits=12, decimal_places=2, default=0)
    source = models.CharField(max_length=80, unique=True)
    label = models.CharField("出处", max_length=120)
    url = models.CharField("会员服务中的页面", max_length=200, blank=True)

    class Meta:
        verbose_name = "服务往来"
        verbose_name_plural = "服务往来"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(saved__gte=0), name="saving_is_not_negative")
        ]
        indexes = [models.Index(fields=["member", "year"], name="dealing_year")]

    def __str__(self) -> str:
        return f"{self.member} {self.what}"
