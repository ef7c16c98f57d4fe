"""A talk about needs: one company alone, or several with the same matter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from members.enums import Attends, NeedsMeetingKind, NeedsMeetingState
from members.models.need import Need, NeedTopic


class NeedsMeeting(models.Model):
    """``cap`` counts companies, without the association's own people."""

    kind = models.CharField("形式", max_length=10, choices=NeedsMeetingKind.choices)
    topic = models.ForeignKey(
        NeedTopic, models.PROTECT, verbose_name="类别", related_name="meetings"
    )
    at = models.DateTimeField("开始时间")
    until = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=120, blank=True)
    link = models.URLField("线上会议链接", max_length=300, blank=True)
    cap = models.PositiveSmallIntegerField("最多几家")
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="主持人", related_name="+"
    )
    state = models.CharField(
        "状态", max_length=9, choices=NeedsMeetingState.choices, default=NeedsMeetingState.PLANNED
    )
    held_at = models.DateTimeField("登记召开的时间", null=True, blank=True)
    minutes = models.TextField("纪要", max_length=4000, blank=True)

    class Meta:
        verbose_name = "问需交流"
        verbose_name_plural = "问需交流"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at")),
                name="needs_meeting_ends_after_it_begins",
                violation_error_message="结束时间须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=~Q(place="") | ~Q(link=""),
                name="needs_meeting_is_somewhere",
                violation_error_message="请填地点或线上会议链接。",
            ),
            models.CheckConstraint(
                condition=Q(kind="one_to_one", cap=1) | Q(kind="group", cap__gte=2),
                name="needs_meeting_cap_fits_its_kind",
                violation_error_message="一对一只约一家，小组至少两家。",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_at__isnull=False)
                | (~Q(state="held") & Q(held_at__isnull=True)),
                name="held_needs_meeting_has_a_moment",
                violation_error_message="已召开的须记下登记时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}{self.get_kind_display()}"


class MeetingNeed(models.Model):
    """A need that the talk is about, with the company's word whether it comes."""

    meeting = models.ForeignKey(NeedsMeeting, models.PROTECT, related_name="invited")
    need = models.ForeignKey(Need, models.PROTECT, related_name="talks")
    reply = models.CharField("回复", max_length=9, choices=Attends.choices, default=Attends.ASKED)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "交流的需求"
        verbose_name_plural = "交流的需求"
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "need"],
                name="need_once_in_a_meeting",
                violation_error_message="这条需求已在这次交流中。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need}（{self.get_reply_display()}）"
