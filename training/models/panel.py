"""综合评审 of levels 2 and 1: who sits in the panel, from whom they keep away, what they give."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.models.sitting import Place, Sitting


class PanelMember(models.Model):
    """An examiner of one review sitting. ``interests`` are the organisations and people from whom
    they said to keep away, a line each, before they were shown anybody."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="panel")
    name = models.CharField("姓名", max_length=40)
    employer = models.CharField("工作单位", max_length=120)
    title = models.CharField("职称或职务", max_length=60, blank=True)
    interests = models.TextField("应回避的单位和人员", blank=True)
    declared_at = models.DateTimeField("声明时间", null=True, blank=True)

    class Meta:
        verbose_name = "评审员"
        verbose_name_plural = "评审员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "name", "employer"],
                name="once_in_a_panel",
                violation_error_message="这位评审员已在评审组里。",
            ),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=False) | Q(interests=""),
                name="interests_are_declared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.employer}）"


class PanelRecusal(models.Model):
    """This examiner gives this candidate no mark. ``matched``: the declaration or the employer
    names the candidate's own; nobody had to say so."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="recusals")
    place = models.ForeignKey(Place, models.PROTECT, related_name="recusals")
    reason = models.CharField("理由", max_length=200)
    matched = models.BooleanField("自动识别", default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "评审回避"
        verbose_name_plural = "评审回避"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "place"],
                name="one_recusal_of_a_candidate",
                violation_error_message="这位评审员对这位考生已经回避。",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="panel_recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}回避{self.place.number}"


class PanelMark(models.Model):
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="marks")
    place = models.ForeignKey(Place, models.PROTECT, related_name="panel_marks")
    mark = models.DecimalField("评分", max_digits=12, decimal_places=2)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("登录时间")

    class Meta:
        verbose_name = "评审评分"
        verbose_name_plural = "评审评分"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "place"], name="one_panel_mark_each"),
            models.CheckConstraint(condition=Q(mark__gte=0), name="panel_mark_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} {self.place.number}"
