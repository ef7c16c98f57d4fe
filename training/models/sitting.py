"""One sitting of one part, who sits where, and what two people wrote down independently."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from training.enums import ExamPart, Outcome
from training.models.course import TrainingClass
from training.models.enrolment import Enrolment


def decided(prefix: str = "") -> Q:
    """A mark exactly where the outcome is one."""
    return Q(**{f"{prefix}outcome": Outcome.MARKED, f"{prefix}mark__isnull": False}) | (
        ~Q(**{f"{prefix}outcome": Outcome.MARKED}) & Q(**{f"{prefix}mark__isnull": True})
    )


class Sitting(models.Model):
    """场次. Once locked, the database refuses every change of it, its places and their marks.

    ``seed`` is what the seats were drawn with: the same seed and people give the same seats.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, verbose_name="班次", related_name="sittings"
    )
    part = models.CharField("科目", max_length=8, choices=ExamPart.choices)
    at = models.DateTimeField("开始时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    room = models.CharField("考场", max_length=120)
    seats = models.PositiveSmallIntegerField("座位数")
    invigilators = models.CharField("监考人员", max_length=200, help_text="几个人用顿号隔开")
    seed = models.CharField("排座种子", max_length=32)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "鉴定场次"
        verbose_name_plural = "鉴定场次"
        ordering = ["at", "id"]
        permissions = [
            ("enter_mark", "登录鉴定成绩"),
            ("settle_mark", "裁定两遍不一致的成绩"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=2000, minutes__gte=1, minutes__lte=600),
                name="sitting_sizes_make_sense",
                violation_error_message="座位数须在 1 到 2000 之间，时长不超过 600 分钟。",
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="sitting_locked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code} {self.get_part_display()}"


class Place(models.Model):
    """A person at a seat of a sitting, and what became of them once it is agreed."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="places")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="places")
    number = models.CharField("准考证号", max_length=10, unique=True)
    seat = models.PositiveSmallIntegerField("座位号")
    outcome = models.CharField("结果", max_length=9, choices=Outcome.choices, null=True, blank=True)
    mark = models.DecimalField("成绩", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("情况记录", max_length=500, blank=True)

    class Meta:
        verbose_name = "考位"
        verbose_name_plural = "考位"
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "seat"],
                name="one_person_a_seat",
                violation_error_message="这个座位已经有人。",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["sitting", "enrolment"],
                name="once_in_a_sitting",
                violation_error_message="这个人在这一场已有座位。",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, mark__isnull=True) | decided(),
                name="place_has_mark_iff_marked",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.CHEATED) | ~Q(note=""),
                name="cheating_is_recorded",
                violation_error_message="作弊须写明情况记录。",
            ),
            models.CheckConstraint(condition=Q(seat__gte=1), name="seats_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.enrolment.trainee}"


class MarkEntry(models.Model):
    """What one person wrote down for one place. ``turn`` 1 and 2 are written without seeing each
    other; 3 settles their difference. Never two of them by the same person."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="entries")
    turn = models.PositiveSmallIntegerField("第几遍")
    outcome = models.CharField("结果", max_length=9, choices=Outcome.choices)
    mark = models.DecimalField("成绩", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("情况记录", max_length=500, blank=True)
    reason = models.CharField("裁定理由", max_length=500, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登录人", related_name="+"
    )
    entered_at = models.DateTimeField("登录时间")

    class Meta:
        verbose_name = "成绩登录"
        verbose_name_plural = "成绩登录"
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(fields=["place", "turn"], name="one_entry_a_turn"),
            models.UniqueConstraint(
                fields=["place", "entered_by"],
                name="each_turn_by_another",
                violation_error_message="两遍成绩须由不同的人登录，裁定再换一个人。",
            ),
            models.CheckConstraint(condition=Q(turn__in=[1, 2, 3]), name="three_turns_at_most"),
            models.CheckConstraint(condition=decided(), name="entry_has_mark_iff_marked"),
            models.CheckConstraint(
                condition=~Q(turn=3) | ~Q(reason=""),
                name="settling_has_a_reason",
                violation_error_message="裁定须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.CHEATED) | ~Q(note=""),
                name="cheating_entry_is_recorded",
                violation_error_message="作弊须写明情况记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.number} 第 {self.turn} 遍"
