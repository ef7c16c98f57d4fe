"""Answers to the items of a case: what the company finds itself, a review, a recheck.

A checklist is filled where there may be no signal. What a phone sends carries a number of the
phone's own (a UUID): sent again it is known again, and nothing is written twice.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from association.base import clock
from association.base.models import StoredFile
from standardization.enums import AnswerState, SnapshotKind
from standardization.models.case import Case, KeyArea
from standardization.models.sheet import Item
from standardization.models.visit import Visit


class Checklist(models.Model):
    """The items of the case's versions, or only ``scope`` of them, to be answered once.

    ``closed_at``: nothing more is taken in; what still arrives is kept aside as late.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="checklists")
    kind = models.CharField("用途", max_length=20, choices=SnapshotKind.choices)
    visit = models.OneToOneField(
        Visit, models.PROTECT, null=True, blank=True, related_name="checklist"
    )
    scope = ArrayField(models.BigIntegerField(), null=True, blank=True)
    opened_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "检查表"
        verbose_name_plural = "检查表"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="checklist_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"


class AnswerEvent(models.Model):
    """One answer as it was sent. Rows are only added; the latest that was received counts.

    ``deductions`` is how often each rule applies, by the rule's key. ``body_hash`` is the SHA-256
    of what the device sent under this ``id``.
    """

    id = models.UUIDField(primary_key=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="events")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    state = models.CharField("结论", max_length=8, choices=AnswerState.choices)
    value = models.DecimalField("得分", max_digits=12, decimal_places=2, null=True, blank=True)
    deductions = models.JSONField("扣分", default=dict)
    veto_failed = models.BooleanField("触发否决", default=False)
    reason = models.CharField("理由", max_length=500, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)
    from_paper = models.BooleanField("由纸质检查表补录", default=False)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    late = models.BooleanField("关闭后到达", default=False)
    device_at = models.DateTimeField("设备时间")
    received_at = models.DateTimeField("收到时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "作答记录"
        verbose_name_plural = "作答记录"
        ordering = ["received_at"]
        indexes = [models.Index(fields=["checklist", "item"], name="events_of_an_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_paper=False) | Q(scan__isnull=False),
                name="answer_from_paper_with_scan",
                violation_error_message="由纸质检查表补录的，须附扫描件。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_state_display()}"


class Answer(models.Model):
    """What an item's answer is now: a reading copy of its latest event, and what two people said
    of it since. "Not applicable" counts once somebody else approved it; a failed veto once two
    people confirmed it."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    event = models.OneToOneField(AnswerEvent, models.PROTECT, related_name="answer")
    state = models.CharField("结论", max_length=8, choices=AnswerState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    na_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    veto_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "作答"
        verbose_name_plural = "作答"
        ordering = ["checklist", "item"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "item"], name="one_answer_an_item"),
            models.CheckConstraint(
                condition=Q(na_approved_by__isnull=True)
                | (Q(state=AnswerState.NOT_APPLICABLE) & ~Q(na_approved_by=F("by"))),
                name="na_approved_by_another",
                violation_error_message="“不适用”须由另一个人同意。",
            ),
            models.CheckConstraint(
                condition=Q(veto_confirmed_by__isnull=True)
                | (Q(state=AnswerState.FAILS) & ~Q(veto_confirmed_by=F("by"))),
                name="veto_confirmed_by_another",
                violation_error_message="否决须由另一个人确认。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code} {self.get_state_display()}"


class Photo(models.Model):
    """Taken on site. ``sha256`` is that of the bytes the phone sent: it may drop its copy once we
    told it the same. ``taken_at`` is by the phone's clock."""

    id = models.UUIDField(primary_key=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="photos")
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+")
    key_area = models.ForeignKey(
        KeyArea, models.PROTECT, null=True, blank=True, related_name="photos"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    late = models.BooleanField("关闭后到达", default=False)
    taken_at = models.DateTimeField("拍摄时间")
    received_at = models.DateTimeField("收到时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "现场照片"
        verbose_name_plural = "现场照片"
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return f"{self.checklist} {self.taken_at.astimezone(clock.TZ):%Y-%m-%d %H:%M}"


class Signature(models.Model):
    """Somebody put their name to the answers as they stood: ``answers_hash`` says how."""

    id = models.UUIDField(primary_key=True)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="signatures")
    name = models.CharField("签字人", max_length=40)
    job = models.CharField("身份", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    answers_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField("签字时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "检查表签字"
        verbose_name_plural = "检查表签字"
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return self.name
