"""员工作者: somebody who writes for a company without acting for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from members.models import Member


class Contributor(models.Model):
    """Asked for a link with an address of their own; what they write goes to the company first,
    whose people hand it in or give it back. ``link_version`` counts links: a new one ends the last.
    ``confirmed_at`` is when the company first let a piece of theirs through."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="contributors")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="员工", related_name="contributions"
    )
    link_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("登记时间")
    asked_at = models.DateTimeField("最近一次要链接")
    confirmed_at = models.DateTimeField("单位确认时间", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "员工作者"
        verbose_name_plural = "员工作者"
        ordering = ["member", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "user"], condition=Q(ended_at=None),
                name="contributor_once_per_member",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}（{self.member}）"
