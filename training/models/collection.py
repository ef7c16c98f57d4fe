"""Certificates on their way to those who earned them: when a team comes, who signed, who didn't."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from training.models.course import TrainingClass
from training.models.enrolment import Enrolment
from training.models.team import Team

_USER = settings.AUTH_USER_MODEL


class Slot(models.Model):
    """领证时段: when and where; for one team alone, or for as many as ``capacity`` says. One that was
    withdrawn stays, for those who had chosen it; its time and place are free again."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="slots")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, verbose_name="只给这支队伍", related_name="+"
    )
    starts_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=80)
    capacity = models.PositiveSmallIntegerField("可约队伍数")
    withdrawn_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "领证时段"
        verbose_name_plural = "领证时段"
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "starts_at", "place"],
                condition=Q(withdrawn_at__isnull=True),
                name="slot_once",
                violation_error_message="这个时间、地点已经有一个时段。",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=100),
                name="slot_for_some_teams",
                violation_error_message="可约队伍数须在 1 到 100 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code} {self.place}"


class SlotChoice(models.Model):
    """A team comes then. Another choice ends the former, and so does withdrawing the slot."""

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="choices")
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="slot_choices")
    chosen_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField("选定时间")
    ended_at = models.DateTimeField("改选时间", null=True)

    class Meta:
        verbose_name = "领证预约"
        verbose_name_plural = "领证预约"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "team"],
                condition=Q(ended_at__isnull=True),
                name="one_slot_a_team_and_class",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.slot}"


class Pickup(models.Model):
    """领证登记: a certificate was handed over, and this is who signed for it."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="pickup")
    collected_at = models.DateTimeField("领证时间")
    signed_name = models.CharField("签收人", max_length=60)
    proxy = models.BooleanField("代领", default=False)
    proxy_id = models.CharField("代领人证件号码（部分）", max_length=20, blank=True)
    authorisation = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="委托书", related_name="+"
    )
    signature = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="签名", related_name="+"
    )
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, verbose_name="纸质登记表", related_name="+"
    )
    handed_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )

    class Meta:
        verbose_name = "领证登记"
        verbose_name_plural = "领证登记"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signature__isnull=False) | Q(paper__isnull=False),
                name="pickup_is_signed",
                violation_error_message="领证须有签名，或上传签过字的纸质登记表。",
            ),
            models.CheckConstraint(
                condition=Q(proxy=False, proxy_id="", authorisation__isnull=True)
                | (Q(proxy=True, authorisation__isnull=False) & ~Q(proxy_id="")),
                name="proxy_is_authorised",
                violation_error_message="代领须有代领人证件号码和委托书。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.signed_name}"


class Undelivered(models.Model):
    """Why a certificate still lies with us, and when somebody tries again. The latest counts."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="undelivered")
    note = models.CharField("情况", max_length=200)
    next_try = models.DateField("下次联系", null=True, blank=True)
    noted_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "未领登记"
        verbose_name_plural = "未领登记"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.note}"
