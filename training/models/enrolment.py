"""A person in a class: how they came in, what proves that they may, and the hours they attended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base.models import StoredFile
from training.enums import JUDGED, EnrolmentState
from training.models.course import TrainingClass
from training.models.reservation import Reservation
from training.models.ruleset import RuleSet
from training.models.team import Team
from training.models.trainee import Trainee


class Enrolment(models.Model):
    """One person in one class, on a seat of a team.

    ``facts`` are what the person says of work, certificates and diplomas, in the keys of
    docs/eligibility.md without id, day, level and direction; a missing key: not told yet. Once
    somebody found that a condition fits, ``rule_set`` and ``branch`` say which.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, verbose_name="班次", related_name="enrolments"
    )
    trainee = models.ForeignKey(
        Trainee, models.PROTECT, verbose_name="学员", related_name="enrolments"
    )
    team = models.ForeignKey(Team, models.PROTECT, verbose_name="队伍", related_name="enrolments")
    reservation = models.OneToOneField(
        Reservation, models.PROTECT, verbose_name="名额", related_name="enrolment"
    )
    state = models.CharField(
        "状态",
        max_length=12,
        choices=EnrolmentState.choices,
        default=EnrolmentState.REGISTERED,
    )
    applied_on = models.DateField("申报日期")
    facts = models.JSONField("申报的经历", default=dict)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, verbose_name="申报条件", related_name="+"
    )
    branch = models.CharField("符合的条件", max_length=12, blank=True)
    conditional = models.BooleanField("附条件（应届）", default=False)
    answer = models.CharField("退回或不予受理的理由", max_length=500, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报名人", related_name="+"
    )
    registered_at = models.DateTimeField("报名时间")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = "报名"
        verbose_name_plural = "报名"
        ordering = ["id"]
        permissions = [
            ("judge_enrolment", "审核报名条件"),
            ("publish_results", "公布鉴定结果"),
            ("submit_batch", "送审并登记发证单位结果"),
            ("hand_out_certificate", "办理领证"),
        ]
        indexes = [models.Index(fields=["training_class", "state"], name="enrolment_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                name="once_in_a_class",
                violation_error_message="这个人已经报了这个班次。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=JUDGED)
                | Q(rule_set__isnull=False, judged_at__isnull=False, judged_by__isnull=False),
                name="enrolment_judged_by_a_rule_set",
                violation_error_message="条件符合的报名须记下依据的申报条件和审核人。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "rejected"]) | ~Q(answer=""),
                name="enrolment_said_no_with_reason",
                violation_error_message="退回补正或不予受理，须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trainee}（{self.training_class.code}）"


class Evidence(models.Model):
    """A paper behind what a person says. ``fact`` names the key of ``facts`` that it proves."""

    class Fact(models.TextChoices):
        WORK = "work", "工作经历"
        APPRENTICESHIP = "apprenticeship", "学徒经历"
        CERTIFICATES = "certificates", "职业资格或技能等级证书"
        DIPLOMAS = "diplomas", "毕业证书或在校证明"
        ID = "id", "身份证件"
        OTHER = "other", "其他"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="evidence")
    fact = models.CharField("证明什么", max_length=16, choices=Fact.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="文件", related_name="+")
    note = models.CharField("说明", max_length=120, blank=True)
    handed_in_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "证明材料"
        verbose_name_plural = "证明材料"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_fact_display()} {self.file}"


class Override(models.Model):
    """No condition fits, and two people let the person in all the same, for a reason."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="overrides")
    reason = models.CharField("理由", max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    granted = models.BooleanField("同意", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    class Meta:
        verbose_name = "条件例外"
        verbose_name_plural = "条件例外"
        ordering = ["-id"]
        permissions = [("decide_override", "决定条件例外")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(granted__isnull=True),
                name="one_open_override",
                violation_error_message="这份报名已有一项例外等待决定。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_has_reason",
                violation_error_message="条件例外须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="override_takes_two",
                violation_error_message="提出例外的人不能自己决定，请另一位同事办理。",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="override_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} 条件例外"


class Attendance(models.Model):
    """Hours that a person signed in for on one day of a class."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance")
    day = models.DateField("日期")
    hours = models.DecimalField("课时", max_digits=12, decimal_places=2)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+"
    )
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "day"],
                name="attendance_once_a_day",
                violation_error_message="这个人这一天已经登记过课时。",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0, hours__lte=12),
                name="attendance_hours_of_a_day",
                violation_error_message="一天的课时须在 0 到 12 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.day}"
