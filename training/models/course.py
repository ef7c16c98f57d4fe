"""A class, who teaches it, and how many of its seats a member may take."""

from django.db import models
from django.db.models import F, Q

from training.enums import DIRECTED, ClassState, Direction, Level, Teaching


class TrainingClass(models.Model):
    """班次: one level, in one direction where that level has any, on certain days.

    ``hours`` is how many somebody has to attend before being examined.
    """

    code = models.CharField("班次编号", max_length=20, unique=True)
    title = models.CharField("班次名称", max_length=80)
    state = models.CharField(
        "状态", max_length=12, choices=ClassState.choices, default=ClassState.DRAFT
    )
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    direction = models.CharField(
        "专业方向",
        max_length=8,
        choices=Direction.choices,
        null=True,
        blank=True,
        help_text="四级、三级、二级必选；五级、一级不分方向",
    )
    teaching = models.CharField(
        "方式", max_length=8, choices=Teaching.choices, default=Teaching.PLACE
    )
    place = models.CharField("地点或网址", max_length=120, blank=True)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结束日期")
    hours = models.PositiveSmallIntegerField("须满课时")
    seats = models.PositiveSmallIntegerField("名额")
    price = models.DecimalField("费用（元）", max_digits=12, decimal_places=2)
    free_for_members = models.BooleanField("会员免费", default=False)
    enrol_from = models.DateField("报名自")
    enrol_until = models.DateField("报名至", help_text="含这一天")

    class Meta:
        verbose_name = "培训班次"
        verbose_name_plural = "培训班次"
        ordering = ["-starts_on", "-id"]
        permissions = [
            ("run_trainingclass", "办理培训班次"),
            ("archive_trainingclass", "归档培训班次"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=DIRECTED, direction__isnull=False)
                | (~Q(level__in=DIRECTED) & Q(direction__isnull=True)),
                name="class_has_direction_iff_level_does",
                violation_error_message="四级、三级、二级须选一个专业方向，五级、一级不分方向。",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="class_level_is_one_of_five"
            ),
            models.CheckConstraint(
                condition=Q(direction__isnull=True) | Q(direction__in=Direction.values),
                name="class_direction_is_one_of_four",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="class_ends_after_start",
                violation_error_message="结束日期不能早于开班日期。",
            ),
            models.CheckConstraint(
                condition=Q(enrol_until__gte=F("enrol_from")),
                name="class_enrolment_ends_after_start",
                violation_error_message="报名截止不能早于报名开始。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=2000, price__gte=0, hours__lte=1000),
                name="class_sizes_make_sense",
                violation_error_message="名额须在 1 到 2000 之间，课时不超过 1000，费用不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def what(self) -> str:
        """Level, and direction where there is one, as people say it."""
        level = Level(self.level).label.partition("/")[0]
        return f"{level} {Direction(self.direction).label}" if self.direction else level


class Teacher(models.Model):
    """Who teaches what in a class."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="teachers")
    name = models.CharField("教师", max_length=40)
    topic = models.CharField("内容", max_length=80)
    hours = models.DecimalField("课时", max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = "教师"
        verbose_name_plural = "教师"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "name", "topic"],
                name="teacher_once_a_topic",
                violation_error_message="这位教师的这项内容已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=1000),
                name="teacher_hours_make_sense",
                violation_error_message="课时须在 0 到 1000 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.topic}"


class QuotaRule(models.Model):
    """How many seats of a class one company may take: ``base`` for everybody, ``bonus`` more for
    members (增加会员单位应急救援员培训名额). The latest that holds on the day counts."""

    since = models.DateField("自哪一天起", unique=True)
    base = models.PositiveSmallIntegerField("每家每班名额")
    bonus = models.PositiveSmallIntegerField("会员另加")
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField(
        "已核对原件", default=False, help_text="与原件核对无误后勾选；此前各处显示“待核实”"
    )

    class Meta:
        verbose_name = "名额办法"
        verbose_name_plural = "名额办法"
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"自 {self.since}：每班 {self.base}，会员加 {self.bonus}"
