"""What is asked. Frozen, it stays as it was asked; a change is a new one that replaces it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

from association.questionnaires.asking import Asked, Kind
from association.questionnaires.enums import KINDS, QuestionnaireState


class Questionnaire(models.Model):
    title = models.CharField("标题", max_length=80)
    intro = models.TextField("填写说明", max_length=2000, blank=True)
    state = models.CharField(
        "状态",
        max_length=6,
        choices=QuestionnaireState.choices,
        default=QuestionnaireState.DRAFT,
        editable=False,
    )
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="代替",
        related_name="replaced_by",
        editable=False,
    )

    class Meta:
        verbose_name = "问卷"
        verbose_name_plural = "问卷"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at__isnull=True)
                | Q(state="frozen", frozen_at__isnull=False),
                name="questionnaire_frozen_at_a_moment",
                violation_error_message="定稿的问卷须记下定稿时间。",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="questionnaire_has_a_title",
                violation_error_message="请填问卷标题。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == QuestionnaireState.DRAFT

    def asked(self) -> list[Asked]:
        """The questions as the pure part knows them, in order."""
        return [question.asked() for question in self.questions.all()]


class Question(models.Model):
    """``columns`` is a list of what a column asks (``column``), ``rows`` are the names of a table's
    rows; what ``minimum`` and ``maximum`` bound stands with ``Asked``. ``key`` is the answer's name
    in the values, and never changes."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("次序")
    key = models.SlugField(max_length=40, editable=False)
    label = models.CharField("问题", max_length=120)
    help = models.CharField("填写提示", max_length=300, blank=True)
    kind = models.CharField("怎么答", max_length=10, choices=KINDS, default=Kind.TEXT.value)
    required = models.BooleanField("必填", default=True)
    choices = models.JSONField("选项", default=list, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    minimum = models.DecimalField("最少", max_digits=12, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("最多", max_digits=12, decimal_places=2, null=True, blank=True)
    places = models.PositiveSmallIntegerField("小数位数", default=0)
    columns = models.JSONField("各列", default=list, blank=True)
    rows = models.JSONField("各行", default=list, blank=True)
    totalled = models.BooleanField("汇总时求和", default=True)

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        ordering = ["questionnaire", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="question_key_once",
                violation_error_message="同一份问卷里，问题的编号不能重复。",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=models.F("minimum")),
                name="question_bounds_in_order",
                violation_error_message="“最多”不能小于“最少”。",
            ),
            models.CheckConstraint(
                condition=Q(places__lte=2),
                name="question_places_at_most_two",
                violation_error_message="小数最多 2 位。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def asked(self) -> Asked:
        return Asked(
            key=self.key,
            label=self.label,
            kind=Kind(self.kind),
            required=self.required,
            choices=tuple(self.choices),
            unit=self.unit,
            minimum=self.minimum,
            maximum=self.maximum,
            places=self.places,
            columns=tuple(column(each) for each in self.columns),
            rows=tuple(self.rows),
            totalled=self.totalled,
        )


def column(told: dict[str, Any]) -> Asked:
    """A column as it is stored: key, label and kind, the others where they differ from nothing.
    Its numbers are counts and are never below zero: in a table nobody would see a stray minus."""
    return Asked(
        key=told["key"],
        label=told["label"],
        kind=Kind(told["kind"]),
        required=told.get("required", False),
        choices=tuple(told.get("choices", ())),
        unit=told.get("unit", ""),
        minimum=Decimal(0) if told["kind"] == Kind.NUMBER else None,
        places=told.get("places", 0),
        totalled=told.get("totalled", True),
    )
