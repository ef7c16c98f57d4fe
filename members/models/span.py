"""What a member was, and when. Both are judged as of a day."""

from django.conf import settings
from django.db import models

from association.base.models import StoredFile
from association.base.spans import ends_after_start, one_at_a_time
from members.enums import OrganisationType, Position
from members.models.member import Member
from members.models.resolution import Resolution


class OrganisationTypeRecord(models.Model):
    """From ``since`` on the member is of this type, until a later record says otherwise.

    Rows with a beginning only can neither overlap nor leave a hole. A record exists once somebody
    of the secretariat has confirmed it; the paper behind it is the evidence.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="organisation_types")
    organisation_type = models.CharField(
        "单位类型", max_length=12, choices=OrganisationType.choices
    )
    since = models.DateField("自何日起")
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="证明材料", related_name="+"
    )
    source = models.CharField("依据", max_length=120, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="确认人",
        related_name="+",
    )
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "单位类型记录"
        verbose_name_plural = "单位类型记录"
        ordering = ["member_id", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "since"],
                name="organisation_type_once_a_day",
                violation_error_message="这一天已有单位类型记录，请换一个起始日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_organisation_type_display()}（自 {self.since}）"


class PositionTerm(models.Model):
    """A seat that the member holds from ``start`` to ``end``, both days included."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="position_terms")
    position = models.CharField("职务", max_length=20, choices=Position.choices)
    term = models.CharField("届次", max_length=20, blank=True, help_text="如：第三届")
    start = models.DateField("任期自")
    end = models.DateField("任期至", null=True, blank=True)
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, verbose_name="决议", related_name="+"
    )

    class Meta:
        verbose_name = "职务任期"
        verbose_name_plural = "职务任期"
        ordering = ["member_id", "-start"]
        constraints = [
            ends_after_start(
                name="position_ends_after_start",
                message="任期结束日不能早于开始日。",
            ),
            one_at_a_time(
                "member",
                name="position_terms_do_not_overlap",
                message="同一会员同一时期只能有一个职务，请先结束前一任期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_position_display()} {self.start} 至 {self.end or '今'}"
