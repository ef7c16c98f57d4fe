"""What was published. Rows are only added: a correction is another result that replaces one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from association.base import clock
from training.enums import ExamPart, Outcome, Verdict
from training.models.course import TrainingClass
from training.models.enrolment import Enrolment
from training.models.sitting import Place, decided


class Publication(models.Model):
    """公布: those of a class who were decided at that moment."""

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="publications")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = "成绩公布"
        verbose_name_plural = "成绩公布"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.training_class.code} {self.published_at.astimezone(clock.TZ):%Y-%m-%d}"


class Result(models.Model):
    """One person's result, with the parts and figures it was judged by. The one that no other
    replaces and that came last is the person's."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="results")
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, related_name="results"
    )
    verdict = models.CharField("结论", max_length=6, choices=Verdict.choices)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField("更正理由", max_length=500, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = "鉴定结果"
        verbose_name_plural = "鉴定结果"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=False, replaces__isnull=True)
                | (Q(publication__isnull=True, replaces__isnull=False) & ~Q(reason="")),
                name="result_is_published_or_corrects_one",
            ),
            models.UniqueConstraint(
                fields=["publication", "enrolment"], name="one_result_a_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.get_verdict_display()}"


class ResultPart(models.Model):
    """One part in a result. ``carried``: of an earlier one, kept by the re-sit rule or since a bar
    was taken back."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="parts")
    part = models.CharField("科目", max_length=8, choices=ExamPart.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="result_parts")
    outcome = models.CharField("结果", max_length=9, choices=Outcome.choices)
    mark = models.DecimalField("成绩", max_digits=12, decimal_places=2, null=True)
    full = models.DecimalField("满分", max_digits=12, decimal_places=2)
    passing = models.DecimalField("合格分", max_digits=12, decimal_places=2)
    passed = models.BooleanField("合格")
    carried = models.BooleanField("保留自上次", default=False)

    class Meta:
        verbose_name = "科目成绩"
        verbose_name_plural = "科目成绩"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["result", "part"], name="a_part_once_in_a_result"),
            models.CheckConstraint(condition=decided(), name="result_part_has_mark_iff_marked"),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(outcome=Outcome.MARKED, mark__gte=F("passing")),
                name="passed_means_at_the_pass_mark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.mark if self.mark is not None else self.get_outcome_display()}"


class Resit(models.Model):
    """补考: somebody who failed comes again, by the rule of that day."""

    result = models.OneToOneField(Result, models.PROTECT, related_name="resit")
    keeps_passed = models.BooleanField("已过科目保留")
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField("安排时间")

    class Meta:
        verbose_name = "补考安排"
        verbose_name_plural = "补考安排"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.result.enrolment} 补考"


class Correction(models.Model):
    """A published mark was wrong: one person says so, another decides, a new result replaces."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="corrections")
    part = models.CharField("科目", max_length=8, choices=ExamPart.choices)
    outcome = models.CharField("改为", max_length=9, choices=Outcome.choices)
    mark = models.DecimalField("成绩", max_digits=12, decimal_places=2, null=True, blank=True)
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
        verbose_name = "成绩更正"
        verbose_name_plural = "成绩更正"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(granted__isnull=True),
                name="one_open_correction",
                violation_error_message="这份成绩已有一项更正等待决定。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_reason",
                violation_error_message="更正成绩须写明理由。",
            ),
            models.CheckConstraint(condition=decided(), name="correction_has_mark_iff_marked"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="correction_takes_two",
                violation_error_message="提出更正的人不能自己决定，请另一位同事办理。",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="correction_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result.enrolment} {self.get_part_display()}更正"
