"""A day on site: who comes, what has to be ready, the meetings, and what may stop it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from standardization.enums import (
    IncidentKind,
    MeetingKind,
    Party,
    Transport,
    VisitKind,
    VisitState,
)
from standardization.models.case import Case, Site
from standardization.models.expert import Assignment


class Visit(models.Model):
    """One that couldn't be held is followed by another one that ``replaces`` it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    kind = models.CharField("性质", max_length=12, choices=VisitKind.choices)
    state = models.CharField(
        "状态", max_length=10, choices=VisitState.choices, default=VisitState.PLANNED
    )
    on = models.DateField("日期")
    site = models.ForeignKey(Site, models.PROTECT, verbose_name="场所", related_name="visits")
    meeting_point = models.CharField("集合时间和地点", max_length=120, blank=True)
    plan = models.TextField("计划", blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name="联络员",
        related_name="+",
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField("计划时间")

    class Meta:
        verbose_name = "现场工作"
        verbose_name_plural = "现场工作"
        ordering = ["-on", "-id"]
        permissions = [("handle_visit", "办理现场工作"), ("approve_vehicle", "审批公务用车")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state__in=["planned", "ready", "ongoing"]),
                name="one_open_visit_a_kind",
                violation_error_message="这个案件已有一次同类的现场工作没有结束。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on} {self.case.member.name}"


class Attendee(models.Model):
    """Somebody who is to be there. ``temperature`` in ℃; ``may_attend`` is what came of it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="attendees")
    party = models.CharField("参加方", max_length=12, choices=Party.choices)
    name = models.CharField("姓名", max_length=40)
    job = models.CharField("职务", max_length=40, blank=True)
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    transport = models.CharField(
        "交通", max_length=12, choices=Transport.choices, default=Transport.WITH_STAFF
    )
    on_roster = models.BooleanField("在盖章名单上", null=True, blank=True)
    present = models.BooleanField("到场", null=True, blank=True)

    class Meta:
        verbose_name = "参加人员"
        verbose_name_plural = "参加人员"
        ordering = ["visit", "party", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "party", "name"],
                name="attendee_once",
                violation_error_message="这个人已在参加人员里。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_party_display()}）"


class Meeting(models.Model):
    """首次, 内部, 末次会议; who signed in is in ``MeetingSign``."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="meetings")
    kind = models.CharField("会议", max_length=8, choices=MeetingKind.choices)
    note = models.CharField("记录", max_length=1000, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "现场会议"
        verbose_name_plural = "现场会议"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="meeting_once_a_kind")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class MeetingSign(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="signs")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="signs")
    signature = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = "会议签到"
        verbose_name_plural = "会议签到"
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["meeting", "attendee"], name="signed_once")]

    def __str__(self) -> str:
        return str(self.attendee)


class Incident(models.Model):
    """Why a visit couldn't be held or was stopped. Rows are only added."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="incidents")
    kind = models.CharField("情况", max_length=14, choices=IncidentKind.choices)
    text = models.CharField("说明", max_length=500)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "中止情况"
        verbose_name_plural = "中止情况"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Told(models.Model):
    """Who has to hear of an incident, and when they did."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="told")
    whom = models.CharField("告知对象", max_length=80)
    how = models.CharField("方式", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("告知时间", null=True, blank=True)

    class Meta:
        verbose_name = "告知"
        verbose_name_plural = "告知"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "whom"], name="told_once"),
            models.CheckConstraint(
                condition=Q(at__isnull=True, by__isnull=True)
                | Q(at__isnull=False, by__isnull=False),
                name="told_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.whom
