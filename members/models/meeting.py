from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from members.arithmetic.quorum import Rule
from members.enums import MeetingMode, MeetingState, Occasion
from members.models.body import BodyTerm, Seat


class Meeting(models.Model):
    """A meeting of a body: in a room, or by correspondence until ``deadline``.

    ``rule`` is the body's own as it stood when the meeting was called. Who is entitled stands in
    ``Attendance``; from the opening on that is fixed.
    """

    term = models.ForeignKey(BodyTerm, models.PROTECT, verbose_name="届次", related_name="meetings")
    title = models.CharField("会议名称", max_length=120)
    mode = models.CharField("方式", max_length=14, choices=MeetingMode.choices)
    occasion = models.CharField(
        "性质", max_length=12, choices=Occasion.choices, default=Occasion.ORDINARY
    )
    held_on = models.DateField("开会日期", help_text="通讯表决填开始表决的日期")
    place = models.CharField("地点", max_length=120, blank=True)
    deadline = models.DateTimeField("表决截止", null=True, blank=True)
    on_site_reason = models.CharField("现场开会的理由", max_length=200, blank=True)
    head_count = models.PositiveSmallIntegerField("预计到场人数", null=True, blank=True)
    rule = models.JSONField("议事规则", encoder=DjangoJSONEncoder)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState.choices, default=MeetingState.CALLED
    )
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="召集人", related_name="+"
    )
    called_at = models.DateTimeField("召集时间")
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "会议"
        verbose_name_plural = "会议"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode=MeetingMode.ON_SITE, deadline__isnull=True)
                | Q(mode=MeetingMode.CORRESPONDENCE, deadline__isnull=False),
                name="remote_meeting_has_deadline",
                violation_error_message="通讯表决须写明截止时间；现场会议不填。",
            ),
            models.CheckConstraint(
                condition=~Q(occasion=Occasion.RE_ELECTION, mode=MeetingMode.CORRESPONDENCE),
                name="re_election_is_on_site",
                violation_error_message="换届大会不得用通讯方式召开。",
            ),
        ]
        permissions = [("hold_meeting", "召集和主持会议")]

    def __str__(self) -> str:
        return self.title

    @property
    def own_rule(self) -> Rule:
        facts: dict[str, Any] = self.rule
        return Rule(**facts)

    @property
    def is_remote(self) -> bool:
        return self.mode == MeetingMode.CORRESPONDENCE


class Attendance(models.Model):
    """A seat that is entitled in this meeting, and whether it took part: in the room, or by at
    least one ballot. ``proxy`` is who represents it by a written mandate; whether that makes it
    count as present is the meeting's rule to say. By correspondence nobody is represented."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="roll")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    present = models.BooleanField("到会", default=False)
    proxy = models.ForeignKey(
        Seat,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="受托人",
        related_name="represents",
    )

    class Meta:
        verbose_name = "到会记录"
        verbose_name_plural = "到会记录"
        ordering = ["seat_id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="on_the_roll_once"),
            models.CheckConstraint(
                condition=Q(proxy__isnull=True) | (Q(present=False) & ~Q(proxy=F("seat"))),
                name="represented_by_another",
                violation_error_message="本人到会的不用委托，也不能委托自己。",
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.seat} {'到会' if self.present else '委托出席' if self.proxy_id else '未到会'}"
        )
