from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from association.base.models.outbox import OutboxRow

YEAR = 365


def rule_code(most: int) -> "models.CharField[str, str]":
    return models.CharField(
        "代号",
        max_length=most,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", "代号用小写字母、数字和横线。")],
        error_messages={"unique": "这个代号已有规则使用。"},
    )


class RemindingRule(models.Model):
    """When who is reminded of a deadline, by which channels and in which words: a row that staff
    keep. The words are the app's own field, since only it knows what may stand in their gaps.

    It never looks back: a deadline that had passed when the rule was switched on isn't its matter.
    """

    MOVED_BY: ClassVar[tuple[str, ...]] = ("days",)
    """Fields that say which days it is about: another value, and it begins anew."""

    code = rule_code(20)
    title = models.CharField("名称", max_length=40)
    days = models.SmallIntegerField(
        "期限后天数", help_text="负数是期限之前，0 是期限当日，正数是期限之后"
    )
    channels = ArrayField(
        models.CharField(max_length=8, choices=OutboxRow.Channel.choices), verbose_name="渠道"
    )
    active = models.BooleanField("启用", default=False)
    switched_on_at = models.DateTimeField("启用时间", null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


def knows_since_when(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(active=False) | Q(switched_on_at__isnull=False),
        name=name,
        violation_error_message="启用的规则须记下启用时间。",
    )


def days_in_reach(name: str, *, latest: int = YEAR) -> models.CheckConstraint:
    both = f"天数须在期限前后 {YEAR} 天之内。"
    later = f"天数须在期限前 {YEAR} 天至期限后 {latest} 天之间。"
    return models.CheckConstraint(
        condition=Q(days__gte=-YEAR, days__lte=latest),
        name=name,
        violation_error_message=both if latest == YEAR else later,
    )


def channels_known(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(channels__contained_by=OutboxRow.Channel.values, channels__len__gt=0),
        name=name,
        violation_error_message="请至少选一个渠道。",
    )
