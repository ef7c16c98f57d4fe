from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from association.base.spans import ends_after_start, one_at_a_time


class Deputy(models.Model):
    """Stands in for a principal in one role, from ``start`` to ``end``, both days included.

    Nobody stands in for oneself, and a role of one person has one deputy at a time. An early end
    is a date of its own: what was appointed stays readable.
    """

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="被代理人", related_name="deputies"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="代理人", related_name="deputizing"
    )
    role = models.ForeignKey(Group, models.PROTECT, verbose_name="角色", related_name="+")
    start = models.DateField("自")
    end = models.DateField("至", help_text="含当日")
    reason = models.CharField("事由", max_length=200)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="指定人", related_name="+"
    )
    appointed_at = models.DateTimeField("指定时间")
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)

    class Meta:
        verbose_name = "代理"
        verbose_name_plural = "代理"
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")),
                name="deputy_is_somebody_else",
                violation_error_message="代理人须是另一个人。",
            ),
            ends_after_start(
                name="deputy_ends_after_start",
                message="代理的结束日不能早于开始日。",
                open_ended=False,
            ),
            one_at_a_time(
                "principal",
                Cast("role", models.BigIntegerField()),
                name="one_deputy_at_a_time",
                condition=Q(ended_at__isnull=True),
                message="这个角色这段时间已有代理人，请先结束原来的代理。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}代理{self.principal}（{self.role.name}）"

    @classmethod
    def standing_on(cls, day: date) -> "models.QuerySet[Deputy]":
        """All that hold on the day. A principal who lost the role, was closed, or left the
        secretariat lends none: closing an account leaves its roles where they are."""
        return cls.objects.filter(
            start__lte=day, end__gte=day, ended_at__isnull=True, role__user=F("principal"),
            principal__is_staff=True, principal__is_active=True,
            deputy__is_staff=True, deputy__is_active=True,
        )  # fmt: skip

    @property
    def on_behalf_of(self) -> str:
        """As the 工作台 says it: the department, or the role where the principal has none."""
        return str(self.principal.department or self.role.name)
